namespace Orleans.Embedded.Simulation;

/// <summary>
/// A clock that stands still until it is moved. Timers made by it, and so <c>Task.Delay</c>, <c>WaitAsync</c> and
/// cancellation after a time, fire while it moves, in the order they are due. Safe from any thread.
/// </summary>
public sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(Timer Timer, long Setting), (long Due, long Order)> _settings = new();
    private readonly DateTimeOffset _start = start.ToUniversalTime();
    private long _now; // Ticks since the start.
    private long _lastSetting;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _now));

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, isAwaited: true);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, and runs the callbacks that come due on the way, here and now, each at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetTimestamp() + by.Ticks;
        while (TryFireNext(until))
        {
            // One at a time: a callback may set timers that come due on the way as well.
        }

        Volatile.Write(ref _now, until);
    }

    /// <summary>A timer not set yet; <paramref name="isAwaited"/> when some turn is taken to wait for it.</summary>
    internal ITimer CreateTimer(TimerCallback callback, object? state, bool isAwaited) => new Timer(this, callback, state, isAwaited);

    /// <summary>Moves to the next timer that is due no later than <paramref name="until"/>, and fires it.</summary>
    /// <returns>False when there is none; the clock has not moved then.</returns>
    internal bool TryFireNext(long until)
    {
        Timer timer;
        lock (_gate)
        {
            while (_settings.TryPeek(out var outdated, out _) && outdated.Timer.Setting != outdated.Setting)
            {
                _settings.Dequeue();
            }

            if (!_settings.TryPeek(out var next, out var at) || at.Due > until)
            {
                return false;
            }

            _settings.Dequeue();
            timer = next.Timer;
            Volatile.Write(ref _now, Math.Max(_now, at.Due));
            Set(timer, timer.Period);
        }

        timer.Fire();
        return true;
    }

    private void Set(Timer timer, TimeSpan due)
    {
        lock (_gate)
        {
            timer.Setting = ++_lastSetting;
            timer.IsSet = due != Timeout.InfiniteTimeSpan;
            if (timer.IsSet)
            {
                _settings.Enqueue((timer, timer.Setting), (_now + due.Ticks, timer.Setting));
            }
        }
    }

    private sealed class Timer(SimulatedClock clock, TimerCallback callback, object? state, bool isAwaited) : ITimer
    {
        // The one whose turn it was: it waits, and if its silo crashes, the callback must not run.
        private readonly TurnQueue? _owner = TurnQueue.Current;
        private bool _isWaitedFor;

        public long Setting { get; set; }

        public bool IsSet { get; set; }

        public TimeSpan Period { get; private set; } = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
            clock.Set(this, dueTime);
            ObserveWait();
            return true;
        }

        public void Fire()
        {
            ObserveWait();
            if (_owner is not { Runner.IsDead: true })
            {
                callback(state);
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void ObserveWait()
        {
            if (isAwaited && _owner is { } owner && _isWaitedFor != IsSet)
            {
                _isWaitedFor = IsSet;
                owner.Runner.Observe(owner, IsSet ? TurnEvent.WaitBegan : TurnEvent.WaitEnded);
            }
        }
    }
}
