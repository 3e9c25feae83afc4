namespace PortfolioOrleans.Gateway.Live;

/// <summary>Where an event belongs that arrives at a window.</summary>
internal enum Placement
{
    /// <summary>It is there already.</summary>
    Known,

    /// <summary>It is the one that follows.</summary>
    Next,

    /// <summary>Others are missing before it, or the portfolio counts anew.</summary>
    Elsewhere,
}

/// <summary>The last events of a portfolio, without a gap, oldest first. Not safe for several threads; its feed guards it.</summary>
internal sealed class EventWindow
{
    private readonly List<EventFrame> _frames = [];
    private long _bytes;
    private int _newestSnapshot; // Index into the frames.

    /// <summary>Number of the last event; 0 before the first.</summary>
    public long Last => _frames.Count == 0 ? 0 : _frames[^1].Seq;

    /// <summary>Number of the oldest event that is kept.</summary>
    public long First => _frames.Count == 0 ? 1 : _frames[0].Seq;

    public long NewestSnapshot => _frames[_newestSnapshot].Seq;

    public bool IsEmpty => _frames.Count == 0;

    /// <summary>Grows when the portfolio begins to count anew: the same number may then mean another event.</summary>
    public int Numbering { get; private set; }

    /// <summary>An old number at a later time than all that is known can only come from a portfolio that lost its count.</summary>
    public Placement Place(long seq, DateTimeOffset time) =>
        seq == Last + 1 ? Placement.Next
        : seq <= Last && time <= _frames[^1].Time ? Placement.Known
        : Placement.Elsewhere;

    /// <param name="frame">The one that follows.</param>
    public void Append(EventFrame frame)
    {
        _frames.Add(frame);
        _bytes += frame.Bytes.Length;
        if (frame.IsSnapshot)
        {
            _newestSnapshot = _frames.Count - 1;
        }
    }

    /// <summary>Begins again, behind a gap that cannot be filled or in a new numbering.</summary>
    /// <param name="frames">Without a gap; the first is a snapshot.</param>
    public void Restart(IReadOnlyList<EventFrame> frames)
    {
        if (frames[^1].Seq <= Last)
        {
            Numbering++;
        }

        _frames.Clear();
        _bytes = 0;
        foreach (var frame in frames)
        {
            Append(frame);
        }
    }

    /// <summary>Drops the oldest beyond these limits, but never the newest snapshot and what follows it.</summary>
    public void Trim(int mostEvents, long mostBytes)
    {
        var drop = 0;
        while (drop < _newestSnapshot && (_frames.Count - drop > mostEvents || _bytes > mostBytes))
        {
            _bytes -= _frames[drop].Bytes.Length;
            drop++;
        }

        _frames.RemoveRange(0, drop);
        _newestSnapshot -= drop;
    }

    /// <summary>The events after a number that is kept or the one before, oldest first.</summary>
    public EventFrame[] After(long seq, int most)
    {
        var start = (int)(seq + 1 - First);
        return [.. _frames.GetRange(start, Math.Min(most, _frames.Count - start))];
    }
}
