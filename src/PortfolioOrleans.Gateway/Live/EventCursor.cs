using System.Buffers;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One client's place in a window that all clients share. It needs no queue of its own: a client that has fallen too far behind is moved to the newest
/// snapshot. Guarded as the window is.
/// </summary>
/// <param name="after">The last event the client has; null to start with the newest snapshot.</param>
/// <param name="mostBehind">How many events a client that was up to date may fall behind.</param>
internal sealed class EventCursor(EventWindow window, long? after, int mostBehind)
{
    private const int MostAtOnce = 16;
    private const int EnoughBytes = 32_768;

    private long? _position = after;
    private int _numbering = window.Numbering;
    private bool _wasUpToDate; // One that comes back may be as far behind as the window reaches.

    /// <summary>Copies what comes next, unless events are left out before it: that is told first, and alone.</summary>
    public EventBatch Read(IBufferWriter<byte> to)
    {
        if (window.IsEmpty)
        {
            return EventBatch.Empty;
        }

        if (_position is { } position && FindReset(position) is { } reset)
        {
            (_position, _numbering) = (reset.To, window.Numbering);
            return new EventBatch(reset, 0);
        }

        var start = _position ?? window.NewestSnapshot - 1;
        var count = window.CopyAfter(start, MostAtOnce, EnoughBytes, to);
        (_position, _numbering) = (start + count, window.Numbering);
        _wasUpToDate |= _position == window.Last;
        return new EventBatch(null, count);
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

/// <param name="Reset">Events that are left out before what comes next.</param>
/// <param name="Count">How many events are in it.</param>
internal readonly record struct EventBatch(StreamReset? Reset, int Count)
{
    public static EventBatch Empty { get; } = new(null, 0);

    public bool IsEmpty => Reset is null && Count == 0;
}
