using PortfolioOrleans.Benchmarks.Running;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// Resident memory of the service's process, without the database server's. First with the demo's two users, in markets that move. Then with five hundred and with a
/// thousand and five hundred whom nobody watches, each with an account of two balances that is read by request and valued as often as by default. An idle portfolio is one
/// whose prices stand; what the same ones take while their prices move every two seconds is told beside it. The price of a portfolio is taken between the two crowds,
/// since the collector lets garbage pile up to a size of its own before it looks, and few portfolios take minutes for that.
/// </summary>
internal static class MemoryBenchmark
{
    private const int First = 500;
    private const int Further = 1_000;
    private const double TargetMegabytes = 150;
    private const double TargetKilobytesEach = 20;
    private const double Megabyte = 1024 * 1024;
    private const decimal Price = 64_000m;

    private static readonly TimeSpan MovePause = TimeSpan.FromSeconds(2);

    /// <summary>A start ends with two collections of all garbage, the second ninety seconds after everybody is awake.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(95);

    /// <param name="length">How long the service runs after its start has ended, before its memory is read.</param>
    public static async Task RunAsync(TimeSpan length)
    {
        await using (var demo = await Stage.OpenAsync(marketsWalk: true))
        {
            await Settler.SettleDemoAsync(demo);
            await using var service = await demo.ServeAsync();
            Report.Figure("resident with the demo's two users", await SettledAsync(service, AfterStart + length) / Megabyte, "MB", TargetMegabytes);
        }

        await using var stage = await Stage.OpenAsync(marketsWalk: false);
        await Settler.SettleCrowdAsync(stage, 0, First, _ => "BTC");
        var (fewIdle, fewMoving) = await CrowdAsync(stage, length);
        Report.Figure($"resident with {First:N0} idle portfolios", fewIdle / Megabyte, "MB");
        await Settler.SettleCrowdAsync(stage, First, Further, _ => "BTC");
        var (manyIdle, manyMoving) = await CrowdAsync(stage, length);
        Report.Figure($"resident with another {Further:N0}", manyIdle / Megabyte, "MB");
        Report.Figure("each of those", (manyIdle - fewIdle) / Further / 1024, "KB", TargetKilobytesEach);
        Report.Figure("each of those while its prices move", (manyMoving - fewMoving) / Further / 1024, "KB");
    }

    /// <summary>The memory while all prices stand, and then while one that everybody holds moves.</summary>
    private static async Task<(double Idle, double Moving)> CrowdAsync(Stage stage, TimeSpan length)
    {
        await using var service = await stage.ServeAsync(new KeyValuePair<string, string>("Sync__Live", "false"));
        var idle = await SettledAsync(service, AfterStart + length);
        using var pace = new PeriodicTimer(MovePause);
        var moving = MoveAsync(stage.World, pace);
        var moved = await SettledAsync(service, length);
        pace.Dispose();
        await moving;
        return (idle, moved);
    }

    private static async Task MoveAsync(SimulatedWorld world, PeriodicTimer pace)
    {
        for (var step = 1; await pace.WaitForNextTickAsync(); step++)
        {
            world.SetPrice("BTC", Price + step, SimulatedVenue.Okx);
        }
    }

    /// <summary>The least of several looks, since garbage waits for its collector.</summary>
    private static async Task<double> SettledAsync(RunningService service, TimeSpan length)
    {
        await Task.Delay(length);
        var (least, before) = (service.ResidentBytes, service.ProcessorTime);
        for (var look = 0; look < 10; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            least = Math.Min(least, service.ResidentBytes);
        }

        Report.Line($"    using {(service.ProcessorTime - before).TotalSeconds * 10:0} % of one processor");
        return least;
    }
}
