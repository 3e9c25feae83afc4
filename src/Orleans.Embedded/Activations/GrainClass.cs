using System.Reflection;
using Orleans.Concurrency;
using Orleans.Embedded.State;

namespace Orleans.Embedded.Activations;

/// <summary>A grain class: its name in identities, its attributes, and how to construct it.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<(ObjectFactory Construct, StateFacet[] Facets)> _constructor;

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
        _constructor = new(FindConstructor);
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
        var (construct, facets) = _constructor.Value;
        states = facets.Length == 0 ? [] : [.. facets.Select(facet => facet.Create(activation))];
        return construct(activation.ActivationServices, states);
    }

    private (ObjectFactory, StateFacet[]) FindConstructor()
    {
        var constructors = Type.GetConstructors();
        var chosen = constructors.FirstOrDefault(each => each.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(each => each.GetParameters().Length)
            ?? throw new InvalidOperationException($"{Type} has no public constructor to activate it with.");
        var facets = chosen.GetParameters()
            .Where(parameter => parameter.IsDefined(typeof(PersistentStateAttribute)))
            .Select(parameter => new StateFacet(this, parameter))
            .ToArray();
        return (ActivatorUtilities.CreateFactory(Type, [.. facets.Select(facet => facet.ParameterType)]), facets);
    }

    private static GrainType ByConvention(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.EndsWith("grain", StringComparison.Ordinal) && name != "grain" ? name[..^"grain".Length] : name);
    }
}
