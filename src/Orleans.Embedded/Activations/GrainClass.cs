using System.Reflection;
using Orleans.Concurrency;
using Orleans.Embedded.State;

namespace Orleans.Embedded.Activations;

/// <summary>A grain class: its name in identities, its attributes, and how to construct it.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<StateFacet[]> _facets;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(null, null) ?? ByConvention(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        MaxLocalWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        AgeLimit = type.IsDefined(typeof(KeepAliveAttribute))
            ? Timeout.InfiniteTimeSpan
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit;
        StreamNamespaces = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(each => each.StreamNamespace)];
        _facets = new(FindFacets);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>How many activations share one id; 0 for an ordinary grain, which has one.</summary>
    public int MaxLocalWorkers { get; }

    /// <summary>How long it may be idle, where the class itself says; infinite for <see cref="KeepAliveAttribute"/>.</summary>
    public TimeSpan? AgeLimit { get; }

    /// <summary>The stream namespaces whose every stream has a subscriber of this class.</summary>
    public string[] StreamNamespaces { get; }

    /// <summary>Constructs a grain in its activation's context, with its persistent states, not read yet.</summary>
    public object Construct(Activation activation, out PersistentState[] states)
    {
        states = _facets.Value.Length == 0 ? [] : [.. _facets.Value.Select(facet => facet.Create(activation))];

        // By reflection: a factory would be compiled for each class, by a library of expressions that nothing else here loads.
        return ActivatorUtilities.CreateInstance(activation.ActivationServices, Type, states);
    }

    private StateFacet[] FindFacets()
    {
        var constructors = Type.GetConstructors();
        var chosen = constructors.FirstOrDefault(each => each.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(each => each.GetParameters().Length)
            ?? throw new InvalidOperationException($"{Type} has no public constructor to activate it with.");
        return
        [
            .. chosen.GetParameters()
                .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))
                .Select(parameter => new StateFacet(this, parameter)),
        ];
    }

    private static GrainType ByConvention(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.EndsWith("grain", StringComparison.Ordinal) && name != "grain" ? name[..^"grain".Length] : name);
    }
}
