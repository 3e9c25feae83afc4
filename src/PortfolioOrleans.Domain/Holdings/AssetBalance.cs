using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

/// <summary>
/// One asset in one wallet, without the unrealised PnL of any position: that is added once, from the position itself, so that nothing counts
/// twice. Debt is a negative <see cref="Total"/>.
/// </summary>
public sealed record AssetBalance
{
    private AssetBalance(Asset asset, decimal free, decimal locked, decimal total)
    {
        Asset = asset;
        Free = free;
        Locked = locked;
        Total = total;
    }

    public Asset Asset { get; }

    /// <summary>What the venue would let go at once.</summary>
    public decimal Free { get; }

    /// <summary>What stands in orders, margin, freezes or withdrawals under way.</summary>
    public decimal Locked { get; }

    /// <summary>What is owned. A venue's free and locked need not add up to it (a unified account lends and pledges), so it is kept on its own.</summary>
    public decimal Total { get; }

    public bool IsZero => Total == 0m && Free == 0m && Locked == 0m;

    /// <summary>A plain wallet: what is owned is what is free and what is locked.</summary>
    public static AssetBalance Of(Asset asset, decimal free, decimal locked = 0m) => new(asset, free, locked, free + locked);

    /// <summary>A futures wallet, whose venue states the realised balance and keeps unrealised PnL apart (Binance USD-M).</summary>
    public static AssetBalance OfWallet(Asset asset, decimal walletBalance, decimal available) =>
        new(asset, available, walletBalance > available ? walletBalance - available : 0m, walletBalance);

    /// <summary>A unified account, whose venue states equity with the unrealised PnL of the asset's positions already inside (OKX <c>eq</c>).</summary>
    /// <param name="equity">The asset's equity as the venue states it.</param>
    /// <param name="unrealizedInside">How much of it is unrealised PnL, cross and isolated together; taken out here.</param>
    public static AssetBalance OfEquity(Asset asset, decimal equity, decimal unrealizedInside, decimal available, decimal frozen) =>
        new(asset, available, frozen, equity - unrealizedInside);

    /// <summary>A balance as it was once read, back from where it was kept.</summary>
    public static AssetBalance Restore(Asset asset, decimal free, decimal locked, decimal total) => new(asset, free, locked, total);
}
