namespace PortfolioOrleans.Exchanges.Gate;

public enum BreakerState
{
    /// <summary>All requests go.</summary>
    Closed,

    /// <summary>None goes.</summary>
    Open,

    /// <summary>One goes, to see whether the host is back.</summary>
    HalfOpen,
}

/// <summary>
/// Leaves a host alone after it failed several times in a row, longer each time it fails again, and lets one request at a time find out whether it is back.
/// Not for concurrent use.
/// </summary>
public sealed class CircuitBreaker(GateOptions options)
{
    private int _faults;
    private int _openings;
    private DateTimeOffset? _openUntil;
    private DateTimeOffset? _probeUntil;

    public BreakerState StateAt(DateTimeOffset now) => _openUntil switch
    {
        null => BreakerState.Closed,
        { } until when until > now => BreakerState.Open,
        _ => BreakerState.HalfOpen,
    };

    /// <summary>How long to wait before asking again; null when a request may go now.</summary>
    public TimeSpan? RefusalAt(DateTimeOffset now) => StateAt(now) switch
    {
        BreakerState.Open => _openUntil - now,
        BreakerState.HalfOpen when _probeUntil > now => Shorter(_probeUntil.Value - now, options.FirstOpen),
        _ => null,
    };

    /// <summary>Notes that a request went. The first one past an open time is the probe.</summary>
    public void Enter(DateTimeOffset now)
    {
        if (StateAt(now) == BreakerState.HalfOpen)
        {
            _probeUntil = now + options.ProbePatience;
        }
    }

    /// <summary>The host answered, whatever it said.</summary>
    public void Answered()
    {
        _faults = 0;
        _openings = 0;
        _openUntil = null;
        _probeUntil = null;
    }

    /// <summary>The host failed.</summary>
    public void Failed(DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case BreakerState.Closed when ++_faults >= options.FaultsToOpen:
            case BreakerState.HalfOpen:
                Open(now);
                break;
        }
    }

    /// <summary>A request that went was given up before the host could say anything.</summary>
    public void Abandoned() => _probeUntil = null;

    private void Open(DateTimeOffset now)
    {
        // Doubled without a shift, which would overflow after a long outage.
        var open = options.FirstOpen * Math.Pow(2d, Math.Min(_openings, 30));
        _openings++;
        _faults = 0;
        _openUntil = now + Shorter(open, options.LongestOpen);
        _probeUntil = null;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
