using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>
/// Reads a history of OKX page by page. Its lists are newest first, so a walk goes back from now, and what happens meanwhile is left to the next walk. That
/// one ends a little before the last one began (<paramref name="overlap"/>), because lists are late and out of order by moments, and further back where a row was not
/// final. One request a page; the cursor moves only with an answer.
/// </summary>
/// <param name="instrumentOf">What a row's instrument is; null where rows need none.</param>
/// <param name="toTransactions">What a row comes to: none for what another history says, or for what has not happened yet.</param>
internal sealed class OkxHistory<TRow>(
    VenueClient client,
    TimeProvider clock,
    HistoryDescription description,
    OkxPaging paging,
    TimeSpan overlap,
    ImmutableArray<OkxList<TRow>> lists,
    Func<TRow, OkxRowKey> keyOf,
    Func<TRow, OkxRowContext, IEnumerable<Transaction>> toTransactions,
    OkxInstrumentLists? instruments = null,
    Func<TRow, (string Id, string? Type)>? instrumentOf = null) : IOkxHistory
{
    private const int RowsPerPage = 100;

    /// <summary>What is not final after so long will hardly ever be, and is not worth reading a month of rows each time.</summary>
    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(30);

    /// <summary>How much earlier than it should a recent list may end.</summary>
    private static readonly TimeSpan RecentMargin = TimeSpan.FromHours(2);

    public HistoryDescription Description => description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, string? cursor, CancellationToken cancellationToken)
    {
        var stands = OkxCursor.Parse(cursor, lists.Length);
        var list = lists[stands.List];
        var query = Query.Of(
            (list.Filter?.Name ?? "", list.Filter?.Value), ("limit", Query.Count(RowsPerPage)), ("after", stands.After));
        var reply = await client.SendPatientlyAsync(new VenueCall(list.Endpoint, query, credentials), list.Read, cancellationToken);
        if (reply is ExchangeReply<ImmutableArray<TRow>>.Failure { Fault: { Kind: FaultKind.NotAvailable } } && lists.Length > 1)
        {
            // One kind of instrument that this account cannot have; the others go on.
            reply = new ExchangeReply<ImmutableArray<TRow>>.Answer([], clock.GetUtcNow());
        }

        if (reply is not ExchangeReply<ImmutableArray<TRow>>.Answer { Value: var rows, AsOf: var asOf })
        {
            return reply.Select<HistoryPage>(_ => throw new InvalidOperationException("A failure has no rows."));
        }

        if (rows.Length >= RowsPerPage && IsRepeated(keyOf(rows[^1]), stands.After))
        {
            return new ExchangeReply<HistoryPage>.Failure(Flows.PagesRepeat);
        }

        var walk = stands with { Began = stands.Began ?? Milliseconds(asOf), First = stands.First ?? Milliseconds(asOf) };
        var wanted = rows.RemoveAll(row => Milliseconds(keyOf(row).At) < StopOf(walk));
        var known = instruments is null || instrumentOf is null || wanted.IsEmpty
            ? ImmutableDictionary<string, Instrument>.Empty
            : await instruments.FindAsync([.. wanted.Select(instrumentOf).Distinct()], searched: false, cancellationToken);
        return reply.Select((_, _) => ToPage(walk, rows, wanted, known, asOf));
    }

    private HistoryPage ToPage(
        OkxCursor walk, ImmutableArray<TRow> rows, ImmutableArray<TRow> wanted, ImmutableDictionary<string, Instrument> known, DateTimeOffset asOf)
    {
        var context = new OkxRowContext(known, DateTimeOffset.FromUnixTimeMilliseconds(walk.First!.Value));
        var transactions = wanted.Reverse().SelectMany(row => toTransactions(row, context)).ToImmutableArray();
        var next = walk with
        {
            Pages = walk.Pages == int.MaxValue ? walk.Pages : walk.Pages + 1,
            Oldest = wanted.IsEmpty ? walk.Oldest : Lesser(walk.Oldest, wanted.Min(row => Milliseconds(keyOf(row).At))),
            OpenNext = wanted
                .Select(keyOf)
                .Where(key => key.IsOpen && key.At > asOf - LongestOpen)
                .Aggregate(walk.OpenNext, (open, key) => Lesser(open, Milliseconds(key.At))),
        };

        var isListDone = rows.Length < RowsPerPage || Milliseconds(keyOf(rows[^1]).At) < StopOf(walk);
        var isEnd = isListDone && (walk.List == lists.Length - 1 || IsEnough(walk, asOf));
        next = isEnd ? next with { Head = walk.Began, Began = null, List = 0, After = null, Open = next.OpenNext, OpenNext = null }
            : isListDone ? next with { List = walk.List + 1, After = null }
            : next with { After = AfterOf(keyOf(rows[^1]), walk.After) };
        return new HistoryPage(transactions, next.ToString(), isEnd, new HistoryProgress(
            next.Pages, OfAbout: null, next.Oldest is { } oldest ? DateTimeOffset.FromUnixTimeMilliseconds(oldest) : null));
    }

    /// <summary>Whether the recent list has everything this walk is for.</summary>
    private bool IsEnough(OkxCursor walk, DateTimeOffset asOf) =>
        lists[walk.List].Recent is { } reach && StopOf(walk) is { } stop && stop > Milliseconds(asOf - reach + RecentMargin);

    /// <summary>Rows older than this were read by an earlier walk; null where there was none.</summary>
    private long? StopOf(OkxCursor walk) => walk.Head is { } head ? Lesser(walk.Open, head - (long)overlap.TotalMilliseconds) : null;

    /// <summary>
    /// "after" leaves the very row, or the very millisecond, out. So a page by time begins with the last one's final millisecond again, lest rows that share it be
    /// lost between two pages; where a whole page was of one, it is stepped over.
    /// </summary>
    private string AfterOf(OkxRowKey last, string? after)
    {
        if (paging == OkxPaging.ById)
        {
            return last.Id;
        }

        var next = Milliseconds(last.At) + 1;
        return (next < Time(after) ? next : next - 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A venue that answers the same page for ever is not read for ever.</summary>
    private bool IsRepeated(OkxRowKey last, string? after) =>
        after is not null && (paging == OkxPaging.ById ? last.Id == after : Milliseconds(last.At) >= Time(after));

    private static long Time(string? after) =>
        long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? time : long.MaxValue;

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static long? Lesser(long? known, long other) => known < other ? known : other;
}

/// <summary>What helps to say what a row means.</summary>
/// <param name="Instruments">Those of the page that the lists know.</param>
/// <param name="First">When the account's first walk through this history began.</param>
internal sealed record OkxRowContext(ImmutableDictionary<string, Instrument> Instruments, DateTimeOffset First);
