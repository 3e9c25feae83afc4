using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Storage.Memory;

/// <summary>A user's transactions in their listed order and in that of their recording, a page found without reading those before it.</summary>
internal sealed class TransactionList
{
    private readonly SortedSet<Entry> _entries = new(Comparer<Entry>.Create((left, right) => Compare(left.Place, right.Place)));

    private readonly SortedSet<Recorded> _recorded = new(Comparer<Recorded>.Create((left, right) => Compare(left.Place, right.Place)));

    public void Add(StoredTransaction row)
    {
        _entries.Add(new Entry(new TransactionPlace(row.Transaction.At, row.AccountId, row.Transaction.Id), row));
        _recorded.Add(new Recorded(new RecordedPlace(row.RecordedAt, row.AccountId, row.Transaction.Id), row));
    }

    /// <summary>In the order of recording, from the one that follows a place.</summary>
    public IEnumerable<StoredTransaction> RecordedAfter(RecordedPlace place)
    {
        var start = new Recorded(place with { RecordedAt = StoredTime.AtOrAfter(place.RecordedAt) }, Row: null);
        return _recorded.Max is { } last && Compare(start.Place, last.Place) < 0
            ? _recorded.GetViewBetween(start, last).SkipWhile(recorded => recorded.Place == start.Place).Select(recorded => recorded.Row!)
            : [];
    }

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

    private static int Compare(RecordedPlace left, RecordedPlace right) => Compare(
        new TransactionPlace(right.RecordedAt, left.AccountId, left.Id), new TransactionPlace(left.RecordedAt, right.AccountId, right.Id));

    /// <param name="Row">Null for a place that is looked for.</param>
    private sealed record Entry(TransactionPlace Place, StoredTransaction? Row);

    /// <param name="Row">Null for a place that is looked for.</param>
    private sealed record Recorded(RecordedPlace Place, StoredTransaction? Row);
}
