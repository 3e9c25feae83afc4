using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// Closed round trips as a ledger tells them, in the books' currency: what win rate, profit factor and the like are counted over.
/// </summary>
public static class ClosedTrips
{
    /// <summary>
    /// Spot: each sale or swap of what had been held is one, with the lots the method took. Money that only paid for a purchase is none, and neither are stablecoins, fees
    /// and interest; a sale of what was never bought, or that has no price, says nothing and is left out.
    /// </summary>
    public static IEnumerable<RoundTrip> OfSpot(IEnumerable<Booking> made, CostRules rules) => made.OfType<Disposal>()
        .Where(disposal => IsSpot(disposal, rules))
        .Select(disposal => new RoundTrip(
            disposal.EntryId,
            PositionSide.Long,
            disposal.Released.Quantity,
            disposal.Released.Cost,
            disposal.Proceeds,
            disposal.Released.Fee,
            disposal.Fee,
            disposal.Released.Matches.Min(match => match.AcquiredAt),
            disposal.At,
            disposal.Released.Matches));

    /// <summary>Whether a disposal is the end of a round trip.</summary>
    public static bool IsSpot(Disposal disposal, CostRules rules) =>
        disposal is { Why: DisposalReason.Trade, IsPriced: true, Released.IsComplete: true }
        && (disposal.Symbol?.Base ?? disposal.Asset) == disposal.Asset
        && !rules.PreferredLegs.Contains(disposal.Asset);

    /// <summary>Futures: from a flat position to a flat one, as <see cref="FuturesPositions"/> tells.</summary>
    /// <param name="known">As <see cref="LedgerHistory.Known"/> gives it.</param>
    /// <param name="made">What the books made of it.</param>
    public static IEnumerable<FuturesTrip> OfFutures(IEnumerable<LedgerEntry> known, IEnumerable<Booking> made)
    {
        var results = made.OfType<DerivativeResult>().ToLookup(result => (result.AccountId, result.EntryId));
        var positions = FuturesPositions.Empty;
        foreach (var entry in known)
        {
            (positions, var ended) = positions.With(entry, results[(entry.AccountId, entry.Id)]);
            if (ended is not null)
            {
                yield return ended;
            }
        }
    }
}
