namespace Orleans.Runtime;

/// <summary>The activation whose turn the current thread is running.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? _current;

    public static IGrainContext? Current
    {
        get => _current;
        set => _current = value;
    }
}

internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext? GrainContext => RuntimeContext.Current;
}
