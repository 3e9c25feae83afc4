using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Books as one question reads them, and how sure they are.</summary>
/// <param name="Lines">Those that were booked, in order.</param>
/// <param name="Known">All that the ledger ever knew.</param>
/// <param name="Pegged">Dollar coins taken at one dollar.</param>
internal sealed record BooksReading(
    LedgerView View, Asset Currency, KeptBooks Books, IReadOnlyList<LedgerEntry> Lines, KnownLines Known, IEnumerable<Asset> Pegged)
{
    /// <summary>The pair or contract that a lot came from; its asset where it came from none.</summary>
    /// <param name="accountId">Where it lies now.</param>
    public string OriginOf(Lot lot, Asset asset, string accountId) =>
        Known.FindAnywhere(lot.Id, accountId)?.Transaction?.Trade?.Symbol.ToString() ?? asset.Code;

    /// <param name="unpricedNow">Assets that are held and have no price.</param>
    /// <param name="unknownCostPnl">Unrealised profit of lots without a known cost.</param>
    /// <param name="among">The days that are asked about; null for all.</param>
    public LedgerDoubts Doubts(IEnumerable<Asset> unpricedNow, decimal unknownCostPnl = 0m, IEnumerable<BookedDay>? among = null)
    {
        SortedSet<Asset> assets = [.. unpricedNow];
        LineDoubts lines = default;
        foreach (var day in among ?? Books.Days.Days)
        {
            assets.UnionWith(day.Unpriced);
            lines += day.Doubts;
        }

        return new LedgerDoubts([.. assets], lines.Unpriced, lines.Incomplete, lines.Assumed, [.. Pegged], [.. Books.Unbooked], unknownCostPnl);
    }
}
