using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Books as one question reads them, and how sure they are.</summary>
/// <param name="Lines">Those that were booked, in order.</param>
/// <param name="Pegged">Dollar coins taken at one dollar.</param>
internal sealed record BooksReading(CostMethod Method, Asset Currency, KeptBooks Books, IReadOnlyList<LedgerEntry> Lines, IEnumerable<Asset> Pegged)
{
    /// <summary>The pair or contract that a booking belongs to; the asset where there was none.</summary>
    public static string KeyOf(Booking booking) => booking.Symbol?.ToString() ?? booking.Asset.Code;

    /// <summary>Round trips that ended, each with the pair or contract it was made in.</summary>
    public IEnumerable<(string Key, ClosedTrip Trip)> Trips()
    {
        Dictionary<string, string> symbols = new(StringComparer.Ordinal);
        foreach (var disposal in Books.Made.OfType<Disposal>())
        {
            symbols[disposal.EntryId] = KeyOf(disposal);
        }

        foreach (var trip in ClosedTrips.OfSpot(Books.Made, Books.Books.Rules))
        {
            yield return (symbols[trip.Id], new ClosedTrip(trip.Id, trip.OpenedAt, trip.ClosedAt!.Value, trip.Pnl!.Value));
        }

        foreach (var trip in ClosedTrips.OfFutures(Lines, Books.Made))
        {
            yield return (trip.Symbol.ToString(), new ClosedTrip(trip.EntryIds[^1], trip.OpenedAt, trip.ClosedAt, trip.Pnl));
        }
    }

    /// <param name="unpricedNow">Assets that are held and have no price.</param>
    /// <param name="unknownCostPnl">Unrealised profit of lots without a known cost.</param>
    public LedgerDoubts Doubts(IEnumerable<Asset> unpricedNow, decimal unknownCostPnl = 0m)
    {
        HashSet<string> unpriced = new(StringComparer.Ordinal), incomplete = new(StringComparer.Ordinal), assumed = new(StringComparer.Ordinal);
        SortedSet<Asset> assets = [.. unpricedNow];
        foreach (var booking in Books.Made)
        {
            if (!booking.IsPriced)
            {
                unpriced.Add(booking.EntryId);
                assets.Add(booking.Asset);
            }

            if (booking is Disposal disposal)
            {
                Note(incomplete, disposal, !disposal.Released.IsComplete);
                Note(assumed, disposal, disposal.Released.Matches.Any(match => match.Origin != CostOrigin.Known));
            }
        }

        return new LedgerDoubts([.. assets], unpriced.Count, incomplete.Count, assumed.Count, [.. Pegged], [.. Books.Unbooked], unknownCostPnl);
    }

    private static void Note(HashSet<string> ids, Disposal disposal, bool applies)
    {
        if (applies)
        {
            ids.Add(disposal.EntryId);
        }
    }
}
