using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Derivative positions at the end of past days, from their fills: contracts and average entry as venues keep them (a fill that reduces leaves the entry, one that turns the position sets
/// it). Where the fills do not lead to what is open now, nobody can tell what was open before.
/// </summary>
internal sealed class PastPositions
{
    private readonly List<Line> _lines = [];

    /// <param name="open">Positions after the last fill.</param>
    /// <param name="known">In the ledger's order.</param>
    /// <param name="termsOf">What one contract of an account's instrument is; null where it is not known.</param>
    public PastPositions(IEnumerable<OpenContracts> open, ImmutableArray<LedgerEntry> known, Func<string, string, ContractTerms?> termsOf)
    {
        var fills = known.Where(entry => entry.Transaction is { Trade: not null, Kind: TransactionKind.FuturesTrade or TransactionKind.Liquidation })
            .GroupBy(entry => (entry.AccountId, entry.Transaction!.Trade!.Instrument, Side: entry.Transaction.Trade.Position))
            .ToDictionary(line => line.Key, line => line.ToList());
        var hedged = fills.Keys.Where(key => key.Side is not null).Select(key => (key.AccountId, key.Instrument)).ToHashSet();
        var now = open
            .GroupBy(one => (one.AccountId, one.Instrument, Side: hedged.Contains((one.AccountId, one.Instrument)) ? (PositionSide?)one.Side : null))
            .ToDictionary(same => same.Key, same => same.Sum(one => one.Side == PositionSide.Long ? one.Contracts : -one.Contracts));
        foreach (var key in fills.Keys.Union(now.Keys))
        {
            _lines.Add(Line.Of(key.AccountId, key.Instrument, fills.GetValueOrDefault(key, []), termsOf(key.AccountId, key.Instrument), now.GetValueOrDefault(key)));
        }
    }

    /// <summary>
    /// Unrealised PnL of all that was open at the end of a day, valued at that day's prices of what is underneath; null where that is not known.
    /// </summary>
    /// <param name="priceOn">As for <see cref="Reconstruction"/>.</param>
    public decimal? PnlAt(DateOnly day, Func<Asset, DateOnly, decimal?> priceOn)
    {
        decimal? sum = 0m;
        foreach (var line in _lines)
        {
            sum = sum is { } others && line.PnlAt(day, priceOn) is { } pnl ? Exact.Sum(others, pnl) : null;
        }

        return sum;
    }

    /// <summary>The same for each account's contracts: whose, on what, and how much.</summary>
    public IEnumerable<(string AccountId, string Name, decimal? Pnl)> EachAt(DateOnly day, Func<Asset, DateOnly, decimal?> priceOn) =>
        _lines.Select(line => (line.AccountId, line.Name, line.PnlAt(day, priceOn)));

    /// <param name="Instrument">The venue's own id.</param>
    /// <param name="States">What was open after the last fill of each day, ascending; null where it cannot be told.</param>
    private sealed record Line(string AccountId, string Instrument, Symbol Symbol, ContractTerms? Terms, List<(DateOnly Day, decimal Contracts, decimal Entry)>? States)
    {
        /// <summary>What they are on; the instrument where no fill says it.</summary>
        public string Name => Symbol == default ? Instrument : Symbol.ToString();

        public static Line Of(string accountId, string instrument, List<LedgerEntry> fills, ContractTerms? terms, decimal now)
        {
            if (fills.Count == 0)
            {
                return new Line(accountId, instrument, default, terms, now == 0m ? [] : null);
            }

            var states = new List<(DateOnly Day, decimal Contracts, decimal Entry)>();
            var (contracts, entry) = (0m, 0m);
            foreach (var fill in fills.Select(line => line.Transaction!))
            {
                (contracts, entry) = After(contracts, entry, fill.Trade!, terms);
                var day = UtcDay.Of(fill.At);
                if (states.Count > 0 && states[^1].Day == day)
                {
                    states.RemoveAt(states.Count - 1);
                }

                states.Add((day, contracts, entry));
            }

            return new Line(accountId, instrument, fills[^1].Transaction!.Trade!.Symbol, terms, contracts == now ? states : null);
        }

        public decimal? PnlAt(DateOnly day, Func<Asset, DateOnly, decimal?> priceOn)
        {
            if (States is null)
            {
                return null;
            }

            var place = LastUntil(day);
            if (place < 0 || States[place].Contracts == 0m)
            {
                return 0m;
            }

            return Terms is not null && priceOn(Symbol.Base, day) is { } one && priceOn(Symbol.Quote, day) is > 0m and var unit && priceOn(Terms.Settlement, day) is { } paid
                && Exact.Quotient(one, unit) is > 0m and var mark
                    ? Exact.Result(() => Terms.Pnl(States[place].Contracts, States[place].Entry, mark) * paid)
                    : null;
        }

        /// <summary>Where the last state stands that is not after a day; below zero where there is none.</summary>
        private int LastUntil(DateOnly day)
        {
            var (low, high) = (0, States!.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = States[middle].Day <= day ? (middle + 1, high) : (low, middle);
            }

            return low - 1;
        }

        private static (decimal Contracts, decimal Entry) After(decimal contracts, decimal entry, Trade fill, ContractTerms? terms)
        {
            var change = fill.Side == TradeSide.Buy ? fill.Quantity : -fill.Quantity;
            var after = contracts + change;
            return after == 0m ? (0m, 0m)
                : contracts == 0m || Math.Sign(after) != Math.Sign(contracts) ? (after, fill.Price)
                : Math.Sign(change) != Math.Sign(contracts) ? (after, entry)
                : terms?.Kind == ContractKind.Inverse ? (after, after / ((contracts / entry) + (change / fill.Price)))
                : (after, ((contracts * entry) + (change * fill.Price)) / after);
        }
    }
}
