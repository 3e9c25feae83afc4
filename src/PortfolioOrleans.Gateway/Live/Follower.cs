namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One client's place in a portfolio's events. It has no queue of its own: it reads from the window that all share, and when it has fallen too far behind it
/// is moved to the newest snapshot.
/// </summary>
internal sealed class Follower(PortfolioFeed feed, EventWindow window, long? after, int mostBehind) : IDisposable
{
    private const int BatchSize = 16;

    private long? _position = after; // The last event it got; null before its first snapshot.
    private int _numbering = window.Numbering;
    private bool _caughtUp; // A client that comes back may be far behind; one that was up to date may not.
    private bool _left;

    public string PortfolioId => feed.PortfolioId;

    /// <summary>Ends when there is something new. To miss nothing, take it before reading.</summary>
    public Task Changed => feed.Changed;

    /// <summary>What comes next; empty when there is nothing yet.</summary>
    public EventBatch Read() => feed.Read(this);

    /// <summary>Only the feed calls this, with its lock held.</summary>
    public EventBatch ReadWindow()
    {
        if (window.IsEmpty)
        {
            return EventBatch.Empty;
        }

        var reset = _position is { } position ? FindReset(position) : null;
        if (_position is null || reset is not null)
        {
            _position = window.NewestSnapshot - 1;
        }

        var frames = window.After(_position.Value, BatchSize);
        _position = frames.Length > 0 ? frames[^1].Seq : _position;
        _numbering = window.Numbering;
        _caughtUp |= _position == window.Last;
        return new EventBatch(reset, frames);
    }

    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            feed.Leave();
        }
    }

    private StreamReset? FindReset(long position)
    {
        var to = window.NewestSnapshot - 1;
        return _numbering != window.Numbering || position > window.Last ? new StreamReset(1, to, ResetReason.Renumbered)
            : position < window.First - 1 ? new StreamReset(position + 1, to, ResetReason.NotKept)
            : _caughtUp && window.Last - position > mostBehind && to > position ? new StreamReset(position + 1, to, ResetReason.TooSlow)
            : null;
    }
}

/// <param name="Reset">Told before the frames, where events are left out before them.</param>
internal readonly record struct EventBatch(StreamReset? Reset, EventFrame[] Frames)
{
    public static EventBatch Empty { get; } = new(null, []);

    public bool IsEmpty => Frames.Length == 0;
}
