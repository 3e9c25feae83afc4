using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// Open futures positions as fills make them, in each account, instrument and side of a hedged position. Never changes: each fill gives the next, so that any can be kept to
/// go on from.
/// </summary>
public sealed class FuturesPositions
{
    private readonly ImmutableDictionary<(string Account, string Instrument, PositionSide? Side), FuturesTrip> _open;

    private FuturesPositions(ImmutableDictionary<(string, string, PositionSide?), FuturesTrip> open) => _open = open;

    public static FuturesPositions Empty { get; } = new(ImmutableDictionary<(string, string, PositionSide?), FuturesTrip>.Empty);

    /// <summary>
    /// After one line more of the ledger. The profit is the venue's own, commissions taken off; funding names no instrument and stays apart. A fill that turns the position
    /// ends one trip and begins the next.
    /// </summary>
    /// <param name="made">What the books made of the line.</param>
    /// <returns>The positions, and the trip that the line ended.</returns>
    public (FuturesPositions Next, FuturesTrip? Ended) With(LedgerEntry entry, IEnumerable<Booking> made)
    {
        if (entry.Transaction is not { Trade: { } trade, Kind: TransactionKind.FuturesTrade or TransactionKind.Liquidation } transaction)
        {
            return (this, null);
        }

        var key = (entry.AccountId, trade.Instrument, trade.Position);
        var before = _open.GetValueOrDefault(key) ?? new FuturesTrip(entry.AccountId, trade.Symbol, transaction.At, transaction.At, 0m, 0m, entry.Id, entry.Id);
        var (profit, commission) = (0m, 0m);
        foreach (var result in made.OfType<DerivativeResult>())
        {
            (profit, commission) = result.Part == DerivativePart.Commission ? (profit, commission + result.Value) : (profit + result.Value, commission);
        }

        var contracts = before.Contracts + (trade.Side == TradeSide.Buy ? trade.Quantity : -trade.Quantity);
        var turned = before.Contracts != 0m && contracts != 0m && Math.Sign(contracts) != Math.Sign(before.Contracts);
        var (closing, opening) = turned ? Rounding.Divide(commission, Math.Abs(before.Contracts), trade.Quantity) : (commission, 0m);
        var after = before with { Contracts = turned ? 0m : contracts, ClosedAt = transaction.At, Pnl = before.Pnl + profit + closing, ClosedBy = entry.Id };
        if (after.Contracts != 0m)
        {
            return (new FuturesPositions(_open.SetItem(key, after)), null);
        }

        return (new FuturesPositions(turned
            ? _open.SetItem(key, new FuturesTrip(entry.AccountId, trade.Symbol, transaction.At, transaction.At, contracts, opening, entry.Id, entry.Id))
            : _open.Remove(key)), after);
    }
}
