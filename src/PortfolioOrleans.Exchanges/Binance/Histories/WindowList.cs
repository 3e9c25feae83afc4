using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>What one request of a list is about.</summary>
/// <param name="Since">Included.</param>
/// <param name="Until">Included, too: that is how Binance asks.</param>
/// <param name="Page">From 1.</param>
internal readonly record struct WindowAsked(DateTimeOffset Since, DateTimeOffset Until, int Page)
{
    public string Start => Query.Milliseconds(Since);

    public string End => Query.Milliseconds(Until);

    public string Number => Query.Count(Page);
}

/// <param name="IsFull">There may be more than this in the window.</param>
internal sealed record WindowRows(ImmutableArray<Transaction> Transactions, bool IsFull)
{
    /// <summary>Milliseconds since 1970; null where there is no row.</summary>
    public long? Oldest => Transactions.IsEmpty ? null : Transactions.Min(transaction => transaction.At).ToUnixTimeMilliseconds();

    /// <param name="done">Windows and lists read so far.</param>
    /// <param name="ofAbout">Of how many.</param>
    /// <param name="oldest">The oldest row so far, milliseconds since 1970.</param>
    public HistoryPage ToPage(string cursor, bool isEnd, int done, int ofAbout, long? oldest) =>
        new(Transactions, cursor, isEnd, new HistoryProgress(done, Math.Max(ofAbout, done), CursorJson.Moment(oldest)));
}

/// <summary>One list that is asked by spans of time.</summary>
internal abstract class WindowList
{
    /// <summary>Asks for one page of one window.</summary>
    public abstract Task<ExchangeReply<WindowRows>> AskAsync(
        BinanceAsker asker, ExchangeCredentials credentials, WindowAsked asked, CancellationToken cancellationToken);
}

/// <param name="endpoint">Where it is.</param>
/// <param name="query">How it is asked.</param>
/// <param name="read">Its rows, and whether there are more where the venue says so.</param>
/// <param name="pageSize">Where it does not: so many rows mean that there may be more.</param>
/// <param name="map">What each row comes to.</param>
/// <param name="isOptional">True where the venue may not know such a list for this account, which is as good as an empty one.</param>
internal sealed class WindowList<T>(
    VenueEndpoint endpoint,
    Func<WindowAsked, string> query,
    Func<WireNode, (ImmutableArray<T> Rows, bool? HasMore)> read,
    int pageSize,
    Func<T, IEnumerable<Transaction>> map,
    bool isOptional = false) : WindowList
{
    public WindowList(
        VenueEndpoint endpoint,
        Func<WindowAsked, string> query,
        Func<WireNode, ImmutableArray<T>> read,
        int pageSize,
        Func<T, IEnumerable<Transaction>> map,
        bool isOptional = false)
        : this(endpoint, query, root => (read(root), null), pageSize, map, isOptional)
    {
    }

    public override async Task<ExchangeReply<WindowRows>> AskAsync(
        BinanceAsker asker, ExchangeCredentials credentials, WindowAsked asked, CancellationToken cancellationToken)
    {
        var reply = await asker.AskAsync(new VenueCall(endpoint, query(asked), credentials), read, cancellationToken);
        return isOptional && reply is ExchangeReply<(ImmutableArray<T>, bool?)>.Failure { Fault.Kind: FaultKind.BadRequest }
            ? new ExchangeReply<WindowRows>.Answer(new WindowRows([], IsFull: false), asked.Until)
            : reply.Select(page => new WindowRows([.. page.Rows.SelectMany(map)], page.HasMore ?? page.Rows.Length >= pageSize));
    }
}
