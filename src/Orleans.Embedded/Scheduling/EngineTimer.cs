using Orleans.Embedded.Simulation;

namespace Orleans.Embedded.Scheduling;

/// <summary>Timers of the engine's own. In a simulation nobody is taken to be waiting for them, unlike those that code under test sets.</summary>
internal static class EngineTimer
{
    /// <summary>No clock's timer can be set for much more than a month.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>A timer that is not set yet.</summary>
    public static ITimer Create(TimeProvider clock, TimerCallback callback, object state)
    {
        if (clock is SimulatedClock simulated)
        {
            return simulated.CreateTimer(callback, state, isAwaited: false);
        }

        // A timer must not keep alive, or pass on, what is ambient for the one who happens to set it.
        using var _ = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        return clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock's timestamp after so much time; of times beyond an age, some age away.</summary>
    public static long TimestampAfter(this TimeProvider clock, TimeSpan time) =>
        clock.GetTimestamp() + (long)Math.Min(time.TotalSeconds * clock.TimestampFrequency, long.MaxValue / 2);

    /// <summary>Sets a timer of the clock to fire once, at the timestamp, or after a month if that is sooner.</summary>
    public static void FireAt(this ITimer timer, TimeProvider clock, long timestamp)
    {
        var wait = clock.GetElapsedTime(clock.GetTimestamp(), timestamp);

        // Rounded up to the millisecond timers count in, or it would fire a little early and find nothing due.
        var rounded = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, wait.TotalMilliseconds)));
        timer.Change(rounded < LongestWait ? rounded : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
