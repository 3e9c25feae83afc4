namespace Orleans
{
    /// <summary>The grain's type in identities, where the name of its class will not do.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class GrainTypeAttribute(string grainType) : Attribute
    {
        private readonly GrainType _grainType = GrainType.Create(grainType);

        public GrainType GetGrainType(IServiceProvider? services, Type? type) => _grainType;
    }

    /// <summary>How long callers wait for the method, in place of the silo's response timeout.</summary>
    /// <param name="timeout">A <see cref="TimeSpan"/> as text, such as <c>00:00:05</c>.</param>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
    {
        public TimeSpan? Timeout { get; set; } = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The class is never collected for being idle.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class KeepAliveAttribute : Attribute;

    /// <summary>How long an activation of the class may be idle before it is collected. The parts add up.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public class CollectionAgeLimitAttribute : Attribute
    {
        public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

        private readonly TimeSpan _inactivityPeriod;

        public CollectionAgeLimitAttribute()
        {
        }

        public CollectionAgeLimitAttribute(string inactivityPeriod) =>
            _inactivityPeriod = TimeSpan.Parse(inactivityPeriod, System.Globalization.CultureInfo.InvariantCulture);

        public double Days { get; set; }

        public double Hours { get; set; }

        public double Minutes { get; set; }

        public bool AlwaysActive { get; set; }

        public TimeSpan AgeLimit => AlwaysActive
            ? Timeout.InfiniteTimeSpan
            : _inactivityPeriod + TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
    }
}

namespace Orleans.Concurrency
{
    /// <summary>The method may start whatever else the grain is doing, and others may start beside it.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>The method may run beside other methods that only read.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>The caller does not wait, and never learns how the call went.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;

    /// <summary>Calls to the class interleave freely, a turn at a time.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>The class keeps no identity of its own: several activations share the calls to one id.</summary>
    /// <param name="maxLocalWorkers">How many at most; one for each processor unless said.</param>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StatelessWorkerAttribute(int maxLocalWorkers) : Placement.PlacementAttribute
    {
        public StatelessWorkerAttribute() : this(Environment.ProcessorCount)
        {
        }

        internal int MaxLocalWorkers => maxLocalWorkers;
    }

    /// <summary>A value whose sender promises never to change it again.</summary>
    public readonly struct Immutable<T>(T value)
    {
        public readonly T Value = value;
    }
}

namespace Orleans.Placement
{
    /// <summary>Where a class is activated. There is one place here, so all but <c>StatelessWorker</c> are without effect.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class PlacementAttribute : Attribute
    {
        private protected PlacementAttribute()
        {
        }
    }

    public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute;

    public sealed class HashBasedPlacementAttribute : PlacementAttribute;

    public sealed class PreferLocalPlacementAttribute : PlacementAttribute;

    public sealed class RandomPlacementAttribute : PlacementAttribute;

    public sealed class ResourceOptimizedPlacementAttribute : PlacementAttribute;
}
