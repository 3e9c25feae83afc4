using PortfolioOrleans.Benchmarks.Running;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// Resident memory of the service's process: with the demo's two users, and with five hundred and then a thousand more whom nobody watches. Those are awake,
/// with an account of two balances each that is read and valued as often as by default. The collector lets garbage pile up to the size of the processor's
/// cache before it looks, and with two users that takes minutes; so the price of a portfolio is taken between the second look and the third.
/// The database server is not counted.
/// </summary>
internal static class MemoryBenchmark
{
    private const int First = 500;
    private const int Further = 1_000;
    private const double TargetMegabytes = 150;
    private const double TargetKilobytesEach = 20;
    private const double Megabyte = 1024 * 1024;

    /// <param name="length">How long it runs before its memory is read.</param>
    public static async Task RunAsync(TimeSpan length)
    {
        await using var stage = await Stage.OpenAsync(marketsWalk: true);
        await Settler.SettleDemoAsync(stage);
        var few = await SettledAsync(stage, length);
        Report.Figure("resident with the demo's two users", few / Megabyte, "MB", TargetMegabytes);

        await Settler.SettleCrowdAsync(stage, 0, First, _ => "BTC");
        var more = await SettledAsync(stage, length);
        Report.Figure($"resident with {First:N0} portfolios more, all awake", more / Megabyte, "MB");

        await Settler.SettleCrowdAsync(stage, First, Further, _ => "BTC");
        var many = await SettledAsync(stage, length);
        Report.Figure($"resident with another {Further:N0}", many / Megabyte, "MB");
        Report.Figure("each of those", (many - more) / Further / 1024, "KB", TargetKilobytesEach);
    }

    /// <summary>The least of several looks, since garbage waits for its collector.</summary>
    private static async Task<double> SettledAsync(Stage stage, TimeSpan length)
    {
        await using var service = await stage.ServeAsync();
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
