using System.Runtime.InteropServices;

namespace PortfolioOrleans.Silo.Startup;

/// <summary>
/// Gives back what starting took and running does not need. Both kinds would stay for hours: a quiet service makes little garbage, so the collector does not
/// look at all of it, and the C library keeps what the compiler of methods freed.
/// </summary>
internal static partial class StartMemory
{
    /// <summary>Stops everything for some tens of milliseconds.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception other) when (other is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than GNU's, which has no such call.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
