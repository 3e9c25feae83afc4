using System.Diagnostics;
using PortfolioOrleans.Benchmarks.Running;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// How long the service takes from the start of its process to the first 200 of /health/ready: with nothing there, when it makes its database, and on the
/// database of the demo's users, when it starts the private server and reads what is there.
/// </summary>
internal static class StartBenchmark
{
    private const double TargetMilliseconds = 3000;

    /// <param name="length">How long to go on starting it again.</param>
    public static async Task RunAsync(TimeSpan length)
    {
        await using (var empty = await Stage.OpenAsync(marketsWalk: false))
        {
            await using var service = await empty.ServeAsync();
            Report.Figure("start to ready, no database yet", service.ReadyAfter.TotalMilliseconds, "ms");
        }

        await using var stage = await Stage.OpenAsync(marketsWalk: false);
        await Settler.SettleDemoAsync(stage);
        var times = new List<double>();
        var clock = Stopwatch.StartNew();
        while (times.Count < 3 || clock.Elapsed < length)
        {
            await using var service = await stage.ServeAsync();
            times.Add(service.ReadyAfter.TotalMilliseconds);
        }

        times.Sort();
        Report.Figure($"start to ready, existing database, middle of {times.Count}", times[times.Count / 2], "ms", TargetMilliseconds);
        Report.Line($"    from {times[0]:0} to {times[^1]:0} ms");
    }
}
