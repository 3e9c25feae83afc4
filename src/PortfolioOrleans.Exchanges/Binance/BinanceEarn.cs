using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Money lent to Simple Earn that can be had back at once.</summary>
/// <param name="Total">What is pledged for a loan included.</param>
internal sealed record FlexibleEarnRow(Asset Asset, decimal Total, string? ProductId);

/// <summary>Money lent to Simple Earn until a day.</summary>
internal sealed record LockedEarnRow(Asset Asset, decimal Amount, string? PositionId, DateTimeOffset? PurchasedAt, DateTimeOffset? DeliveredAt);

/// <summary>Simple Earn's positions. What an airdrop or a boost will bring is not there yet, and not counted.</summary>
internal static class BinanceEarn
{
    public static ImmutableArray<FlexibleEarnRow> ReadFlexible(WireNode root) => root.Object().RequiredRows("rows", row => new FlexibleEarnRow(
        row.Asset("asset"), row.RequiredAmount("totalAmount"), row.Text("productId")));

    public static ImmutableArray<LockedEarnRow> ReadLocked(WireNode root) => root.Object().RequiredRows("rows", row => new LockedEarnRow(
        row.Asset("asset"), row.RequiredAmount("amount"), row.Text("positionId"), row.Time("purchaseTime"), row.Time("deliverDate")));

    /// <summary>One balance for each asset. Flexible money can be redeemed at any time but is not free to trade with, so all of it counts as locked.</summary>
    public static ImmutableArray<AssetBalance> ToBalances(IEnumerable<FlexibleEarnRow> flexible, IEnumerable<LockedEarnRow> locked) =>
    [
        .. flexible.Select(row => (row.Asset, Amount: row.Total))
            .Concat(locked.Select(row => (row.Asset, row.Amount)))
            .GroupBy(row => row.Asset)
            .Select(group => AssetBalance.Of(group.Key, 0m, group.Sum(row => row.Amount)))
            .Where(balance => !balance.IsZero),
    ];
}
