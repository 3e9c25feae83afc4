using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A grain, or an observer, as others hold it: who it is and how to call it. Equal to every other reference to the same.</summary>
public class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    private InterfacePlan _interface = null!;
    private Silo _silo = null!;

    public GrainId GrainId { get; private set; }

    public GrainInterfaceType InterfaceType => _interface.InterfaceType;

    public string InterfaceName => _interface.Type.Name;

    public bool Equals(GrainReference? other) => other is not null && other.GrainId == GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);

    internal object Cast(Type interfaceType) => interfaceType.IsInstanceOfType(this)
        ? this
        : InterfacePlan.For(interfaceType).CreateReference(_silo, GrainId);

    /// <summary>A reference by copying: making one anew costs a search through generated types each time.</summary>
    internal GrainReference CopyFor(InterfacePlan plan, Silo silo, GrainId target)
    {
        var copy = (GrainReference)MemberwiseClone();
        (copy._interface, copy._silo, copy.GrainId) = (plan, silo, target);
        return copy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var plan = _interface[targetMethod!];
        return plan.Shape.Send(_silo, GrainId, plan, args!);
    }
}
