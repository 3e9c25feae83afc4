using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Where <see cref="IsolatedInterest"/> stands.</summary>
/// <param name="Todo">Pairs still to be read on this walk; null between two walks.</param>
/// <param name="Marks">How far each pair was read.</param>
/// <param name="Done">Answers so far.</param>
/// <param name="Oldest">The oldest row so far, in milliseconds since 1970.</param>
internal sealed record PairCursor(
    [property: JsonPropertyName("todo")] ImmutableArray<string>? Todo,
    [property: JsonPropertyName("marks")] ImmutableSortedDictionary<string, string> Marks,
    [property: JsonPropertyName("done")] int Done = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null)
{
    public static PairCursor Begin { get; } = new(null, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));
}

/// <summary>
/// Interest of isolated margin, which the venue tells pair by pair: that of each pair the account has, window by window. An account without such a wallet has none.
/// </summary>
internal sealed class IsolatedInterest(BinanceAsker asker, BinanceEndpoints at, IsolatedPairs pairs, TimeProvider clock) : IBinanceHistory
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset Opening = new(2019, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public HistoryDescription Description { get; } = new("isolated-interest", "Isolated margin interest", null);

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        var cursor = Restore(query.Cursor);
        if (cursor.Todo is not { IsEmpty: false } todo)
        {
            return (await pairs.GetAsync(credentials, cancellationToken)).Select(known => PageOf([], cursor with { Todo = known, Done = cursor.Done + 1 }, cursor.Oldest));
        }

        var pair = todo[0];
        var reply = await WindowsOf(pair).ReadAsync(credentials, query with { Cursor = cursor.Marks.GetValueOrDefault(pair) }, cancellationToken);
        return reply.Select(page => PageOf(
            page.Transactions,
            cursor with { Todo = page.IsEnd ? todo.RemoveAt(0) : todo, Marks = cursor.Marks.SetItem(pair, page.Cursor), Done = cursor.Done + 1 },
            CursorJson.Older(cursor.Oldest, page.Progress.Oldest?.ToUnixTimeMilliseconds())));
    }

    private WindowHistory WindowsOf(string pair) => new(
        asker,
        Description,
        [
            new WindowList<MarginInterestRow>(
                at.MarginInterest,
                asked => Query.Of(
                    ("isolatedSymbol", pair), ("startTime", asked.Start), ("endTime", asked.End), ("current", asked.Number), ("size", "100")),
                BinanceMoves.ReadInterest,
                100,
                row => BinanceMoves.ToTransactions(row with { Pair = pair })),
        ],
        Month,
        hasPages: true,
        Opening,
        TimeSpan.FromHours(2),
        clock);

    private static PairCursor Restore(string? text) =>
        CursorJson.Parse<PairCursor>(text) is { Marks: not null, Done: >= 0 } cursor && cursor.Todo is not { IsDefault: true } ? cursor : PairCursor.Begin;

    private static HistoryPage PageOf(ImmutableArray<Domain.Ledger.Transaction> transactions, PairCursor cursor, long? oldest)
    {
        var left = cursor.Todo!.Value.Length;
        return new HistoryPage(
            transactions,
            CursorJson.Of(cursor with { Todo = left == 0 ? null : cursor.Todo, Oldest = oldest }),
            IsEnd: left == 0,
            new HistoryProgress(cursor.Done, cursor.Done + left, CursorJson.Moment(oldest)));
    }
}
