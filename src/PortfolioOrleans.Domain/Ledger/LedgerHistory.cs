using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// Lines of a ledger as questions are asked of them: what do we believe now, what did we believe then, what had happened by a day. The lines themselves are
/// never touched, and the same lines in any order give the same answer.
/// </summary>
public static class LedgerHistory
{
    /// <summary>
    /// What was believed at a time: of the lines recorded by then, each that no later correction replaced, in the ledger's order
    /// (<see cref="LedgerOrder"/>). A line that was recorded twice counts once, as first recorded; of several corrections of one line the last recorded counts.
    /// </summary>
    /// <param name="entries">Any lines, in any order.</param>
    /// <param name="knownAt">Lines recorded later are not looked at; null looks at all.</param>
    public static ImmutableArray<LedgerEntry> Known(IEnumerable<LedgerEntry> entries, DateTimeOffset? knownAt = null)
    {
        Dictionary<(string Account, string Id), LedgerEntry> lines = [];
        foreach (var entry in entries.Where(entry => knownAt is null || entry.RecordedAt <= knownAt))
        {
            var key = (entry.AccountId, entry.Id);
            if (!lines.TryGetValue(key, out var first) || entry.RecordedAt < first.RecordedAt)
            {
                lines[key] = entry;
            }
        }

        var replaced = lines.Values
            .Where(entry => entry.Corrects is not null)
            .GroupBy(entry => (entry.AccountId, entry.Corrects!))
            .ToDictionary(group => group.Key, group => group.MaxBy(entry => (entry.RecordedAt, entry.Id))!);

        return
        [
            .. lines.Values
                .Where(entry => entry.Transaction is not null)
                .Where(entry => !replaced.ContainsKey((entry.AccountId, entry.Id)))
                .Where(entry => entry.Corrects is not { } corrected || replaced[(entry.AccountId, corrected)].Id == entry.Id)
                .Order(LedgerOrder.Instance),
        ];
    }

    /// <summary>Of what was believed at <paramref name="knownAt"/>, what had happened by <paramref name="at"/>, that moment included.</summary>
    public static ImmutableArray<LedgerEntry> AsOf(IEnumerable<LedgerEntry> entries, DateTimeOffset at, DateTimeOffset? knownAt = null) =>
        [.. Known(entries, knownAt).TakeWhile(entry => entry.Transaction!.At <= at)];
}
