using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Storage.Memory;

/// <summary>A user's transactions in their listed order, a page found without reading those before it.</summary>
internal sealed class TransactionList
{
    private readonly SortedSet<Entry> _entries = new(Comparer<Entry>.Create((left, right) => Compare(left.Place, right.Place)));

    public void Add(StoredTransaction row) =>
        _entries.Add(new Entry(new TransactionPlace(row.Transaction.At, row.AccountId, row.Transaction.Id), row));

    /// <summary>From the newest on, or from the one that follows a place.</summary>
    public IEnumerable<StoredTransaction> After(TransactionPlace? place)
    {
        IEnumerable<Entry> entries = _entries;
        if (place is { } given)
        {
            var start = new Entry(given with { At = StoredTime.Of(given.At) }, Row: null);
            entries = _entries.Max is { } last && Compare(start.Place, last.Place) < 0
                ? _entries.GetViewBetween(start, last).SkipWhile(entry => entry.Place == start.Place)
                : [];
        }

        return entries.Select(entry => entry.Row!);
    }

    private static int Compare(TransactionPlace left, TransactionPlace right)
    {
        var byTime = right.At.CompareTo(left.At);
        if (byTime != 0)
        {
            return byTime;
        }

        var byAccount = StoredText.CompareBytes(left.AccountId, right.AccountId);
        return byAccount != 0 ? byAccount : StoredText.CompareBytes(left.Id, right.Id);
    }

    /// <param name="Row">Null for a place that is looked for.</param>
    private sealed record Entry(TransactionPlace Place, StoredTransaction? Row);
}
