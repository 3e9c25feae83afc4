using System.Buffers;
using System.Text.Json;
using PortfolioOrleans.Contracts.Portfolios;

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

/// <summary>
/// The last events of a portfolio, without a gap, oldest first, written for those who may see the same of them. Their bytes are kept together, so that an event that comes and one that
/// goes leave nothing to collect. Not safe for several threads; its feed guards it.
/// </summary>
internal sealed class EventWindow(JsonSerializerOptions json)
{
    private readonly ByteQueue _bytes = new();
    private readonly List<Kept> _events = [];
    private DateTimeOffset _lastTime;

    /// <summary>Number of the last event; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>Number of the oldest event that is kept.</summary>
    public long First => Last - _events.Count + 1;

    public long NewestSnapshot { get; private set; }

    public bool IsEmpty => _events.Count == 0;

    /// <summary>Grows when the portfolio begins to count anew: the same number may then mean another event.</summary>
    public int Numbering { get; private set; }

    /// <summary>An old number at a later time than all that is known can only come from a portfolio that lost its count.</summary>
    public Placement Place(long seq, DateTimeOffset time) =>
        seq == Last + 1 ? Placement.Next
        : seq <= Last && time <= _lastTime ? Placement.Known
        : Placement.Elsewhere;

    /// <param name="happened">The one that follows.</param>
    public void Append(PortfolioEvent happened)
    {
        var frame = EventFrame.Of(happened, json);
        _bytes.Append(frame);
        _events.Add(new Kept(_bytes.End - frame.Length, frame.Length));
        (Last, _lastTime) = (happened.Sequence, happened.Time);
        if (happened.Kind == PortfolioEventKind.SnapshotUpdated)
        {
            NewestSnapshot = Last;
        }
    }

    /// <summary>Begins again, behind a gap that cannot be filled or in a new numbering.</summary>
    /// <param name="happened">Without a gap; the first is a snapshot.</param>
    public void Restart(IReadOnlyList<PortfolioEvent> happened)
    {
        if (happened[^1].Sequence <= Last)
        {
            Numbering++;
        }

        _events.Clear();
        _bytes.Drop(_bytes.Length);
        foreach (var one in happened)
        {
            Append(one);
        }
    }

    /// <summary>Drops the oldest beyond these limits, but never the newest snapshot and what follows it.</summary>
    public void Trim(int mostEvents, long mostBytes)
    {
        var drop = 0;
        while (First + drop < NewestSnapshot && (_events.Count - drop > mostEvents || _bytes.Length > mostBytes))
        {
            _bytes.Drop(_events[drop++].Length);
        }

        _events.RemoveRange(0, drop);
    }

    /// <summary>Copies events after a number that is kept or the one before, oldest first, as Server-Sent Events.</summary>
    /// <param name="enough">Where so many bytes are written nothing is added.</param>
    /// <returns>How many events were copied.</returns>
    public int CopyAfter(long seq, int most, int enough, IBufferWriter<byte> to)
    {
        var (next, bytes) = ((int)(seq + 1 - First), 0);
        var end = Math.Min(next + most, _events.Count);
        var copied = 0;
        for (; next < end && bytes < enough; next++)
        {
            _bytes.CopyTo(to, _events[next].Start, _events[next].Length);
            bytes += _events[next].Length;
            copied++;
        }

        return copied;
    }

    /// <param name="Start">Where it begins among the bytes.</param>
    private readonly record struct Kept(long Start, int Length);
}
