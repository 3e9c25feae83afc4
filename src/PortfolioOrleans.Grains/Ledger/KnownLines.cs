using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// Every line of a ledger that was recorded, and those that stand now, in their order. Lines that come at the end are put there; only what comes late, or corrects, is
/// sorted in. Belongs to one activation.
/// </summary>
internal sealed class KnownLines
{
    private readonly Dictionary<(string Account, string Id), LedgerEntry> _all = [];
    private readonly HashSet<(string Account, string Id)> _corrected = [];
    private List<LedgerEntry> _standing = [];

    public IReadOnlyList<LedgerEntry> Standing => _standing;

    /// <summary>Corrected and correcting lines included, in no order.</summary>
    public IReadOnlyCollection<LedgerEntry> All => _all.Values;

    /// <summary>Everything that a line was ever about.</summary>
    public HashSet<Asset> Assets { get; } = [];

    /// <summary>Every account that a line ever lay in.</summary>
    public SortedSet<string> Accounts { get; } = new(StringComparer.Ordinal);

    public LedgerEntry? Find(string accountId, string id) => _all.GetValueOrDefault((accountId, id));

    /// <summary>A line of some account, whose own comes first: a lot may have been carried away from where its line lies.</summary>
    public LedgerEntry? FindAnywhere(string id, string accountId) =>
        Find(accountId, id) ?? Accounts.Select(other => Find(other, id)).FirstOrDefault(entry => entry is not null);

    /// <summary>Takes up lines; those that are there already change nothing.</summary>
    /// <returns>Where the first line stands that is not what it was: their old count where all came at the end.</returns>
    public int Take(IEnumerable<LedgerEntry> recorded)
    {
        List<LedgerEntry> fresh = [];
        var corrects = false;
        foreach (var entry in recorded)
        {
            if (!_all.TryAdd((entry.AccountId, entry.Id), entry))
            {
                continue;
            }

            fresh.Add(entry);
            Accounts.Add(entry.AccountId);
            Assets.UnionWith(entry.Transaction?.Legs.Select(leg => leg.Change.Asset) ?? []);
            if (entry.Corrects is { } corrected)
            {
                _corrected.Add((entry.AccountId, corrected));
                corrects = true;
            }

            corrects |= _corrected.Contains((entry.AccountId, entry.Id));
        }

        return corrects ? SortAll() : SortIn(fresh);
    }

    private int SortAll()
    {
        var before = _standing;
        _standing = [.. LedgerHistory.Known(_all.Values)];
        var same = 0;
        while (same < before.Count && same < _standing.Count && ReferenceEquals(before[same], _standing[same]))
        {
            same++;
        }

        return same;
    }

    private int SortIn(List<LedgerEntry> fresh)
    {
        if (fresh.Count == 0)
        {
            return _standing.Count;
        }

        fresh.Sort(LedgerOrder.Instance);
        var place = _standing.BinarySearch(fresh[0], LedgerOrder.Instance);
        var first = place < 0 ? ~place : place;
        if (first == _standing.Count)
        {
            _standing.AddRange(fresh);
            return first;
        }

        var later = _standing.GetRange(first, _standing.Count - first);
        _standing.RemoveRange(first, later.Count);
        var (i, j) = (0, 0);
        while (i < later.Count || j < fresh.Count)
        {
            var older = j == fresh.Count || (i < later.Count && LedgerOrder.Instance.Compare(later[i], fresh[j]) <= 0);
            _standing.Add(older ? later[i++] : fresh[j++]);
        }

        return first;
    }
}
