using System.Text;
using System.Threading.Channels;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Sockets;

/// <summary>
/// One connection's state, without the connection: it takes texts and moments in, and puts frames out. Whoever holds the real socket carries the
/// frames. Used under the world's lock, except for reading <see cref="Frames"/>.
/// </summary>
internal abstract class SocketSession(VenueContext context, string path)
{
    /// <summary>A client this far behind is disconnected, as the venues do.</summary>
    private const int MaxBacklog = 10_000;

    /// <summary>Seconds; 24 hours.</summary>
    public const int UsualLifetime = 86_400;

    private readonly Channel<SocketFrame> _frames = Channel.CreateBounded<SocketFrame>(new BoundedChannelOptions(MaxBacklog) { SingleReader = true });
    private readonly DateTimeOffset _openedAt = context.Now;
    private byte[]? _held;
    private DateTimeOffset? _closesAt;

    /// <summary>For control orders: "binance-7".</summary>
    public string Id { get; } = $"{context.Venue.ToString().ToLowerInvariant()}-{++context.Connections}";

    public DateTimeOffset OpenedAt => _openedAt;

    /// <summary>What it listens to, for who looks at it from outside.</summary>
    public abstract IReadOnlyList<string> Listening { get; }

    /// <summary>Whose private news it carries; keys.</summary>
    public abstract IReadOnlyList<string> Keys { get; }

    public ChannelReader<SocketFrame> Frames => _frames.Reader;

    /// <summary>How often the server pings and how long it waits for the answer; infinite: it does not.</summary>
    public virtual (TimeSpan Every, TimeSpan Patience) Ping => (Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    protected VenueContext Context => context;

    public string Path => path;

    /// <summary>Last time anything went either way.</summary>
    protected DateTimeOffset LastFrameAt { get; private set; } = context.Now;

    public void Receive(string text)
    {
        LastFrameAt = context.Now;
        Handle(text);
    }

    /// <summary>Once a second, and when prices are changed by hand: pushes what is new.</summary>
    public void Tick()
    {
        if (_held is { } late)
        {
            _held = null;
            Send(late); // Nothing came that it could have been swapped with.
        }

        if (context.Now >= _closesAt || context.Now - _openedAt >= TimeSpan.FromSeconds(context.Limits.Of(context.Venue, "socket_lifetime", UsualLifetime)))
        {
            Close(1001, "connection lifetime is over");
            return;
        }

        Pulse();
    }

    public virtual void Observe(AccountChange change)
    {
    }

    /// <summary>The venue says that it is about to close this connection.</summary>
    public abstract void AnnounceShutdown();

    /// <summary>Closes it by itself later.</summary>
    public void CloseIn(TimeSpan pause) => _closesAt = context.Now + pause;

    public void Close(int status, string reason)
    {
        _frames.Writer.TryWrite(new SocketFrame.Close(status, reason));
        _frames.Writer.TryComplete();
    }

    public void Abort()
    {
        _frames.Writer.TryWrite(new SocketFrame.Abort());
        _frames.Writer.TryComplete();
    }

    protected abstract void Handle(string text);

    protected abstract void Pulse();

    /// <summary>An answer to something the client sent.</summary>
    protected void Reply(object message) => Reply(WireJson.Text(message));

    protected void Reply(string text)
    {
        if (context.Faults.Peek(FaultKind.SilentSockets, context.Venue, path, socket: Id) is null)
        {
            Send(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>News. This is what event faults meddle with.</summary>
    /// <param name="key">The API key of the account it is about; null for market data.</param>
    protected void Push(object message, string? key = null)
    {
        if (context.Faults.Peek(FaultKind.SilentSockets, context.Venue, path, key, Id) is not null
            || context.Faults.Take(FaultKind.DropEvents, context.Venue, path, key, Id) is not null)
        {
            return;
        }

        var bytes = WireJson.Bytes(message);
        if (_held is { } earlier)
        {
            _held = null;
            Send(bytes);
            Send(earlier);
            return;
        }

        if (context.Faults.Take(FaultKind.ReorderEvents, context.Venue, path, key, Id) is not null)
        {
            _held = bytes;
            return;
        }

        Send(bytes);
        if (context.Faults.Take(FaultKind.DuplicateEvents, context.Venue, path, key, Id) is not null)
        {
            Send(bytes);
        }
    }

    private void Send(byte[] message)
    {
        LastFrameAt = context.Now;
        if (!_frames.Writer.TryWrite(new SocketFrame.Text(message)))
        {
            _frames.Writer.TryComplete(); // Too slow: the reader finds the end after what is queued.
        }
    }
}
