using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One asset of a portfolio margin account: cross margin and both futures wallets, each without unrealised PnL.</summary>
internal sealed record PortfolioAsset(MarginAssetRow Margin, decimal UsdWallet, decimal CoinWallet)
{
    public decimal Net => Margin.Net + UsdWallet + CoinWallet;
}

internal static class BinancePortfolioMargin
{
    public static ImmutableArray<PortfolioAsset> ReadBalances(WireNode root) => root.RowsOrOne(row => new PortfolioAsset(
        new MarginAssetRow(
            row.Asset("asset"),
            row.Amount("crossMarginFree"),
            row.Amount("crossMarginLocked"),
            row.Amount("crossMarginBorrowed"),
            row.Amount("crossMarginInterest")),
        row.Number("umWalletBalance") ?? 0m,
        row.Number("cmWalletBalance") ?? 0m));

    /// <summary>What stands in futures is not free, and may be below zero.</summary>
    public static ImmutableArray<AssetBalance> ToBalances(IEnumerable<PortfolioAsset> rows) =>
    [
        .. rows.Select(row => AssetBalance.Restore(
                row.Margin.Asset, row.Margin.Free, row.Margin.Locked + Math.Max(row.UsdWallet + row.CoinWallet, 0m), row.Net))
            .Where(balance => !balance.IsZero),
    ];
}
