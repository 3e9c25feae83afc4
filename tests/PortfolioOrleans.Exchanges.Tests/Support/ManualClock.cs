namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>A clock that stands still until it is moved. Its timers fire on the thread that moves it.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _oneAtATime = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = start;

    public static ManualClock AtNoon() => new(Noon);

    public static DateTimeOffset Noon { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var until = _now + by;
        while (NextDue() is { } due && due <= until)
        {
            FireUntil(due);
        }

        _now = until;
    }

    /// <summary>Finishes what was begun, moving time to whatever it waits for.</summary>
    public T Finish<T>(Func<Task<T>> work)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var task = work();
            var waitingSince = Environment.TickCount64;
            while (!task.IsCompleted)
            {
                if (NextDue() is { } due)
                {
                    FireUntil(due);
                    waitingSince = Environment.TickCount64;
                }
                else
                {
                    // Nothing is due: another thread is still on its way here.
                    Assert.True(Environment.TickCount64 - waitingSince < 10_000, "The work waits for something that no clock brings.");
                    ((IAsyncResult)task).AsyncWaitHandle.WaitOne(1);
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>When the next timer fires; null while none is set.</summary>
    public DateTimeOffset? NextDue()
    {
        lock (_oneAtATime)
        {
            return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);
        }
    }

    private void FireUntil(DateTimeOffset due)
    {
        Timer[] fired;
        lock (_oneAtATime)
        {
            _now = due > _now ? due : _now;
            fired = [.. _timers.Where(timer => timer.Due <= _now)];
            _timers.RemoveAll(fired.Contains);
        }

        foreach (var timer in fired)
        {
            timer.Fire();
        }
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._oneAtATime)
            {
                clock._timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
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
