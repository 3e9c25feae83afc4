using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Venues;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>
/// Walks an account's histories a page at a time, from the beginning to now and then on, in any number of lives: the rows of a page and where the next begins
/// are kept together, so that a walk cut off anywhere goes on there and no row is lost or counted twice. One history that fails does not hold up the others.
/// Belongs to one activation.
/// </summary>
internal sealed class HistoryWalk(
    IExchangeAdapter adapter,
    ExchangeCredentials credentials,
    ITransactionStore store,
    RetryPauses retries,
    TimeProvider clock,
    string portfolioId,
    string accountId)
{
    /// <summary>Between two times that a history is read because something happened: an account that is always busy would use up the venue's budget for it.</summary>
    private static readonly TimeSpan HurryPause = TimeSpan.FromSeconds(20);

    private readonly SortedSet<Asset> _assets = [];
    private Path[]? _paths; // In the venue's order; null before the first step.

    /// <summary>Where each history stands, in the venue's order; empty before the first step.</summary>
    public ImmutableArray<HistoryRow> Rows { get; private set; } = []; // Kept, since they are looked at with each reading.

    /// <summary>When a page with lines was last kept; null before the first.</summary>
    public DateTimeOffset? RecordedAt { get; private set; }

    /// <summary>Something happened that the histories tell of: those that had come to now are read on, at once unless that was done a moment ago.</summary>
    public void Hurry()
    {
        var now = clock.GetUtcNow();
        foreach (var path in (_paths ?? []).Where(path => path.Row is { IsComplete: true, Error: null }))
        {
            var soonest = path.HurriedAt + HurryPause is var again && again > now ? again : now;
            if (soonest < path.Due)
            {
                path.Due = path.HurriedAt = soonest;
            }
        }
    }

    /// <summary>Reads one page of the history that has waited longest, unless none is due.</summary>
    /// <param name="held">What the account holds now; a venue may have to be asked asset by asset.</param>
    /// <returns>When there is more to read: now, or later.</returns>
    public async Task<DateTimeOffset> StepAsync(IEnumerable<Asset> held, SyncOptions options, CancellationToken cancellationToken)
    {
        var paths = _paths ?? await LoadAsync(cancellationToken);
        _assets.UnionWith(held);
        if (paths.Where(path => path.Due <= clock.GetUtcNow()).MinBy(path => path.Due) is { } due)
        {
            await ReadAsync(due, AccountSince(paths), options, cancellationToken);
            Show(paths);
        }

        return paths.Select(path => path.Due).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
    }

    private async Task<Path[]> LoadAsync(CancellationToken cancellationToken)
    {
        var marks = (await store.LoadMarksAsync(accountId, cancellationToken)).ToDictionary(mark => mark.History, StringComparer.Ordinal);
        _assets.UnionWith(await store.ListAssetsAsync(accountId, cancellationToken));
        _paths = [.. adapter.Venue.Histories.Select(history => new Path(history, marks.GetValueOrDefault(history.Id), clock.GetUtcNow()))];
        Show(_paths);
        return _paths;
    }

    private void Show(Path[] paths)
    {
        ImmutableArray<HistoryRow> rows = [.. paths.Select(path => path.Row)];
        Rows = rows.SequenceEqual(Rows) ? Rows : rows;
    }

    private async Task ReadAsync(Path path, DateTimeOffset? accountSince, SyncOptions options, CancellationToken cancellationToken)
    {
        var mark = path.Mark ?? (await store.LoadMarksAsync(accountId, cancellationToken)).FirstOrDefault(mark => mark.History == path.History);
        var query = new HistoryQuery(path.History, mark?.Cursor, [.. _assets]) { AccountSince = accountSince };
        switch (await adapter.GetTransactionsAsync(credentials, query, cancellationToken))
        {
            case ExchangeReply<HistoryPage>.Answer { Value: var page }:
                await KeepAsync(path, mark, page, cancellationToken);
                path.Due = clock.GetUtcNow() + (page.IsEnd ? options.HistoryPeriod : TimeSpan.Zero);
                break;

            case ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.Deferred } fault }:
                path.Due = clock.GetUtcNow() + (fault.RetryAfter ?? options.FirstRetryPause);
                break;

            case ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.NotAvailable } }:
                // The account has no such thing: as good as read to its end.
                path.Row = path.Row with { IsComplete = true, Done = 0, OfAbout = 0, Oldest = null };
                path.Due = clock.GetUtcNow() + options.RefusedPause;
                break;

            case ExchangeReply<HistoryPage>.Failure { Fault: var fault }:
                path.Failures++;
                path.Row = path.Row with { Error = fault.Detail };
                path.Due = clock.GetUtcNow() + (fault.IsTransient ? retries.After(path.Failures, fault, options) : options.RefusedPause);
                break;
        }
    }

    private async Task KeepAsync(Path path, HistoryMark? before, HistoryPage page, CancellationToken cancellationToken)
    {
        var mark = new HistoryMark(
            path.History,
            page.Cursor,
            page.IsEnd || path.Row.IsComplete,
            page.Progress.Done,
            page.Progress.OfAbout,
            Older(page.Progress.Oldest, before?.Oldest),
            clock.GetUtcNow());

        // Looking again and finding nothing is not worth a write.
        if (!page.Transactions.IsEmpty || before is null || mark with { At = before.At } != before)
        {
            await store.AppendAsync(portfolioId, accountId, page.Transactions, mark, cancellationToken);
            RecordedAt = page.Transactions.IsEmpty ? RecordedAt : clock.GetUtcNow();
        }

        path.Failures = 0;
        path.StandAt(mark);
        _assets.UnionWith(page.Transactions.SelectMany(transaction => transaction.Legs).Select(leg => leg.Change.Asset));
    }

    private DateTimeOffset? AccountSince(Path[] paths)
    {
        var whole = paths.Where(path => !path.GoesBack).ToList();
        return whole.TrueForAll(path => path.Row.IsComplete) ? whole.Min(path => path.Row.Oldest) ?? clock.GetUtcNow() : null;
    }

    private static DateTimeOffset? Older(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <summary>One history under way.</summary>
    private sealed class Path
    {
        private readonly HistoryDescription _history;

        public Path(HistoryDescription history, HistoryMark? mark, DateTimeOffset due)
        {
            (_history, Due) = (history, due);
            Row = new HistoryRow(history.Id, history.Name, false, 0, null, null, null);
            if (mark is not null)
            {
                StandAt(mark);
            }
        }

        public string History => _history.Id;

        public bool GoesBack => _history.GoesBack;

        /// <summary>How far it is, to be shown.</summary>
        public HistoryRow Row { get; set; }

        /// <summary>How far it is while it is walked. One that has come to now is asked of the store: it is seldom read on, and there are many of them.</summary>
        public HistoryMark? Mark { get; private set; }

        public DateTimeOffset Due { get; set; }

        /// <summary>When it was, or is to be, read because something happened.</summary>
        public DateTimeOffset HurriedAt { get; set; }

        public int Failures { get; set; }

        public void StandAt(HistoryMark mark)
        {
            Mark = mark.IsComplete ? null : mark;
            var row = new HistoryRow(_history.Id, _history.Name, mark.IsComplete, mark.Done, mark.OfAbout, mark.Oldest, null);
            Row = row == Row ? Row : row;
        }
    }
}
