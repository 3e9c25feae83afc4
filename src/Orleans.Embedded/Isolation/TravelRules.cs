using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;

namespace Orleans.Embedded.Isolation;

/// <summary>
/// What may cross a grain call, a stream or a grain store. It goes by reference, so it must never change; and the same
/// sources must run on Microsoft Orleans, so it must carry the attributes that its serializers are generated from.
/// </summary>
internal static class TravelRules
{
    private static readonly ConcurrentDictionary<Type, string?> Faults = new();

    private static readonly HashSet<Type> Values =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly),
        typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(Int128), typeof(UInt128), typeof(Half), typeof(CancellationToken),
        typeof(ReadOnlyMemory<byte>), typeof(GrainId), typeof(GrainType), typeof(GrainInterfaceType), typeof(IdSpan), typeof(StreamId),
        typeof(GuidId), typeof(SiloAddress), typeof(ActivationId), typeof(GrainAddress),
        typeof(Orleans.Streams.StreamSequenceToken),
    ];

    private static readonly HashSet<Type> Containers =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Concurrency.Immutable<>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>),
    ];

    private static readonly Lazy<Dictionary<Type, Type>> Surrogates = new(FindSurrogates);

    /// <summary>Throws, in the name of <paramref name="where"/>, unless values of the type may travel.</summary>
    /// <exception cref="NotTransferableException">They may not; the message says which type or member stands in the way, and why.</exception>
    public static void Demand(Type type, string where) => Demand(type, where, static where => where);

    /// <inheritdoc cref="Demand(Type, string)"/>
    /// <param name="name">Says where, of <paramref name="subject"/>; asked only when something is wrong, since streams are looked at each time one is named.</param>
    public static void Demand<T>(Type type, T subject, Func<T, string> name)
    {
        if (Faults.GetOrAdd(type, static type => FaultOf(type, [])) is { } fault)
        {
            throw new NotTransferableException($"{name(subject)}: {fault}.");
        }
    }

    /// <summary>Whether a value's own type says more than the declared one, and so has to be looked at when it travels.</summary>
    public static bool IsOpen(Type type) => type is { IsAbstract: true, IsInterface: false };

    private static string? FaultOf(Type type, HashSet<Type> underWay)
    {
        if (Values.Contains(type) || (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint)) || type.IsEnum
            || typeof(Exception).IsAssignableFrom(type) || !underWay.Add(type))
        {
            return null;
        }

        if (typeof(IAddressable).IsAssignableFrom(type))
        {
            return type.IsInterface ? null : $"{NameOf(type)} is a grain; send a reference to it (AsReference)";
        }

        if (type.IsGenericType && Containers.Contains(type.GetGenericTypeDefinition()))
        {
            return FirstFault(type.GetGenericArguments(), underWay);
        }

        if (Surrogates.Value.TryGetValue(type, out var surrogate))
        {
            return FaultOfMembers(type, underWay, isWire: false)
                ?? FaultOfMembers(surrogate, underWay, mayChange: true);
        }

        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return NameOf(type) + (typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
                ? " can be changed after it was sent; use ImmutableArray<T> or another immutable collection"
                : " has no [GenerateSerializer], and no [RegisterConverter] converter stands in for it");
        }

        if (type is { IsAbstract: false, IsValueType: false, IsSealed: false })
        {
            return $"{NameOf(type)} is not sealed, so what travels could be something else";
        }

        return FaultOfMembers(type, underWay)
            ?? (type.IsAbstract ? FirstFault(AppTypes.All.Where(one => one.IsSubclassOf(type) && one is { IsAbstract: false, ContainsGenericParameters: false }), underWay) : null);
    }

    private static string? FirstFault(IEnumerable<Type> types, HashSet<Type> underWay) =>
        types.Select(type => FaultOf(type, underWay)).FirstOrDefault(fault => fault is not null);

    /// <param name="isWire">The type itself is what a serializer is generated for, so every member needs its number and must travel.</param>
    /// <param name="mayChange">It lives only while it is written or read, so it may have setters.</param>
    private static string? FaultOfMembers(Type type, HashSet<Type> underWay, bool isWire = true, bool mayChange = false)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (isWire && !level.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            {
                return $"{NameOf(level)} has no [GenerateSerializer]";
            }

            var ids = new HashSet<uint>();
            foreach (var field in level.GetFields(Own))
            {
                var name = field.Name is ['<', ..] backing ? backing[1..backing.IndexOf('>', StringComparison.Ordinal)] : field.Name;
                var member = $"{NameOf(level)}.{name}";
                if (!mayChange && !field.IsInitOnly)
                {
                    return $"{member} can be set after it was sent; make it init or get only";
                }

                if (!isWire)
                {
                    continue;
                }

                var id = field.GetCustomAttribute<IdAttribute>() ?? level.GetProperty(name, Own)?.GetCustomAttribute<IdAttribute>();
                if (id is null || !ids.Add(id.Id))
                {
                    return id is null ? $"{member} has no [Id]" : $"{member} has the [Id({id.Id})] of another member";
                }

                if (FaultOf(field.FieldType, underWay) is { } fault)
                {
                    return $"{member}: {fault}";
                }
            }
        }

        return null;
    }

    private static Dictionary<Type, Type> FindSurrogates()
    {
        var contracts =
            from converter in AppTypes.All
            where converter.IsDefined(typeof(RegisterConverterAttribute), inherit: false)
            from contract in converter.GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConverter<,>)
            select contract.GetGenericArguments();
        return contracts.ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[]";
        }

        return type.IsGenericType
            ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
