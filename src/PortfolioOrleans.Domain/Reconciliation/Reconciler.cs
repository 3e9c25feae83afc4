using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Reconciliation;

/// <summary>
/// Holds the ledger's quantities against the venue's balances, for each account and asset. A difference is a finding with its likely causes; nothing is ever
/// put right silently.
/// </summary>
public static class Reconciler
{
    /// <summary>The smallest unit of the venues' books: below it a difference is their rounding.</summary>
    private const decimal Rounding = 0.00000001m;
    private const decimal SmallShare = 0.05m;
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(10);

    /// <param name="known">As <see cref="LedgerHistory.Known"/> gives it.</param>
    /// <param name="balances">As read, one for each account and asset; assets of the ledger that are not there count as zero where their account is.</param>
    /// <returns>Differences only, by account and asset.</returns>
    public static ImmutableArray<ReconciliationFinding> Compare(IReadOnlyCollection<LedgerEntry> known, IReadOnlyCollection<VenueBalance> balances)
    {
        var findings = ImmutableArray.CreateBuilder<ReconciliationFinding>();
        foreach (var account in balances.GroupBy(balance => balance.AccountId, StringComparer.Ordinal).OrderBy(account => account.Key, StringComparer.Ordinal))
        {
            var lines = known.Where(entry => entry.AccountId == account.Key).ToList();
            var venue = account.ToDictionary(balance => balance.Asset);
            var lastRead = account.Max(balance => balance.AsOf);
            foreach (var asset in venue.Keys.Concat(lines.SelectMany(entry => entry.Transaction!.Legs.Select(leg => leg.Change.Asset))).Distinct().Order())
            {
                var read = venue.GetValueOrDefault(asset, new VenueBalance(account.Key, asset, 0m, lastRead));
                if (Judge(lines, read) is { } finding)
                {
                    findings.Add(finding);
                }
            }
        }

        return findings.DrainToImmutable();
    }

    private static ReconciliationFinding? Judge(List<LedgerEntry> lines, VenueBalance read)
    {
        var changes = lines
            .Where(entry => entry.Transaction!.At <= read.AsOf)
            .Select(entry => (Entry: entry, Change: entry.Transaction!.Legs.Where(leg => leg.Change.Asset == read.Asset).Sum(leg => leg.Change.Amount)))
            .Where(change => change.Change != 0m)
            .ToList();
        var ledger = changes.Sum(change => change.Change);
        return ledger == read.Total ? null : new ReconciliationFinding(read.AccountId, read.Asset, ledger, read.Total, read.AsOf, [.. Causes(lines, changes, ledger, read)]);
    }

    private static IEnumerable<LikelyCause> Causes(List<LedgerEntry> lines, List<(LedgerEntry Entry, decimal Change)> changes, decimal ledger, VenueBalance read)
    {
        var difference = ledger - read.Total;
        if (Math.Abs(difference) < Rounding)
        {
            yield return new LikelyCause(CauseKind.Rounding, "less than the smallest unit of the venue's books", []);
            yield break;
        }

        if (changes.Count == 0)
        {
            yield return new LikelyCause(CauseKind.NoHistory, "the ledger has no line about it: it was there before the history begins, or came in a way that the venue does not list", []);
            yield break;
        }

        if (Lowest(changes) is var (lowest, at) && lowest < 0m)
        {
            yield return new LikelyCause(CauseKind.HistoryStartsLate, FormattableString.Invariant($"by the ledger {lowest} was held after this line: at least {-lowest} had come in before the history begins"), [at]);
        }

        if (changes.Where(change => change.Change == difference).Select(change => change.Entry.Id).Take(3).ToImmutableArray() is { IsEmpty: false } doubled)
        {
            yield return new LikelyCause(CauseKind.EntryTooMany, "one of these lines explains it exactly: it may be there twice, or not have happened", doubled);
        }

        if (changes.Where(change => change.Change == -difference).Select(change => change.Entry.Id).Take(3).ToImmutableArray() is { IsEmpty: false } alike)
        {
            yield return new LikelyCause(CauseKind.EntryMissing, "exactly a line like one of these is missing, or the other half of it", alike);
        }

        if (lines.Sum(entry => Fees(entry, read.Asset)) is var fees && fees != 0m && Math.Abs(fees) == Math.Abs(difference))
        {
            yield return new LikelyCause(CauseKind.Fees, "it is exactly the fees of the ledger in this asset: they are counted twice, or not at all", []);
        }

        if (lines.Where(entry => (entry.Transaction!.At - read.AsOf).Duration() <= Around).Select(entry => entry.Id).Take(3).ToImmutableArray() is { IsEmpty: false } near)
        {
            yield return new LikelyCause(CauseKind.Timing, "something happened within minutes of the reading: the balance may be older or newer than the line", near);
        }

        if (difference < 0m && -difference <= Math.Abs(read.Total) * SmallShare)
        {
            yield return new LikelyCause(CauseKind.UnrecordedIncome, "a little more is there than the ledger says: interest, rewards or a rebate may not be listed by the venue", []);
        }
    }

    private static (decimal Lowest, string EntryId) Lowest(List<(LedgerEntry Entry, decimal Change)> changes)
    {
        var (sum, lowest, at) = (0m, 0m, "");
        foreach (var (entry, change) in changes)
        {
            sum += change;
            (lowest, at) = sum < lowest ? (sum, entry.Id) : (lowest, at);
        }

        return (lowest, at);
    }

    private static decimal Fees(LedgerEntry entry, Asset asset) =>
        entry.Transaction!.Legs.Where(leg => leg.Kind == LegKind.Fee && leg.Change.Asset == asset).Sum(leg => leg.Change.Amount);
}

/// <param name="Total">What the venue says is owned; negative for a debt.</param>
/// <param name="AsOf">When it said so, UTC; ledger lines after it are not looked at.</param>
public sealed record VenueBalance(string AccountId, Asset Asset, decimal Total, DateTimeOffset AsOf);

/// <summary>The ledger and the venue do not agree.</summary>
/// <param name="Causes">Likely ones, the likeliest first; none where nothing suggests itself.</param>
public sealed record ReconciliationFinding(
    string AccountId, Asset Asset, decimal Ledger, decimal Venue, DateTimeOffset AsOf, ImmutableArray<LikelyCause> Causes)
{
    /// <summary>Above zero where the ledger says more than the venue.</summary>
    public decimal Difference => Ledger - Venue;
}

/// <param name="Explanation">In words, for the user.</param>
/// <param name="EntryIds">Lines worth looking at.</param>
public sealed record LikelyCause(CauseKind Kind, string Explanation, ImmutableArray<string> EntryIds);

/// <summary>Why ledger and venue may differ.</summary>
public enum CauseKind
{
    Rounding,
    NoHistory,
    HistoryStartsLate,
    EntryTooMany,
    EntryMissing,
    Fees,
    Timing,
    UnrecordedIncome,
}
