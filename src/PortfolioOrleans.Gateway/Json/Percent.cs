namespace PortfolioOrleans.Gateway.Json;

/// <summary>Fractions as the percentages that the API speaks in.</summary>
internal static class Percent
{
    /// <summary>0.052 is 5.2; multiplied as a decimal, so that no digit comes from the binary fraction.</summary>
    public static double Of(decimal fraction) => (double)(fraction * 100m);
}
