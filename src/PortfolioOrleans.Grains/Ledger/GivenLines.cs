using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Judges lines that somebody gives against those that are there: new, there already, or wrong and why. Lives for one call.</summary>
/// <param name="known">What is there.</param>
/// <param name="given">The ids of all that are given together: a correction may come before what it corrects.</param>
internal sealed class GivenLines(KnownLines known, IReadOnlySet<(string Account, string Id)> given)
{
    private readonly Dictionary<(string Account, string Id), LedgerLine> _added = [];
    private readonly Dictionary<string, ContentIndex> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, Asset Asset), decimal> _sums = [];

    /// <summary>What is to be added, in the order given.</summary>
    public List<LedgerLine> Added { get; } = [];

    /// <param name="accountId">Null where the line's account is not the user's.</param>
    public RecordedLine Judge(GivenLine one, string? accountId)
    {
        var id = one.Transaction.Id;
        if (accountId is null)
        {
            return Wrong(null, id, LineFault.NoSuchAccount, $"There is no account \"{one.Account}\".");
        }

        var line = new LedgerLine(accountId, one.Transaction with { At = Microseconds(one.Transaction.At) }, one.Corrects, one.Reason, one.IsVoid);
        if (known.Find(accountId, id) is { } held)
        {
            return SaysTheSame(held, line)
                ? new RecordedLine(LineOutcome.Duplicate, accountId, id, held.RecordedAt, LineFault.None, null)
                : Wrong(accountId, id, LineFault.IdTaken, $"The account has another line of the id \"{id}\"; what is recorded is changed by a correction.");
        }

        if (_added.TryGetValue((accountId, id), out var before))
        {
            return SaysTheSame(EntryOf(before, default), line)
                ? new RecordedLine(LineOutcome.Duplicate, accountId, id, null, LineFault.None, null)
                : Wrong(accountId, id, LineFault.IdTaken, $"Two different lines have the id \"{id}\".");
        }

        if (one.Corrects is { } corrected && known.Find(accountId, corrected) is null && !given.Contains((accountId, corrected)))
        {
            return Wrong(accountId, id, LineFault.NothingToCorrect, $"The account has no line \"{corrected}\" to correct.");
        }

        if (one.IsNamedByContent && ContentOf(accountId).Take(line.Transaction) is { } same)
        {
            return new RecordedLine(LineOutcome.Duplicate, accountId, same.Id, same.RecordedAt, LineFault.None, null);
        }

        if (!Fits(line))
        {
            return Wrong(accountId, id, LineFault.TooLarge, "With it, what the account holds would have more than 28 digits.");
        }

        _added.Add((accountId, id), line);
        Added.Add(line);
        return new RecordedLine(LineOutcome.Added, accountId, id, null, LineFault.None, null);
    }

    private static RecordedLine Wrong(string? accountId, string id, LineFault fault, string detail) => new(LineOutcome.Wrong, accountId, id, null, fault, detail);

    /// <summary>A line as it would be, had it been recorded at a time.</summary>
    public static LedgerEntry EntryOf(LedgerLine line, DateTimeOffset recordedAt) =>
        new(line.Transaction.Id, line.AccountId, line.IsVoid ? null : line.Transaction, recordedAt, line.Corrects, line.Reason);

    private static bool SaysTheSame(LedgerEntry held, LedgerLine line) =>
        held.Corrects == line.Corrects && held.Reason == line.Reason && held.Transaction is null == line.IsVoid
        && (held.Transaction is not { } transaction
            || (transaction with { Legs = [] } == line.Transaction with { Legs = [] } && transaction.Legs.SequenceEqual(line.Transaction.Legs)));

    /// <summary>As the tables keep it.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Whether every sum that the books make of an account's amounts can still be said exactly.</summary>
    private bool Fits(LedgerLine line)
    {
        foreach (var leg in line.Transaction.Legs)
        {
            var key = (line.AccountId, leg.Change.Asset);
            if (!_sums.TryGetValue(key, out var sum))
            {
                sum = SumOf(key);
            }

            if (Exact.Sum(sum, Math.Abs(leg.Change.Amount)) is not { } next)
            {
                return false;
            }

            _sums[key] = next;
        }

        return true;
    }

    private decimal SumOf((string Account, Asset Asset) key) => known.Standing
        .Where(entry => entry.AccountId == key.Account)
        .SelectMany(entry => entry.Transaction!.Legs)
        .Where(leg => leg.Change.Asset == key.Asset)
        .Aggregate(0m, (sum, leg) => Exact.Sum(sum, Math.Abs(leg.Change.Amount)) ?? decimal.MaxValue);

    private ContentIndex ContentOf(string accountId) => _contents.TryGetValue(accountId, out var index)
        ? index
        : _contents[accountId] = new ContentIndex(known.Standing.Where(entry => entry.AccountId == accountId));

    /// <summary>
    /// An account's lines by what they say: the second, and what changed by how much, fees included. Each is taken once, so that of two equal lines given one is new
    /// where one is there.
    /// </summary>
    private sealed class ContentIndex
    {
        private readonly Dictionary<string, Queue<LedgerEntry>> _lines = new(StringComparer.Ordinal);

        public ContentIndex(IEnumerable<LedgerEntry> entries)
        {
            foreach (var second in entries.GroupBy(entry => entry.Transaction!.At.ToUnixTimeSeconds()))
            {
                foreach (var entry in second)
                {
                    Add(KeyOf(entry.Transaction!.At, entry.Transaction.Legs), entry);
                }

                // A statement that tells of changes second by second says in one line what were several fills.
                var traded = second.Where(entry => LedgerEffect.Of(entry.Transaction!.Kind).OtherSide == OtherSide.OtherLegs).ToList();
                if (traded.Count > 1)
                {
                    Add(KeyOf(traded[0].Transaction!.At, traded.SelectMany(entry => entry.Transaction!.Legs)), traded[0]);
                }
            }
        }

        public LedgerEntry? Take(Transaction transaction) =>
            _lines.TryGetValue(KeyOf(transaction.At, transaction.Legs), out var same) && same.TryDequeue(out var entry) ? entry : null;

        private void Add(string key, LedgerEntry entry) => (_lines.TryGetValue(key, out var same) ? same : _lines[key] = new Queue<LedgerEntry>()).Enqueue(entry);

        private static string KeyOf(DateTimeOffset at, IEnumerable<Leg> legs)
        {
            var changes = legs.GroupBy(leg => leg.Change.Asset).OrderBy(same => same.Key)
                .Select(same => FormattableString.Invariant($"{Rounding.Normalize(same.Aggregate(0m, (sum, leg) => Exact.Sum(sum, leg.Change.Amount) ?? 0m))} {same.Key}"));
            return FormattableString.Invariant($"{at.ToUnixTimeSeconds()} {string.Join(' ', changes)}");
        }
    }
}
