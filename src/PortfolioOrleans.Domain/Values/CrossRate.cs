namespace PortfolioOrleans.Domain.Values;

/// <summary>What one asset is worth in another, when both are known in US dollars. Every rate between two currencies is made here: of now, of a past day, of a moment.</summary>
public static class CrossRate
{
    /// <summary>Units of <paramref name="into"/> for one of <paramref name="from"/>; null where one of them has no price, or the rate fits no decimal.</summary>
    /// <param name="usdOf">Dollars for one unit, above zero; null where it is not known. Not asked for dollars.</param>
    public static decimal? Of(Asset from, Asset into, Func<Asset, decimal?> usdOf) =>
        from == into ? 1m
        : Usd(from, usdOf) is not { } one ? null
        : into == Asset.Usd ? one
        : Usd(into, usdOf) is > 0m and var unit ? Exact.Quotient(one, unit)
        : null;

    private static decimal? Usd(Asset asset, Func<Asset, decimal?> usdOf) => asset == Asset.Usd ? 1m : usdOf(asset);
}
