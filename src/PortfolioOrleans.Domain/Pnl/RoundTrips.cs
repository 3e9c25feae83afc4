using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// A position in one instrument as its fills make it, long or short, and the round trips they closed. A fill against the position closes lots by the method;
/// a fill larger than the position closes it and opens the other side with the rest. Each closing fill is one round trip.
/// </summary>
public sealed class RoundTrips
{
    private RoundTrips(LotBook open, PositionSide side, ImmutableArray<RoundTrip> closed)
    {
        Open = open;
        Side = side;
        Closed = closed;
    }

    /// <summary>Lots of the open position; their cost is what they were worth going in.</summary>
    public LotBook Open { get; }

    /// <summary>Which way the open position looks; the last one's where none is open.</summary>
    public PositionSide Side { get; }

    /// <summary>In the order in which they were closed.</summary>
    public ImmutableArray<RoundTrip> Closed { get; }

    public static RoundTrips Empty(CostMethod method) => new(LotBook.Empty(method), PositionSide.Long, []);

    public static RoundTrips Of(IEnumerable<Fill> fills, CostMethod method) => fills.Aggregate(Empty(method), (trips, fill) => trips.With(fill));

    /// <exception cref="ArgumentOutOfRangeException">The fill's quantity is not above zero.</exception>
    public RoundTrips With(Fill fill)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fill.Quantity);

        var side = fill.Side == TradeSide.Buy ? PositionSide.Long : PositionSide.Short;
        if (Open.Quantity == 0m || side == Side)
        {
            return new RoundTrips(Open.Acquire(new Lot(fill.Id, fill.At, fill.Quantity, fill.Quantity * fill.Price, fill.Fee)), side, Closed);
        }

        var closing = Math.Min(fill.Quantity, Open.Quantity);
        var (fee, feeLeft) = Rounding.Divide(fill.Fee, closing, fill.Quantity);
        var (open, released) = Open.Release(closing);
        var closed = new RoundTrip(
            fill.Id,
            Side,
            closing,
            released.Matches.Sum(match => match.Cost),
            closing * fill.Price,
            released.Matches.Sum(match => match.Fee),
            fee,
            released.Matches.Min(match => match.AcquiredAt),
            fill.At,
            released.Matches);
        var next = new RoundTrips(open, Side, Closed.Add(closed));
        return closing == fill.Quantity ? next : next.With(fill with { Quantity = fill.Quantity - closing, Fee = feeLeft });
    }

    /// <summary>So many new units for so many old ones: the open position changes its units and not its cost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side of the ratio is not above zero.</exception>
    public RoundTrips Split(decimal newUnits, decimal oldUnits) => new(Open.Split(newUnits, oldUnits), Side, Closed);

    /// <summary>The open position as a round trip that ends at the mark; null where nothing is open.</summary>
    /// <param name="mark">Price of a unit; null where there is none.</param>
    public RoundTrip? OpenAt(decimal? mark)
    {
        if (Open.Quantity == 0m)
        {
            return null;
        }

        var lots = Open.Lots;
        return new RoundTrip(
            lots[0].Id,
            Side,
            Open.Quantity,
            Open.Cost,
            mark * Open.Quantity,
            Open.Fee,
            0m,
            lots[0].AcquiredAt,
            null,
            [.. lots.Select(lot => new Match(lot.Id, lot.AcquiredAt, lot.Quantity, lot.Cost, lot.Fee, lot.Origin))]);
    }
}

/// <summary>A fill, in one currency.</summary>
/// <param name="Quantity">Above zero.</param>
/// <param name="Price">Of a unit, without fee.</param>
/// <param name="Fee">Above zero for a cost.</param>
public sealed record Fill(string Id, DateTimeOffset At, TradeSide Side, decimal Quantity, decimal Price, decimal Fee = 0m);
