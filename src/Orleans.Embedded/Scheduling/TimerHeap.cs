namespace Orleans.Embedded.Scheduling;

/// <summary>What comes due in a <see cref="TimerHeap"/>.</summary>
internal interface ITimed
{
    /// <summary>The last of the heap's settings, the only one that counts; 0 when it is not set. Written by the heap alone.</summary>
    long Setting { get; set; }

    /// <summary>The time of a setting has come. If it was set anew meanwhile, its <see cref="Setting"/> is another by now.</summary>
    void OnDue(long setting);
}

/// <summary>
/// The timers of a silo's grains and reminders, on one timer of the clock, set for the earliest of them. A clock's own timer for each would take four times the
/// memory, and the system's clock walks through all of its timers to find the next. Safe from any thread.
/// </summary>
internal sealed class TimerHeap : IDisposable
{
    private const int Few = 64;

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<ITimed, (long Due, long Setting)> _settings = new();
    private long _armedFor = long.MaxValue;
    private long _lastSetting;
    private int _tidyAt = Few;
    private bool _isDisposed;

    public TimerHeap(TimeProvider clock)
    {
        _clock = clock;
        _timer = EngineTimer.Create(clock, static self => ((TimerHeap)self!).Fire(), this);
    }

    /// <summary>How many settings are kept, those included that no longer count.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _settings.Count;
            }
        }
    }

    /// <summary>Sets it anew, once. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public void Set(ITimed timed, TimeSpan due)
    {
        lock (_gate)
        {
            timed.Setting = 0;
            if (due != Timeout.InfiniteTimeSpan && !_isDisposed)
            {
                timed.Setting = ++_lastSetting;
                _settings.Enqueue(timed, (_clock.TimestampAfter(due), timed.Setting));
            }

            Tidy();
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _settings.Clear();
        }

        _timer.Dispose();
    }

    private void Fire()
    {
        // Nobody shares the list, and what is due may set itself again: only what was due when this began is called.
        var due = new List<(ITimed Timed, long Setting)>();
        lock (_gate)
        {
            var now = _clock.GetTimestamp();
            while (_settings.TryPeek(out var timed, out var at) && (at.Due <= now || IsOutdated(timed, at.Setting)))
            {
                _settings.Dequeue();
                if (!IsOutdated(timed, at.Setting))
                {
                    due.Add((timed, at.Setting));
                }
            }

            _armedFor = long.MaxValue;
            Arm();
        }

        foreach (var (timed, setting) in due)
        {
            timed.OnDue(setting);
        }
    }

    private void Arm()
    {
        if (!_isDisposed && _settings.TryPeek(out _, out var next) && next.Due < _armedFor)
        {
            _armedFor = next.Due;
            _timer.FireAt(_clock, next.Due);
        }
    }

    /// <summary>Drops what no longer counts, each time there is twice as much as the last time.</summary>
    private void Tidy()
    {
        if (_settings.Count > _tidyAt)
        {
            var counting = _settings.UnorderedItems.Where(item => !IsOutdated(item.Element, item.Priority.Setting)).ToList();
            _settings.Clear();
            _settings.EnqueueRange(counting);
            _tidyAt = Math.Max(Few, counting.Count * 2);
        }
    }

    private static bool IsOutdated(ITimed timed, long setting) => timed.Setting != setting;
}
