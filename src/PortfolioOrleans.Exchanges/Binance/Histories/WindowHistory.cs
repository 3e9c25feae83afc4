using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Where a <see cref="WindowHistory"/> stands. Times are milliseconds since 1970.</summary>
/// <param name="First">Where the first walk began.</param>
/// <param name="Start">The window's beginning.</param>
/// <param name="End">Its end, once it was begun: it must not move between pages.</param>
/// <param name="IsLast">True where that end was the present of when it was begun.</param>
/// <param name="List">Which list of it is read.</param>
/// <param name="Page">Which page of that, from 0.</param>
/// <param name="Done">Windows and lists read so far.</param>
/// <param name="Oldest">The oldest row so far.</param>
internal sealed record WindowCursor(
    [property: JsonPropertyName("first")] long First,
    [property: JsonPropertyName("start")] long Start,
    [property: JsonPropertyName("end")] long? End = null,
    [property: JsonPropertyName("last")] bool IsLast = false,
    [property: JsonPropertyName("list")] int List = 0,
    [property: JsonPropertyName("page")] int Page = 0,
    [property: JsonPropertyName("done")] int Done = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null);

/// <summary>
/// A history that is asked by spans of time: window after window from the beginning to now, list after list in each, page after page in each list. An empty
/// window is not the end. Where a list has no pages, a full answer halves the window.
/// </summary>
/// <param name="description">Its name.</param>
/// <param name="lists">What it is made of.</param>
/// <param name="span">The longest window the venue answers.</param>
/// <param name="hasPages">False where a full answer is all there is of a window.</param>
/// <param name="opening">Nothing is older than this.</param>
/// <param name="overlap">How far back the next walk begins: rows are entered late, or change until they are done.</param>
internal sealed class WindowHistory(
    BinanceAsker asker,
    HistoryDescription description,
    ImmutableArray<WindowList> lists,
    TimeSpan span,
    bool hasPages,
    DateTimeOffset opening,
    TimeSpan overlap,
    TimeProvider clock) : IBinanceHistory
{
    private const int MostPages = 1_000;

    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>A little inside, so that a venue whose clock is ahead does not refuse what has just gone out of its reach.</summary>
    private static readonly TimeSpan Inside = TimeSpan.FromMinutes(5);

    public HistoryDescription Description => description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var cursor = Restore(query.Cursor, now);
        var since = CursorJson.Moment(cursor.Start)!.Value;
        if (cursor.End is null)
        {
            var whole = since + span - OneMillisecond;
            cursor = cursor with { End = (whole < now ? whole : now).ToUnixTimeMilliseconds(), IsLast = whole >= now };
        }

        var until = CursorJson.Moment(cursor.End)!.Value;

        var reply = await lists[cursor.List].AskAsync(asker, credentials, new WindowAsked(since, until, cursor.Page + 1), cancellationToken);
        return reply.Select(rows =>
        {
            var (next, isEnd) = Next(cursor with { Oldest = CursorJson.Older(cursor.Oldest, rows.Oldest) }, rows.IsFull);
            var windows = (int)Math.Ceiling(((double)now.ToUnixTimeMilliseconds() - cursor.First) / span.TotalMilliseconds);
            return rows.ToPage(CursorJson.Of(next), isEnd, next.Done, windows * lists.Length, next.Oldest);
        });
    }

    private (WindowCursor Cursor, bool IsEnd) Next(WindowCursor cursor, bool isFull)
    {
        var until = cursor.End!.Value;
        if (isFull && hasPages && cursor.Page < MostPages)
        {
            return (cursor with { Page = cursor.Page + 1 }, false);
        }

        if (isFull && !hasPages && until > cursor.Start)
        {
            return (cursor with { End = cursor.Start + ((until - cursor.Start) / 2), IsLast = false }, false);
        }

        cursor = cursor with { Page = 0, Done = cursor.Done + 1 };
        if (cursor.List + 1 < lists.Length)
        {
            return (cursor with { List = cursor.List + 1 }, false);
        }

        var again = Math.Max(cursor.First, until - (long)overlap.TotalMilliseconds);
        return (cursor with { List = 0, Start = cursor.IsLast ? again : until + 1, End = null, IsLast = false }, cursor.IsLast);
    }

    private WindowCursor Restore(string? text, DateTimeOffset now)
    {
        var reached = description.Reach is { } reach && now - reach + Inside is var edge && edge > opening ? edge : opening;
        var first = reached.ToUnixTimeMilliseconds();
        if (CursorJson.Parse<WindowCursor>(text) is not { } cursor
            || cursor.List < 0 || cursor.List >= lists.Length || cursor.Page < 0 || cursor.Done < 0
            || CursorJson.Moment(cursor.Start) is null || CursorJson.Moment(cursor.First) is null
            || cursor.Start > now.ToUnixTimeMilliseconds() || cursor.End < cursor.Start
            || (cursor.End is not null && CursorJson.Moment(cursor.End) is null))
        {
            return new WindowCursor(first, first);
        }

        // What has gone out of the venue's reach meanwhile is not asked for any more.
        return cursor.Start >= first ? cursor : cursor with { Start = first, End = cursor.End > first ? cursor.End : null };
    }
}
