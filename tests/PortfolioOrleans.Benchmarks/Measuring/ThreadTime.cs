using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PortfolioOrleans.Benchmarks.Measuring;

/// <summary>How long this thread has had a processor: what work on one thread takes, however busy the machine is with others.</summary>
internal static partial class ThreadTime
{
    private const int OfThisThread = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now => ClockTime(OfThisThread, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ClockTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
