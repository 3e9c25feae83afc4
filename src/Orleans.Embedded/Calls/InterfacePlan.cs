using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>A grain interface: its methods, checked once, and a reference to copy.</summary>
internal sealed class InterfacePlan
{
    private static readonly ConcurrentDictionary<Type, InterfacePlan> Plans = new();

    private readonly FrozenDictionary<MethodInfo, MethodPlan> _methods;
    private readonly GrainReference _prototype;
    private GrainClass? _onlyClass;

    private InterfacePlan(Type type)
    {
        if (!type.IsInterface || !typeof(IAddressable).IsAssignableFrom(type) || type.IsGenericType)
        {
            throw new NotSupportedException($"{type} is not a grain interface; one is an interface, not generic, that inherits "
                + "IGrainWithStringKey or a sibling, or IGrainObserver.");
        }

        Type = type;
        InterfaceType = new GrainInterfaceType(type.FullName!);
        _methods = type.GetInterfaces().Append(type).SelectMany(level => level.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .ToFrozenDictionary(method => method, method => new MethodPlan(method));
        _prototype = (GrainReference)DispatchProxy.Create(type, typeof(GrainReference));
    }

    public Type Type { get; }

    public GrainInterfaceType InterfaceType { get; }

    /// <exception cref="NotTransferableException">A method takes or returns what may not cross a call.</exception>
    /// <exception cref="NotSupportedException">The type is not a grain interface that calls can carry.</exception>
    public static InterfacePlan For(Type type) => Plans.GetOrAdd(type, static type => new InterfacePlan(type));

    /// <summary>The class whose grains have this interface.</summary>
    /// <exception cref="ArgumentException">There is none, or the choice among several is open.</exception>
    public GrainClass ClassFor(string? prefix) =>
        prefix is null ? _onlyClass ??= GrainClasses.Implementing(Type) : GrainClasses.Implementing(Type, prefix);

    public MethodPlan this[MethodInfo method] => _methods[method];

    public GrainReference CreateReference(Silo silo, GrainId target) => _prototype.CopyFor(this, silo, target);
}
