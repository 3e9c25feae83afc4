using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// A position, or the part of one that a fill closed, from going in to coming out. Amounts are in the currency of the fills' prices.
/// </summary>
/// <param name="Id">The fill that closed it; the one that opened it while it is open.</param>
/// <param name="Quantity">Units closed, or still open.</param>
/// <param name="Entry">What the units were worth going in, without fees: paid for a long, received for a short.</param>
/// <param name="Exit">What they were worth coming out, without fees; at the mark while open; null where there is no mark.</param>
/// <param name="EntryFee">Their part of the fees going in.</param>
/// <param name="ExitFee">The fee of coming out; zero while open.</param>
/// <param name="OpenedAt">Time of the oldest lot in it, UTC.</param>
/// <param name="ClosedAt">Null while open.</param>
/// <param name="Lots">The lots it came from.</param>
public sealed record RoundTrip(
    string Id,
    PositionSide Side,
    decimal Quantity,
    decimal Entry,
    decimal? Exit,
    decimal EntryFee,
    decimal ExitFee,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    ImmutableArray<Match> Lots)
{
    public bool IsClosed => ClosedAt is not null;

    /// <summary>Profit after fees; null where it is open and there is no mark.</summary>
    public decimal? Pnl => (Side == PositionSide.Long ? Exit - Entry : Entry - Exit) - EntryFee - ExitFee;

    /// <summary>What went in: entry and fee for a long; entry less fee, which is what came to hand, for a short.</summary>
    public decimal Stake => Side == PositionSide.Long ? Entry + EntryFee : Entry - EntryFee;

    /// <summary>Profit over <see cref="Stake"/>, a fraction; null where either says nothing.</summary>
    public double? Return => Pnl is { } pnl && Stake != 0m ? (double)pnl / (double)Stake : null;

    /// <summary>The same, one for each lot in it: exit and exit fee shared by quantity, to the last digit.</summary>
    public IEnumerable<RoundTrip> ByLot()
    {
        var (quantity, exit, exitFee) = (Quantity, Exit, ExitFee);
        foreach (var lot in Lots)
        {
            decimal? share = null;
            if (exit is { } left)
            {
                (share, exit) = Values.Rounding.Divide(left, lot.Quantity, quantity);
            }

            (var fee, exitFee) = Values.Rounding.Divide(exitFee, lot.Quantity, quantity);
            quantity -= lot.Quantity;
            yield return this with
            {
                Quantity = lot.Quantity,
                Entry = lot.Cost,
                Exit = share,
                EntryFee = lot.Fee,
                ExitFee = fee,
                OpenedAt = lot.AcquiredAt,
                Lots = [lot],
            };
        }
    }
}
