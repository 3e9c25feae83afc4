namespace Orleans.Runtime
{
    /// <summary>A timer of one activation. Disposing it cancels the token its callback holds.</summary>
    public interface IGrainTimer : IDisposable
    {
        /// <summary>Sets it anew. During a tick, that counts from the tick's end.</summary>
        void Change(TimeSpan dueTime, TimeSpan period);
    }

    /// <summary>When a timer ticks, and as what.</summary>
    public readonly struct GrainTimerCreationOptions
    {
        public GrainTimerCreationOptions()
        {
        }

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) => (DueTime, Period) = (dueTime, period);

        /// <summary>From now to the first tick; infinite for a timer that waits to be changed.</summary>
        public required TimeSpan DueTime { get; init; }

        /// <summary>From the end of a tick to the next; infinite for a single tick.</summary>
        public required TimeSpan Period { get; init; }

        /// <summary>Ticks run beside whatever else the grain does. Default: they wait for their turn like a call.</summary>
        public bool Interleave { get; init; }

        /// <summary>Ticks count as use, so that the grain is not collected as idle. Default: they do not.</summary>
        public bool KeepAlive { get; init; }
    }
}

namespace Orleans
{
    /// <summary>What a grain does to itself.</summary>
    public static class GrainBaseExtensions
    {
        /// <inheritdoc cref="Grain.DeactivateOnIdle"/>
        public static void DeactivateOnIdle(this IGrainBase grain) => grain.GrainContext.Deactivate(
            new DeactivationReason(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

        /// <exception cref="InvalidOperationException">This is not one of the grain's own turns.</exception>
        public static IGrainTimer RegisterGrainTimer<TState>(
            this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
            Register(grain, callback, token => callback(state, token), options);

        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
            Register(grain, callback, callback, options);

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options) =>
            Register(grain, callback, _ => callback(), options);

        public static IGrainTimer RegisterGrainTimer<TState>(
            this IGrainBase grain, Func<TState, Task> callback, TState state, GrainTimerCreationOptions options) =>
            Register(grain, callback, _ => callback(state), options);

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer(
            this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer<TState>(
            this IGrainBase grain, Func<TState, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));

        public static IGrainTimer RegisterGrainTimer<TState>(
            this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, TimeSpan dueTime, TimeSpan period) =>
            grain.RegisterGrainTimer(callback, state, new GrainTimerCreationOptions(dueTime, period));

        private static Embedded.Timers.GrainTimer Register(
            IGrainBase grain, Delegate callback, Func<CancellationToken, Task> tick, GrainTimerCreationOptions options)
        {
            ArgumentNullException.ThrowIfNull(callback);
            return grain.GrainContext is Embedded.Activations.Activation activation && RuntimeContext.Current == activation
                ? new Embedded.Timers.GrainTimer(activation, callback.Method.Name, tick, options)
                : throw new InvalidOperationException("A grain timer is registered in a turn of its grain.");
        }
    }
}
