using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>One asset of the spot or funding wallet, as getUserAsset and get-funding-asset say it.</summary>
internal sealed record WalletAsset(Asset Asset, decimal Free, decimal Locked, decimal Frozen, decimal Withdrawing)
{
    public bool IsZero => Free == 0m && Locked == 0m && Frozen == 0m && Withdrawing == 0m;
}

/// <summary>One asset of a futures wallet, USD-M or COIN-M. <paramref name="WalletBalance"/> has no unrealised PnL in it and may be below zero.</summary>
internal sealed record FuturesAsset(Asset Asset, decimal WalletBalance, decimal? CrossUnrealized, decimal? Available)
{
    public bool IsZero => WalletBalance == 0m && CrossUnrealized is null or 0m && Available is null or 0m;
}

/// <summary>The wallets' own messages, and what they come to.</summary>
internal static class BinanceWallets
{
    public static ImmutableArray<WalletAsset> ReadAssets(WireNode root) => root.Rows(ReadAsset);

    public static WalletAsset ReadAsset(WireNode row) =>
        new(row.Asset("asset"), row.RequiredAmount("free"), row.Amount("locked"), row.Amount("freeze"), row.Amount("withdrawing"));

    public static ImmutableArray<FuturesAsset> ReadFutures(WireNode root) => root.Rows(row => new FuturesAsset(
        row.Asset("asset"), row.RequiredNumber("balance"), row.Figure("crossUnPnl"), row.Number("availableBalance")));

    /// <summary>What a wallet holds, one balance for each asset.</summary>
    public static ImmutableArray<AssetBalance> ToBalances(ImmutableArray<WalletAsset> rows) =>
    [
        .. rows.Where(row => !row.IsZero)
            .GroupBy(row => row.Asset)
            .Select(group => AssetBalance.Of(group.Key, group.Sum(row => row.Free), group.Sum(row => row.Locked + row.Frozen + row.Withdrawing))),
    ];

    /// <summary>
    /// What the futures wallet holds. In multi-assets mode the venue calls margin lent by other assets available, too; free is never more than
    /// what is there.
    /// </summary>
    public static ImmutableArray<AssetBalance> ToBalances(IEnumerable<FuturesAsset> rows) =>
    [
        .. rows.Where(row => row.WalletBalance != 0m).Select(row => AssetBalance.OfWallet(
            row.Asset, row.WalletBalance, Math.Clamp(row.Available ?? 0m, 0m, Math.Max(row.WalletBalance, 0m)))),
    ];
}
