using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Where <see cref="SymbolFills"/> stands.</summary>
/// <param name="Known">Every symbol with fills.</param>
/// <param name="Empty">Symbols that were asked about and had none.</param>
/// <param name="Todo">Symbols of the walk under way that are still to be asked about; null between two.</param>
/// <param name="Turned">The last symbol that was asked about again by turns.</param>
/// <param name="Done">Answers so far, for the user's eyes.</param>
/// <param name="Oldest">The oldest fill so far, in milliseconds since 1970.</param>
internal sealed record SymbolCursor(
    [property: JsonPropertyName("known")] ImmutableSortedDictionary<string, SymbolMark> Known,
    [property: JsonPropertyName("empty")] ImmutableSortedSet<string> Empty,
    [property: JsonPropertyName("todo")] ImmutableArray<string>? Todo = null,
    [property: JsonPropertyName("turned")] string? Turned = null,
    [property: JsonPropertyName("done")] int Done = 0,
    [property: JsonPropertyName("oldest")] long? Oldest = null)
{
    public static SymbolCursor Begin { get; } = new(
        ImmutableSortedDictionary.Create<string, SymbolMark>(StringComparer.Ordinal), ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
}

/// <param name="Next">The next trade id.</param>
/// <param name="Last">When the last fill was, in milliseconds since 1970.</param>
internal readonly record struct SymbolMark([property: JsonPropertyName("next")] long Next, [property: JsonPropertyName("last")] long Last);

/// <summary>
/// Fills of a venue that wants to be asked symbol by symbol: every pair of every asset ever seen, by trade id from the first to the last. Afterwards a walk asks
/// about what was traded lately, about pairs of assets seen since, and about a few of the others by turns, so that it stays cheap and misses nothing for long.
/// </summary>
/// <param name="areBothSeen">True where only pairs of two seen assets are candidates.</param>
/// <param name="query">What is asked beside the symbol and the id.</param>
/// <param name="isEachOptional">True where the account may lack a wallet for one symbol and have one for the next.</param>
internal sealed class SymbolFills(
    BinanceAsker asker,
    HistoryDescription description,
    VenueEndpoint endpoint,
    InstrumentCatalog catalog,
    bool areBothSeen,
    (string Name, string? Value) query,
    Func<FillRow, Symbol, Domain.Ledger.Transaction> map,
    TimeProvider clock,
    bool isEachOptional = false) : IBinanceHistory
{
    private const int RowsPerPage = 1_000;
    private const int TurnsPerWalk = 10;
    private const int MostSymbols = 8_000;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(30);

    public HistoryDescription Description => description;

    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery asked, CancellationToken cancellationToken)
    {
        var listed = await catalog.GetAsync(cancellationToken);
        if (listed is not ExchangeReply<InstrumentList>.Answer { Value: var instruments, AsOf: var asOf })
        {
            return listed.Select(_ => (HistoryPage)null!);
        }

        var cursor = Restore(asked.Cursor);
        cursor = cursor.Todo is null ? Plan(cursor, instruments, asked.AssetsSeen) : cursor;
        if (cursor.Todo!.Value.IsEmpty)
        {
            return new ExchangeReply<HistoryPage>.Answer(PageOf([], cursor), asOf);
        }

        var id = cursor.Todo.Value[0];
        if (instruments.Find(id) is not { } pair)
        {
            return new ExchangeReply<HistoryPage>.Answer(PageOf([], Passed(cursor, id)), asOf); // Delisted since: its fills are told by nobody any more.
        }

        var parameters = Query.Of(
            ("symbol", id), query, ("fromId", FormattableString.Invariant($"{cursor.Known.GetValueOrDefault(id).Next}")), ("limit", Query.Count(RowsPerPage)));
        var reply = await asker.AskAsync(new VenueCall(endpoint, parameters, credentials), BinanceFills.Read, cancellationToken);
        return reply is ExchangeReply<ImmutableArray<FillRow>>.Failure { Fault.Kind: var kind } && (kind == FaultKind.UnknownSymbol || (isEachOptional && kind == FaultKind.NotAvailable))
            ? new ExchangeReply<HistoryPage>.Answer(PageOf([], Passed(cursor, id)), asOf)
            : reply.Select(rows => PageOf([.. rows.Select(row => map(row, pair.Symbol))], Read(cursor, id, rows)));
    }

    private static SymbolCursor Restore(string? text) =>
        CursorJson.Parse<SymbolCursor>(text) is { Known: not null, Empty: not null, Done: >= 0 } cursor && cursor.Todo is not { IsDefault: true }
            && cursor.Known.Values.All(mark => mark.Next >= 0)
            ? cursor
            : SymbolCursor.Begin;

    private static SymbolCursor Passed(SymbolCursor cursor, string id) => cursor with
    {
        Todo = cursor.Todo!.Value.RemoveAt(0),
        Empty = cursor.Known.ContainsKey(id) ? cursor.Empty : cursor.Empty.Add(id),
        Done = cursor.Done + 1,
    };

    private static SymbolCursor Read(SymbolCursor cursor, string id, ImmutableArray<FillRow> rows)
    {
        if (rows.IsEmpty)
        {
            return Passed(cursor, id);
        }

        var next = Math.Max(cursor.Known.GetValueOrDefault(id).Next, rows.Max(row => row.TradeId) + 1);
        var isStuck = next == cursor.Known.GetValueOrDefault(id).Next; // Rows before what was asked for, again: not asked for ever.
        var (first, last) = (rows.Min(row => row.At).ToUnixTimeMilliseconds(), rows.Max(row => row.At).ToUnixTimeMilliseconds());
        cursor = cursor with
        {
            Known = cursor.Known.SetItem(id, new SymbolMark(next, Math.Max(last, cursor.Known.GetValueOrDefault(id).Last))),
            Empty = cursor.Empty.Remove(id),
            Oldest = cursor.Oldest is { } oldest && oldest <= first ? oldest : first,
        };
        return rows.Length < RowsPerPage || isStuck ? Passed(cursor, id) : cursor with { Done = cursor.Done + 1 };
    }

    /// <summary>What the next walk asks about, most telling first.</summary>
    private SymbolCursor Plan(SymbolCursor cursor, InstrumentList instruments, ImmutableArray<Asset> seen)
    {
        var assets = seen.ToHashSet();
        var candidates = instruments.All
            .Where(pair => assets.Contains(pair.Symbol.Base) && (!areBothSeen || assets.Contains(pair.Symbol.Quote)))
            .OrderByDescending(pair => assets.Contains(pair.Symbol.Quote))
            .ThenBy(pair => pair.Id, StringComparer.Ordinal)
            .Select(pair => pair.Id)
            .Where(id => !cursor.Known.ContainsKey(id) && !cursor.Empty.Contains(id))
            .Take(MostSymbols - Math.Min(MostSymbols, cursor.Known.Count + cursor.Empty.Count));

        var since = (clock.GetUtcNow() - Lately).ToUnixTimeMilliseconds();
        var lately = cursor.Known.Where(each => each.Value.Last >= since).Select(each => each.Key).ToImmutableArray();
        var others = cursor.Known.Where(each => each.Value.Last < since).Select(each => each.Key).Concat(cursor.Empty).Order(StringComparer.Ordinal).ToList();
        var turns = others.Where(id => string.CompareOrdinal(id, cursor.Turned) > 0).Concat(others).Take(Math.Min(TurnsPerWalk, others.Count)).ToList();
        return cursor with { Todo = [.. lately, .. candidates, .. turns], Turned = turns.LastOrDefault() ?? cursor.Turned };
    }

    private static HistoryPage PageOf(ImmutableArray<Domain.Ledger.Transaction> transactions, SymbolCursor cursor)
    {
        var left = cursor.Todo!.Value.Length;
        return new HistoryPage(
            transactions,
            CursorJson.Of(left == 0 ? cursor with { Todo = null } : cursor),
            IsEnd: left == 0,
            new HistoryProgress(cursor.Done, cursor.Done + left, CursorJson.Moment(cursor.Oldest)));
    }
}
