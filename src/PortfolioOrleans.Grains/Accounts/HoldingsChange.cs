using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>Whether two readings hold the same. Marks and stated PnL move with the market and do not count.</summary>
internal static class HoldingsChange
{
    /// <summary>Venues compute some totals in floating point; a difference this small, of the larger, is their rounding and no trade.</summary>
    private const decimal VenueRounding = 1e-9m;

    public static bool Same(ImmutableArray<AssetBalance> before, ImmutableArray<AssetBalance> after) =>
        Match(before, after, balance => balance.Asset, (one, other) => Close(one.Total, other.Total));

    public static bool Same(ImmutableArray<Position> before, ImmutableArray<Position> after) =>
        Match(before, after, position => (position.Instrument, position.Side), (one, other) => one.Contracts == other.Contracts && one.EntryPrice == other.EntryPrice);

    private static bool Match<T, TKey>(ImmutableArray<T> before, ImmutableArray<T> after, Func<T, TKey> key, Func<T, T, bool> same)
        where TKey : notnull
    {
        if (before.Length != after.Length)
        {
            return false;
        }

        // A venue tells its rows in the same order nearly always.
        var isAsBefore = true;
        for (var row = 0; row < after.Length && isAsBefore; row++)
        {
            isAsBefore = key(before[row]).Equals(key(after[row])) && same(before[row], after[row]);
        }

        if (isAsBefore)
        {
            return true;
        }

        var held = before.ToLookup(key);
        return after.All(row => held[key(row)].Any(other => same(other, row)));
    }

    private static bool Close(decimal one, decimal other) =>
        one == other || Exact.Product(Math.Max(Math.Abs(one), Math.Abs(other)), VenueRounding) is { } slack && Math.Abs(one - other) <= slack;
}
