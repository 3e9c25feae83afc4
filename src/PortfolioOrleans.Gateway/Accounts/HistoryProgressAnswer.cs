using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;

namespace PortfolioOrleans.Gateway.Accounts;

/// <summary>How far the past of an account was read.</summary>
/// <param name="Phase">none: the venue keeps none that could be read; waiting: not begun; initial: on the way to now for the first time; incremental: everything was read, and is read on.</param>
/// <param name="Done">Steps of the walk taken so far, all histories together.</param>
/// <param name="OfAbout">Of how many, as far as can be said; null where it cannot.</param>
/// <param name="Oldest">The oldest moment read so far.</param>
/// <param name="Histories">Each history of the venue, in the order they are read.</param>
internal sealed record HistoryProgressAnswer(
    HistoryPhase Phase, int Done, int? OfAbout, DateTimeOffset? Oldest, IReadOnlyList<AccountHistoryAnswer> Histories)
{
    public static HistoryProgressAnswer Of(ImmutableArray<HistoryRow> rows, bool isKept) => new(
        !isKept ? HistoryPhase.None : rows.IsEmpty ? HistoryPhase.Waiting : rows.All(row => row.IsComplete) ? HistoryPhase.Incremental : HistoryPhase.Initial,
        rows.Sum(row => row.Done),
        rows.IsEmpty || rows.Any(row => row.OfAbout is null) ? null : rows.Sum(row => row.OfAbout),
        rows.Min(row => row.Oldest),
        [.. rows.Select(row => new AccountHistoryAnswer(row.History, row.Name, row.IsComplete, row.Done, row.OfAbout, row.Oldest, row.Error))]);
}

internal enum HistoryPhase
{
    None,
    Waiting,
    Initial,
    Incremental,
}

/// <summary>One history of an account.</summary>
/// <param name="Id">Its name at the venue.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Complete">True once it was read up to now.</param>
/// <param name="Error">Why it could not be read on; null when it could.</param>
internal sealed record AccountHistoryAnswer(
    string Id, string Name, bool Complete, int Done, int? OfAbout, DateTimeOffset? Oldest, string? Error);
