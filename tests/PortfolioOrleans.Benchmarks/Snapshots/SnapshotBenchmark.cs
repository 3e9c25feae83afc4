using System.Diagnostics;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Grains.Records;

namespace PortfolioOrleans.Benchmarks.Snapshots;

/// <summary>
/// What one valuation of a large portfolio computes, on one thread: the snapshot (the valuation and how it is written down), the whole next state (flows and
/// drawdowns as well), and the bytes of the state as they are stored.
/// </summary>
internal static class SnapshotBenchmark
{
    private const int Rounds = 10;
    private const double TargetMicroseconds = 100;

    /// <summary>The compiler does its best in the background, which takes its time on a busy machine.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly PriceTable[] Prices = [.. Enumerable.Range(0, 64).Select(LargePortfolio.PricesAt)];

    public static Task RunAsync(TimeSpan length)
    {
        var state = new PortfolioState().Valued(LargePortfolio.Id, LargePortfolio.Accounts, Prices[0], ValuationRules.Default, LargePortfolio.Noon);
        var snapshot = state.Snapshot!;
        if (snapshot is not { Complete: true, Positions.Length: 50, Balances.Length: 100 })
        {
            throw new InvalidOperationException("The portfolio is not the one that is to be measured.");
        }

        var json = new GrainStateJson();
        Measure("snapshot of 50 positions and 100 balances", length, number => Snapshot(Prices[number % Prices.Length]), TargetMicroseconds);
        Measure("  of it the valuation alone", length, number => Valued(Prices[number % Prices.Length]));
        Measure(
            "the whole next state, flows and drawdowns included",
            length,
            number => state.Valued(LargePortfolio.Id, LargePortfolio.Accounts, Prices[number % Prices.Length], ValuationRules.Default, LargePortfolio.Noon));
        Measure("that state as JSON for the store", length, _ => json.Serialize(state));
        Report.Figure("that JSON", json.Serialize(state).ToMemory().Length / 1024d, "KB");
        return Task.CompletedTask;
    }

    private static PortfolioSnapshot Snapshot(PriceTable prices) => SnapshotMaker.Make(LargePortfolio.Id, 1, 4, Valued(prices), null);

    private static PortfolioValuation Valued(PriceTable prices) => Valuer.Value(LargePortfolio.Accounts, prices, ValuationRules.Default, LargePortfolio.Noon);

    /// <summary>The best of ten rounds after a warm-up, each long enough not to see the clock.</summary>
    private static void Measure(string what, TimeSpan length, Func<int, object> work, double? target = null)
    {
        var best = double.MaxValue;
        var bytes = 0d;
        for (var round = -1; round < Rounds; round++)
        {
            GC.Collect();
            var (allocated, start, number) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), 0);
            do
            {
                for (var each = 0; each < 64; each++)
                {
                    GC.KeepAlive(work(number++));
                }
            }
            while (Stopwatch.GetElapsedTime(start) < (round < 0 ? WarmUp : length / Rounds));

            var microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / number;
            best = round < 0 ? best : Math.Min(best, microseconds);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / number;
        }

        Report.Figure(what, best, "us", target);
        Report.Line($"    allocating {bytes / 1024:0.0} KB each");
    }
}
