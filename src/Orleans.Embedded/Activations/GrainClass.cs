using System.Reflection;
using Orleans.Concurrency;
using Orleans.Embedded.State;

namespace Orleans.Embedded.Activations;

/// <summary>A grain class: its name in identities, its attributes, and how to construct it.</summary>
internal sealed class GrainClass
{
    private readonly Lazy<ParameterInfo[]> _wanted;
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
        _wanted = new(FindParameters);
        _facets = new(() => [.. _wanted.Value.Where(IsFacet).Select(parameter => new StateFacet(this, parameter))]);
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

    /// <summary>What its constructor takes beside persistent states.</summary>
    public IEnumerable<ParameterInfo> Services => _wanted.Value.Where(parameter => !IsFacet(parameter));

    /// <summary>Constructs a grain in its activation's context, with its persistent states, not read yet.</summary>
    public object Construct(Activation activation, out PersistentState[] states)
    {
        states = _facets.Value.Length == 0 ? [] : [.. _facets.Value.Select(facet => facet.Create(activation))];

        // By reflection: a factory would be compiled for each class, by a library of expressions that nothing else here loads.
        var services = activation.Silo.SharedServices.Suffice(this) ? activation.Silo.Services : activation.ActivationServices;
        return ActivatorUtilities.CreateInstance(services, Type, states);
    }

    private static bool IsFacet(ParameterInfo parameter) => parameter.IsDefined(typeof(PersistentStateAttribute));

    private ParameterInfo[] FindParameters()
    {
        var constructors = Type.GetConstructors();
        var chosen = constructors.FirstOrDefault(each => each.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(each => each.GetParameters().Length)
            ?? throw new InvalidOperationException($"{Type} has no public constructor to activate it with.");
        return chosen.GetParameters();
    }

    private static GrainType ByConvention(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.EndsWith("grain", StringComparison.Ordinal) && name != "grain" ? name[..^"grain".Length] : name);
    }
}
