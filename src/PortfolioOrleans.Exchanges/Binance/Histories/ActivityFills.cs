using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Where <see cref="ActivityFills"/> stands. Times are milliseconds since 1970.</summary>
/// <param name="First">Where the first walk began.</param>
/// <param name="Start">The window's beginning.</param>
/// <param name="End">Its end, once it was begun; null before, and while instruments from before all windows are asked about.</param>
/// <param name="IsLast">True where that end was the present of when it was begun.</param>
/// <param name="Page">Which page of the window's income comes next, from 0; -1 once all was read.</param>
/// <param name="Todo">Instruments of the window that are still to be asked about.</param>
/// <param name="FromId">Where the first of them goes on.</param>
/// <param name="Done">Answers so far.</param>
/// <param name="Oldest">The oldest fill so far.</param>
internal sealed record ActivityCursor(
    [property: JsonPropertyName("first")] long First,
    [property: JsonPropertyName("start")] long Start,
    [property: JsonPropertyName("end")] long? End = null,
    [property: JsonPropertyName("last")] bool IsLast = false,
    [property: JsonPropertyName("page")] int Page = 0,
    [property: JsonPropertyName("todo")] ImmutableArray<string>? Todo = null,
    [property: JsonPropertyName("from")] long? FromId = null,
    [property: JsonPropertyName("done")] int Done = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null)
{
    public ImmutableArray<string> Left => Todo is { IsDefault: false } todo ? todo : [];
}

/// <summary>
/// Fills of futures, which have to be asked for contract by contract: the income of each week, which does not, says in which contracts anything happened. Income reaches
/// three months back and fills six; contracts on assets that were ever seen are asked about once for what is older.
/// </summary>
internal sealed class ActivityFills(
    BinanceAsker asker,
    HistoryDescription description,
    VenueEndpoint fills,
    VenueEndpoint income,
    InstrumentCatalog catalog,
    Func<FillRow, Instrument?, Transaction> map,
    TimeProvider clock) : IBinanceHistory
{
    private const int RowsPerPage = 1_000;
    private const int MostPages = 1_000;
    private const int MostCandidates = 200;

    private static readonly TimeSpan Week = TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan IncomeReach = TimeSpan.FromDays(90) - TimeSpan.FromMinutes(5);

    /// <summary>How far inside that a walk begins, so that its first window is read to its end before it goes out of reach.</summary>
    private static readonly TimeSpan Head = TimeSpan.FromHours(1);

    /// <summary>Income is entered a little later than the fill it is about.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    public HistoryDescription Description => description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery asked, CancellationToken cancellationToken)
    {
        var listed = await catalog.GetAsync(cancellationToken);
        if (listed is not ExchangeReply<InstrumentList>.Answer { Value: var instruments })
        {
            return listed.Select(_ => (HistoryPage)null!);
        }

        var now = clock.GetUtcNow();
        var cursor = Restore(asked.Cursor, now) ?? Begin(instruments, asked.AssetsSeen, now);
        if (cursor.End is null && cursor.Left.IsEmpty)
        {
            var whole = cursor.Start + (long)Week.TotalMilliseconds;
            var present = now.ToUnixTimeMilliseconds();
            cursor = cursor with { End = Math.Max(cursor.Start, Math.Min(whole, present)), IsLast = whole >= present };
        }

        return cursor is { End: not null, Page: >= 0 }
            ? await ReadIncomeAsync(credentials, cursor, now, cancellationToken)
            : await ReadFillsAsync(credentials, cursor, instruments, now, cancellationToken);
    }

    private async Task<ExchangeReply<HistoryPage>> ReadIncomeAsync(
        ExchangeCredentials credentials, ActivityCursor cursor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var query = Query.Of(
            ("startTime", FormattableString.Invariant($"{cursor.Start}")),
            ("endTime", FormattableString.Invariant($"{cursor.End}")),
            ("page", Query.Count(cursor.Page + 1)),
            ("limit", Query.Count(RowsPerPage)));
        var reply = await asker.AskAsync(new VenueCall(income, query, credentials), BinanceIncome.Read, cancellationToken);
        return reply.Select(rows =>
        {
            // Funding is paid for what is held, whether it was traded in this week or not.
            var traded = rows.Where(row => row.Type != "FUNDING_FEE").Select(row => row.Instrument).OfType<string>();
            var isLastPage = rows.Length < RowsPerPage || cursor.Page >= MostPages;
            return PageOf([], Advanced(cursor with
            {
                Page = isLastPage ? -1 : cursor.Page + 1,
                Todo = [.. cursor.Left.Union(traded, StringComparer.Ordinal)],
                Done = cursor.Done + 1,
            }), now);
        });
    }

    private async Task<ExchangeReply<HistoryPage>> ReadFillsAsync(
        ExchangeCredentials credentials, ActivityCursor cursor, InstrumentList instruments, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = cursor.Left[0];
        var isById = cursor.FromId is not null;
        var query = Query.Of(
            ("symbol", id),
            ("fromId", isById ? FormattableString.Invariant($"{cursor.FromId}") : null),
            ("startTime", isById ? null : FormattableString.Invariant($"{cursor.Start}")),
            ("endTime", isById ? null : FormattableString.Invariant($"{cursor.End}")),
            ("limit", Query.Count(RowsPerPage)));
        var reply = await asker.AskAsync(new VenueCall(fills, query, credentials), BinanceFills.Read, cancellationToken);
        if (reply is ExchangeReply<ImmutableArray<FillRow>>.Failure { Fault.Kind: FaultKind.UnknownSymbol })
        {
            return new ExchangeReply<HistoryPage>.Answer(PageOf([], Advanced(Passed(cursor)), now), now);
        }

        return reply.Select(rows =>
        {
            var inside = cursor.End is { } end ? rows.RemoveAll(row => row.At.ToUnixTimeMilliseconds() > end) : rows;
            var first = inside.IsEmpty ? (long?)null : inside.Min(row => row.At).ToUnixTimeMilliseconds();
            var next = rows.IsEmpty ? 0 : rows.Max(row => row.TradeId) + 1;
            cursor = cursor with { Oldest = cursor.Oldest is null || first < cursor.Oldest ? first ?? cursor.Oldest : cursor.Oldest };
            cursor = rows.Length < RowsPerPage || inside.Length < rows.Length || next <= cursor.FromId
                ? Passed(cursor)
                : cursor with { FromId = next, Done = cursor.Done + 1 };
            return PageOf([.. inside.Select(row => map(row, instruments.Find(row.Instrument)))], Advanced(cursor), now);
        });
    }

    private static ActivityCursor Passed(ActivityCursor cursor) =>
        cursor with { Todo = cursor.Left.RemoveAt(0), FromId = cursor.End is null ? 0 : null, Done = cursor.Done + 1 };

    /// <summary>On to the next window where this one is done. What the last one leaves is the beginning of the next walk.</summary>
    private static ActivityCursor Advanced(ActivityCursor cursor)
    {
        if (!cursor.Left.IsEmpty || cursor is { End: not null, Page: >= 0 })
        {
            return cursor;
        }

        return cursor.End is not { } end
            ? cursor with { Todo = null, FromId = null }
            : cursor with
            {
                Start = cursor.IsLast ? Math.Max(cursor.First, end - (long)Overlap.TotalMilliseconds) : end + 1,
                End = null,
                Page = 0,
                Todo = null,
                FromId = null,
            };
    }

    private static ActivityCursor Begin(InstrumentList instruments, ImmutableArray<Asset> seen, DateTimeOffset now)
    {
        var assets = seen.ToHashSet();
        var start = (now - IncomeReach + Head).ToUnixTimeMilliseconds();
        return new ActivityCursor(
            start,
            start,
            Todo: [.. instruments.All.Where(one => assets.Contains(one.Symbol.Base)).Select(one => one.Id).Take(MostCandidates)],
            FromId: 0);
    }

    private static ActivityCursor? Restore(string? text, DateTimeOffset now)
    {
        var present = now.ToUnixTimeMilliseconds();
        if (CursorJson.Parse<ActivityCursor>(text) is not { } cursor
            || CursorJson.Moment(cursor.First) is null || CursorJson.Moment(cursor.Start) is null || cursor.Start > present || cursor.Page < -1
            || (cursor.End is { } end && (end < cursor.Start || end - cursor.Start > Week.TotalMilliseconds)) || cursor.Done < 0 || cursor.FromId < 0
            || (cursor is { End: not null, Page: -1 } && cursor.Left.IsEmpty))
        {
            return null;
        }

        if (cursor.Start >= (now - IncomeReach).ToUnixTimeMilliseconds())
        {
            return cursor;
        }

        // A window that has gone out of the venue's reach is begun anew inside it; what is older than all windows is asked for by number, and goes on.
        var start = (now - IncomeReach + Head).ToUnixTimeMilliseconds();
        return cursor.End is null
            ? cursor with { First = start, Start = start }
            : cursor with { First = start, Start = start, End = null, Page = 0, Todo = null, FromId = null, IsLast = false };
    }

    private static HistoryPage PageOf(ImmutableArray<Transaction> transactions, ActivityCursor cursor, DateTimeOffset now)
    {
        // Between two windows nothing is left to do: it is the end where the one before reached the present.
        var isBetween = cursor.End is null && cursor.Left.IsEmpty;
        var isEnd = isBetween && cursor.IsLast;
        var windowsLeft = isEnd ? 0 : Math.Max(1, (int)Math.Ceiling((now.ToUnixTimeMilliseconds() - cursor.Start) / Week.TotalMilliseconds));
        return new HistoryPage(
            transactions,
            CursorJson.Of(isBetween ? cursor with { IsLast = false } : cursor),
            isEnd,
            new HistoryProgress(cursor.Done, cursor.Done + cursor.Left.Length + windowsLeft, CursorJson.Moment(cursor.Oldest)));
    }
}
