using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

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
        .Where(disposal => disposal is { Why: DisposalReason.Trade, IsPriced: true, Released.IsComplete: true }
            && (disposal.Symbol?.Base ?? disposal.Asset) == disposal.Asset
            && !rules.PreferredLegs.Contains(disposal.Asset))
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

    /// <summary>
    /// Futures: from a flat position to a flat one, in each account, instrument and side of a hedged position. The profit is the venue's own, commissions taken off; funding
    /// names no instrument and stays apart. A fill that turns the position ends one and begins the next.
    /// </summary>
    /// <param name="known">As <see cref="LedgerHistory.Known"/> gives it.</param>
    /// <param name="made">What the books made of it.</param>
    public static IEnumerable<FuturesTrip> OfFutures(IEnumerable<LedgerEntry> known, IEnumerable<Booking> made)
    {
        var results = made.OfType<DerivativeResult>().ToLookup(result => (result.AccountId, result.EntryId));
        Dictionary<(string Account, string Instrument, PositionSide? Side), FuturesTrip> open = [];
        foreach (var entry in known.Where(entry => entry.Transaction is { Trade: not null, Kind: TransactionKind.FuturesTrade or TransactionKind.Liquidation }))
        {
            var (transaction, trade) = (entry.Transaction!, entry.Transaction!.Trade!);
            var key = (entry.AccountId, trade.Instrument, trade.Position);
            var signed = trade.Side == TradeSide.Buy ? trade.Quantity : -trade.Quantity;
            var before = open.GetValueOrDefault(key, new FuturesTrip(entry.AccountId, trade.Symbol, transaction.At, transaction.At, 0m, 0m, []));
            var (profit, commission) = (0m, 0m);
            foreach (var result in results[(entry.AccountId, entry.Id)])
            {
                (profit, commission) = result.Part == DerivativePart.Commission ? (profit, commission + result.Value) : (profit + result.Value, commission);
            }

            var contracts = before.Contracts + signed;
            var turned = before.Contracts != 0m && contracts != 0m && Math.Sign(contracts) != Math.Sign(before.Contracts);
            var (closing, opening) = turned ? Rounding.Divide(commission, Math.Abs(before.Contracts), trade.Quantity) : (commission, 0m);
            var after = before with
            {
                Contracts = turned ? 0m : contracts,
                ClosedAt = transaction.At,
                Pnl = before.Pnl + profit + closing,
                EntryIds = before.EntryIds.Add(entry.Id),
            };
            open.Remove(key);
            if (after.Contracts != 0m)
            {
                open[key] = after;
                continue;
            }

            yield return after;
            if (turned)
            {
                open[key] = new FuturesTrip(entry.AccountId, trade.Symbol, transaction.At, transaction.At, contracts, opening, [entry.Id]);
            }
        }
    }
}
