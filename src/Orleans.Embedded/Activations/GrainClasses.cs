namespace Orleans.Embedded.Activations;

/// <summary>The application's grain classes, by name and by interface.</summary>
internal static class GrainClasses
{
    private static readonly Lazy<IReadOnlyList<GrainClass>> Found = new(() =>
        [.. AppTypes.All.Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
            && typeof(IGrainBase).IsAssignableFrom(type) && typeof(IGrain).IsAssignableFrom(type)).Select(type => new GrainClass(type))]);

    private static readonly Lazy<Dictionary<GrainType, GrainClass>> ByType = new(Index);

    private static readonly Lazy<ILookup<Type, GrainClass>> ByInterface = new(() => Found.Value
        .SelectMany(one => one.Type.GetInterfaces(), (one, type) => (one, type))
        .Where(pair => typeof(IAddressable).IsAssignableFrom(pair.type))
        .ToLookup(pair => pair.type, pair => pair.one));

    private static readonly Lazy<ILookup<string, GrainClass>> ByStreamNamespace = new(() => Found.Value
        .SelectMany(one => one.StreamNamespaces, (one, name) => (one, name))
        .ToLookup(pair => pair.name, pair => pair.one, StringComparer.Ordinal));

    public static GrainClass? Find(GrainType type) => ByType.Value.GetValueOrDefault(type);

    public static IEnumerable<GrainClass> SubscribedTo(string streamNamespace) => ByStreamNamespace.Value[streamNamespace];

    /// <summary>The class behind an interface: the only one, or the one named like it, or the one a prefix of whose full name is given.</summary>
    /// <exception cref="ArgumentException">There is none, or more than one; the message lists them.</exception>
    public static GrainClass Implementing(Type type, string? prefix = null)
    {
        var candidates = ByInterface.Value[type]
            .Where(one => prefix is null || one.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal))
            .ToArray();
        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class implements {type}{(prefix is null ? "" : $" with a name that starts with {prefix}")}."),
            _ => candidates.FirstOrDefault(one => prefix is null ? one.Type.Name == type.Name[1..] : one.Type.FullName == prefix)
                ?? throw new ArgumentException($"{type} is implemented by {string.Join(", ", candidates.Select(one => one.Type))}; "
                    + "say which by a prefix of its full name."),
        };
    }

    private static Dictionary<GrainType, GrainClass> Index()
    {
        var clash = Found.Value.GroupBy(one => one.GrainType).FirstOrDefault(group => group.Count() > 1);
        return clash is null
            ? Found.Value.ToDictionary(one => one.GrainType)
            : throw new InvalidOperationException($"{string.Join(" and ", clash.Select(one => one.Type))} have the same grain type "
                + $"\"{clash.Key}\"; give one of them a [GrainType].");
    }
}
