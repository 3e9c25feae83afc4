namespace PortfolioOrleans.Domain.Exposure;

/// <summary>How much lies in few hands.</summary>
public static class Concentration
{
    /// <summary>
    /// Herfindahl-Hirschman index: the sum of squared shares as fractions (Hirschman 1945, Herfindahl 1950); 1 is all in one. Its inverse is the effective number.
    /// Null where the values do not add up to more than zero.
    /// </summary>
    public static double? Hhi(IReadOnlyCollection<decimal> values)
    {
        var total = values.Sum();
        return total > 0m ? values.Sum(value => (double)(value / total) * (double)(value / total)) : null;
    }
}
