using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>What a <see cref="BackwardHistory"/> does.</summary>
internal enum BackwardStep
{
    /// <summary>The first walk, from when it began backwards.</summary>
    Down,

    /// <summary>A later look at what is new.</summary>
    Up,

    /// <summary>After such a look: one window below all that was read.</summary>
    Below,
}

/// <summary>Where a <see cref="BackwardHistory"/> stands. Times are milliseconds since 1970.</summary>
/// <param name="Next">Where the next look at what is new begins.</param>
/// <param name="Floor">All was read from here up to there.</param>
/// <param name="Start">The window's beginning, once it was begun.</param>
/// <param name="End">Its end, included.</param>
/// <param name="IsLast">True where that end was the present of when it was begun.</param>
/// <param name="HasRows">Whether anything was found in the window so far.</param>
/// <param name="List">Which list of it is read.</param>
/// <param name="Page">Which page of that, from 0.</param>
/// <param name="Done">Windows and lists read so far.</param>
/// <param name="Oldest">The oldest row so far.</param>
internal sealed record BackwardCursor(
    [property: JsonPropertyName("step")] BackwardStep Step,
    [property: JsonPropertyName("next")] long Next,
    [property: JsonPropertyName("floor")] long Floor,
    [property: JsonPropertyName("from")] long? Start = null,
    [property: JsonPropertyName("to")] long? End = null,
    [property: JsonPropertyName("last")] bool IsLast = false,
    [property: JsonPropertyName("rows")] bool HasRows = false,
    [property: JsonPropertyName("list")] int List = 0,
    [property: JsonPropertyName("page")] int Page = 0,
    [property: JsonPropertyName("done")] int Done = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null);

/// <summary>
/// A history that is asked by spans of time of which the venue answers a few a minute. It is walked from now backwards, and the first walk is over with an empty window
/// below which no other history knows of the account. What may lie below all the same, as the withdrawals of an account that was filled in ways no history tells,
/// is read afterwards: one window more with each later look, down to the venue's opening. So nothing is left out, and few wait for it.
/// </summary>
/// <param name="description">Its name.</param>
/// <param name="lists">What it is made of.</param>
/// <param name="span">The longest window the venue answers.</param>
/// <param name="hasPages">False where a full answer is all there is of a window; then it is halved.</param>
/// <param name="opening">Nothing is older than this.</param>
/// <param name="overlap">How far back a later look begins: rows are entered late, or change until they are done.</param>
internal sealed class BackwardHistory(
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

    private readonly long _opening = opening.ToUnixTimeMilliseconds();
    private readonly long _overlap = (long)overlap.TotalMilliseconds;
    private readonly long _span = (long)span.TotalMilliseconds;

    public HistoryDescription Description => description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var cursor = Begun(Restore(query.Cursor, now), now);
        var asked = new WindowAsked(CursorJson.Moment(cursor.Start)!.Value, CursorJson.Moment(cursor.End)!.Value, cursor.Page + 1);

        var reply = await lists[cursor.List].AskAsync(asker, credentials, asked, cancellationToken);
        return reply.Select(rows =>
        {
            var read = cursor with { Oldest = CursorJson.Older(cursor.Oldest, rows.Oldest), HasRows = cursor.HasRows || !rows.Transactions.IsEmpty };
            var since = query.AccountSince?.ToUnixTimeMilliseconds();
            var (next, isEnd) = After(read, rows.IsFull, since);
            var bottom = Math.Min(since ?? _opening, next.Floor);
            var windows = (int)Math.Ceiling(((double)now - bottom) / _span);
            return rows.ToPage(CursorJson.Of(next), isEnd, next.Done, windows * lists.Length, next.Oldest);
        });
    }

    private BackwardCursor Begun(BackwardCursor cursor, long now)
    {
        if (cursor.Start is not null)
        {
            return cursor;
        }

        if (cursor.Step != BackwardStep.Up)
        {
            return cursor with { Start = Math.Max(_opening, cursor.Floor - _span), End = cursor.Floor - 1 };
        }

        var start = Math.Max(_opening, cursor.Next);
        return cursor with { Start = start, End = Math.Min(start + _span - 1, now), IsLast = start + _span > now };
    }

    private (BackwardCursor Cursor, bool IsEnd) After(BackwardCursor cursor, bool isFull, long? since)
    {
        var (start, end) = (cursor.Start!.Value, cursor.End!.Value);
        if (isFull && hasPages && cursor.Page < MostPages)
        {
            return (cursor with { Page = cursor.Page + 1 }, false);
        }

        if (isFull && !hasPages && end > start)
        {
            var middle = start + ((end - start) / 2);
            return (cursor.Step == BackwardStep.Up ? cursor with { End = middle, IsLast = false } : cursor with { Start = middle + 1 }, false);
        }

        cursor = cursor with { Page = 0, Done = cursor.Done + 1 };
        if (cursor.List + 1 < lists.Length)
        {
            return (cursor with { List = cursor.List + 1 }, false);
        }

        var next = cursor with { List = 0, Start = null, End = null, IsLast = false, HasRows = false };
        if (cursor.Step == BackwardStep.Up)
        {
            next = next with { Next = cursor.IsLast ? end - _overlap : end + 1 };
            return !cursor.IsLast ? (next, false)
                : cursor.Floor > _opening ? (next with { Step = BackwardStep.Below }, false)
                : (next, true);
        }

        next = next with { Floor = start };
        var isOver = start <= _opening || (!cursor.HasRows && (cursor.Step == BackwardStep.Below || since >= start));
        return (isOver ? next with { Step = BackwardStep.Up } : next, isOver);
    }

    private BackwardCursor Restore(string? text, long now)
    {
        if (CursorJson.Parse<BackwardCursor>(text) is { } cursor
            && Enum.IsDefined(cursor.Step) && cursor.List >= 0 && cursor.List < lists.Length && cursor.Page >= 0 && cursor.Done >= 0
            && cursor.Floor >= _opening && CursorJson.Moment(cursor.Floor) is not null && CursorJson.Moment(cursor.Next) is not null && cursor.Next <= now
            && (cursor.Step == BackwardStep.Up || cursor.Floor > _opening)
            && cursor.Start is null == cursor.End is null && !(cursor.Start < 0) && !(cursor.End < cursor.Start) && (cursor.End is null || CursorJson.Moment(cursor.End) is not null))
        {
            return cursor;
        }

        return new BackwardCursor(BackwardStep.Down, now - _overlap, now + 1);
    }
}
