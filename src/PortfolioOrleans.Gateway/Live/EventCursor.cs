namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One client's place in a window that all clients share. It needs no queue of its own: a client that has fallen too far behind is moved to the newest
/// snapshot. Guarded as the window is.
/// </summary>
/// <param name="after">The last event the client has; null to start with the newest snapshot.</param>
/// <param name="mostBehind">How many events a client that was up to date may fall behind.</param>
internal sealed class EventCursor(EventWindow window, long? after, int mostBehind)
{
    private const int BatchSize = 16;

    private long? _position = after;
    private int _numbering = window.Numbering;
    private bool _wasUpToDate; // One that comes back may be as far behind as the window reaches.

    /// <summary>What comes next; empty when there is nothing yet.</summary>
    public EventBatch Read()
    {
        if (window.IsEmpty)
        {
            return EventBatch.Empty;
        }

        var reset = _position is { } position ? FindReset(position) : null;
        var start = reset is null && _position is { } kept ? kept : window.NewestSnapshot - 1;
        var frames = window.After(start, BatchSize);

        _position = start + frames.Length;
        _numbering = window.Numbering;
        _wasUpToDate |= _position == window.Last;
        return new EventBatch(reset, frames);
    }

    private StreamReset? FindReset(long position)
    {
        var to = window.NewestSnapshot - 1;
        return _numbering != window.Numbering || position > window.Last ? new StreamReset(1, to, ResetReason.Renumbered)
            : position < window.First - 1 ? new StreamReset(position + 1, to, ResetReason.NotKept)
            : _wasUpToDate && window.Last - position > mostBehind && to > position ? new StreamReset(position + 1, to, ResetReason.TooSlow)
            : null;
    }
}

/// <param name="Reset">Told before the frames, where events are left out before them.</param>
internal readonly record struct EventBatch(StreamReset? Reset, EventFrame[] Frames)
{
    public static EventBatch Empty { get; } = new(null, []);

    public bool IsEmpty => Frames.Length == 0;
}
