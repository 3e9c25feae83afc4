namespace PortfolioOrleans.VenueSimulator.Timing;

/// <summary>
/// A clock for who works against the venues' limits and does not want to wait for them. While <see cref="Run"/> carries out some work, time stands still
/// as long as anybody has something to do, and then jumps to the next timer: a minute's pause, or a day of live events, takes no longer than what happens
/// in it. Everything runs on the caller's thread, so the same work goes the same way each time.
/// </summary>
/// <remarks>All waiting has to be on this clock or on venues in process. Work that leaves the thread (a real network, a disk) is not seen as work.</remarks>
public sealed class WeightClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>How long work from outside is waited for when no timer is set.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(JumpTimer Timer, long Setting), (DateTimeOffset Due, long Order)> _due = new();
    private readonly DateTimeOffset _start = start;
    private DateTimeOffset _now = start;
    private long _settings;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Carries out the work, and everything that it awaits, until it is done.</summary>
    /// <exception cref="InvalidOperationException">The work waits for something that no timer brings.</exception>
    public void Run(Func<Task> work)
    {
        var outer = SynchronizationContext.Current;
        using var desk = new WorkDesk();
        SynchronizationContext.SetSynchronizationContext(desk);
        try
        {
            var task = work();
            while (!task.IsCompleted)
            {
                if (!desk.TryDoNext(TimeSpan.Zero) && !FireNext() && !desk.TryDoNext(Patience))
                {
                    throw new InvalidOperationException("The work waits for something that no timer brings.");
                }
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Jumps to the next timer.</summary>
    /// <returns>False: none is set.</returns>
    private bool FireNext()
    {
        JumpTimer timer;
        lock (_gate)
        {
            while (_due.TryPeek(out var outdated, out _) && outdated.Timer.Setting != outdated.Setting)
            {
                _due.Dequeue();
            }

            if (!_due.TryDequeue(out var next, out var at))
            {
                return false;
            }

            (timer, _now) = (next.Timer, at.Due > _now ? at.Due : _now);
            Set(timer, timer.Period);
        }

        timer.Fire();
        return true;
    }

    private void Set(JumpTimer timer, TimeSpan dueTime)
    {
        timer.Setting = ++_settings;
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _due.Enqueue((timer, timer.Setting), (_now + dueTime, timer.Setting));
        }
    }

    private sealed class JumpTimer(WeightClock clock, Action fire) : ITimer
    {
        public TimeSpan Period { get; private set; }

        /// <summary>Settings before this one are void.</summary>
        public long Setting { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                clock.Set(this, dueTime);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
