namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>How a balance is keyed within its wallet: by asset, and in isolated margin, where each pair has money of its own, by pair and asset.</summary>
internal static class Pocket
{
    public static string Of(string? pair, string asset) => pair is null ? asset : $"{pair}/{asset}";

    /// <summary>Pair is null outside isolated margin.</summary>
    public static (string? Pair, string Asset) Split(string key) => key.Split('/') is [var pair, var asset] ? (pair, asset) : (null, key);
}
