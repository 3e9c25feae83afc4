using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Books as one question reads them, and how sure they are.</summary>
/// <param name="Lines">Those that were booked, in order.</param>
/// <param name="Pegged">Dollar coins taken at one dollar.</param>
internal sealed record BooksReading(CostMethod Method, Asset Currency, KeptBooks Books, IReadOnlyList<LedgerEntry> Lines, IEnumerable<Asset> Pegged)
{
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
