using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Finds places in lines that stand in the ledger's order.</summary>
internal static class Places
{
    /// <summary>Where the first line stands that happened at a time or after it; their count where none did.</summary>
    public static int FirstAt(IReadOnlyList<LedgerEntry> lines, DateTimeOffset at) => FirstWhere(lines, entry => entry.Transaction!.At >= at);

    /// <summary>Where a line stands, or would.</summary>
    public static int Of(IReadOnlyList<LedgerEntry> lines, LedgerEntry entry) => FirstWhere(lines, one => LedgerOrder.Instance.Compare(one, entry) >= 0);

    public static int Of(IReadOnlyList<LedgerEntry> lines, LinePlace place) => Of(
        lines, new LedgerEntry(place.LineId, place.AccountId, new Transaction(place.LineId, place.Kind, place.At, default, []), default));

    /// <param name="holds">False up to some place, true from there on.</param>
    private static int FirstWhere(IReadOnlyList<LedgerEntry> lines, Func<LedgerEntry, bool> holds)
    {
        var (low, high) = (0, lines.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(lines[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
