using System.Diagnostics;

namespace PortfolioOrleans.Benchmarks.Measuring;

/// <summary>The disk that databases of benchmarks are on.</summary>
internal static class Disk
{
    /// <summary>How long it takes to force a page to it; the middle of 50. No write that is saved before it is seen can be faster.</summary>
    public static TimeSpan TimeForce()
    {
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var times = new List<TimeSpan>();
        for (var each = 0; each < 50; each++)
        {
            file.Write(new byte[8192]);
            var start = Stopwatch.GetTimestamp();
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
