using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One asset of a margin wallet.</summary>
/// <param name="Borrowed">Owed, and part of what is free or locked.</param>
/// <param name="Interest">Owed, too.</param>
internal sealed record MarginAssetRow(Asset Asset, decimal Free, decimal Locked, decimal Borrowed, decimal Interest)
{
    public decimal Net => Free + Locked - Borrowed - Interest;

    public bool IsZero => Free == 0m && Locked == 0m && Borrowed == 0m && Interest == 0m;
}

/// <summary>The margin wallets' own messages. What counts is what would be left after paying back.</summary>
internal static class BinanceMargin
{
    public static ImmutableArray<MarginAssetRow> ReadCross(WireNode root) => root.Object().RequiredRows("userAssets", ReadAsset);

    /// <summary>Each pair's two assets; an asset of several pairs comes several times.</summary>
    public static ImmutableArray<MarginAssetRow> ReadIsolated(WireNode root) =>
    [
        .. root.Object().RequiredRows("assets", pair => new[] { pair.Inner("baseAsset"), pair.Inner("quoteAsset") })
            .SelectMany(sides => sides)
            .OfType<WireNode>()
            .Select(ReadAsset),
    ];

    /// <summary>The pairs there are isolated wallets of.</summary>
    public static ImmutableArray<string> ReadPairs(WireNode root) => root.Object().RequiredRows("assets", pair => pair.Instrument("symbol"));

    public static MarginAssetRow ReadAsset(WireNode row) =>
        new(row.Asset("asset"), row.RequiredAmount("free"), row.Amount("locked"), row.Amount("borrowed"), row.Amount("interest"));

    public static ImmutableArray<AssetBalance> ToBalances(IEnumerable<MarginAssetRow> rows) =>
    [
        .. rows.GroupBy(row => row.Asset)
            .Select(group => AssetBalance.Restore(group.Key, group.Sum(row => row.Free), group.Sum(row => row.Locked), group.Sum(row => row.Net)))
            .Where(balance => !balance.IsZero),
    ];
}
