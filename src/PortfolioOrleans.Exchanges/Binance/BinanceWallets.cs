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

/// <summary>One asset of the USD-M futures wallet. <paramref name="WalletBalance"/> has no unrealised PnL in it and may be below zero.</summary>
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
        row.Asset("asset"), row.RequiredNumber("balance"), row.Number("crossUnPnl"), row.Number("availableBalance")));

    /// <summary>
    /// What a wallet holds, one balance for each asset. A receipt for money lent to Simple Earn is that money, not free here; so it counts
    /// as locked, together with whatever the wallet holds of the asset itself.
    /// </summary>
    /// <param name="known">Every asset of the venue, which tells receipts from coins; without it no row is taken for a receipt.</param>
    public static ImmutableArray<AssetBalance> ToBalances(IEnumerable<WalletAsset> rows, IReadOnlySet<Asset> known)
    {
        var totals = new Dictionary<Asset, (decimal Free, decimal Locked)>();
        foreach (var row in rows.Where(row => !row.IsZero))
        {
            var lent = EarnReceipt.UnderlyingOf(row.Asset, known);
            var asset = lent ?? row.Asset;
            var (free, locked) = totals.GetValueOrDefault(asset);
            totals[asset] = lent is null
                ? (free + row.Free, locked + row.Locked + row.Frozen + row.Withdrawing)
                : (free, locked + row.Free + row.Locked + row.Frozen + row.Withdrawing);
        }

        return [.. totals.Select(total => AssetBalance.Of(total.Key, total.Value.Free, total.Value.Locked))];
    }

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
