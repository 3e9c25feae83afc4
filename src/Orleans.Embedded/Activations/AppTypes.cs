using System.Reflection;

namespace Orleans.Embedded.Activations;

/// <summary>The application's types, found once for the process: every loaded or referenced assembly that references this one.</summary>
internal static class AppTypes
{
    private static readonly Lazy<IReadOnlyList<Type>> Found = new(() => [.. Assemblies().SelectMany(TypesOf)]);

    public static IReadOnlyList<Type> All => Found.Value;

    private static IEnumerable<Assembly> Assemblies()
    {
        var engine = typeof(AppTypes).Assembly;
        var pending = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        var seen = pending.Select(assembly => assembly.GetName().Name).ToHashSet();
        var relevant = new List<Assembly> { engine };
        while (pending.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (name.Name == engine.GetName().Name)
                {
                    relevant.Add(assembly);
                }
                else if (!IsFramework(name.Name!) && seen.Add(name.Name) && TryLoad(name) is { } referenced)
                {
                    pending.Enqueue(referenced);
                }
            }
        }

        // In an order of their own: that in which assemblies happen to load is not repeatable.
        return relevant.Distinct().OrderBy(assembly => assembly.GetName().Name, StringComparer.Ordinal);
    }

    private static bool IsFramework(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name is "netstandard" or "mscorlib";

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception missing) when (missing is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null; // A reference that is not deployed; nothing of it can be in use.
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }
}
