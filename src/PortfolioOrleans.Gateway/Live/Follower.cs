using System.Buffers;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>One client that follows a portfolio, until it is disposed of.</summary>
internal sealed class Follower(PortfolioFeed feed, EventCursor cursor) : IDisposable
{
    private bool _left;

    public string PortfolioId => feed.PortfolioId;

    /// <summary>Ends when there is something new. To miss nothing, take it before reading.</summary>
    public Task Changed => feed.Changed;

    /// <summary>Writes what comes next; empty when there is nothing yet.</summary>
    public EventBatch Read(IBufferWriter<byte> to) => feed.Read(cursor, to);

    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            feed.Leave();
        }
    }
}
