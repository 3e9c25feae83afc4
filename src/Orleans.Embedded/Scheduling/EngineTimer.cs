using Orleans.Embedded.Simulation;

namespace Orleans.Embedded.Scheduling;

/// <summary>Timers of the engine's own. In a simulation nobody is taken to be waiting for them, unlike those that code under test sets.</summary>
internal static class EngineTimer
{
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
}
