using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Benchmarks.Ledger;

/// <summary>What ten years of days cost: by the calendar, in moving windows, under water, and by account and asset from a ledger of 20,000 lines. Target: 50 ms each.</summary>
internal static class DaysBenchmark
{
    private const int Days = 3_650;
    private const int Lines = 20_000;

    private static readonly DateOnly First = new(2016, 1, 1);

    public static void Run()
    {
        var random = new Random(5);
        List<DailyEquity> days = [new(First, 10_000m)];
        for (var i = 1; i < Days; i++)
        {
            var inflow = i % 30 == 0 ? 100m : 0m;
            days.Add(new DailyEquity(First.AddDays(i), Math.Round((days[^1].Equity + inflow) * random.Next(9_700, 10_310) / 10_000m, 6), inflow));
        }

        Say("days, weeks, months and years by the calendar", () => Enum.GetValues<CalendarPeriod>().Select(period => CalendarPerformance.Of(days, period).Count).Sum());
        Say("drawdown episodes", () => MetricInput.Of(days).Returns.Drawdowns().Count);
        var metrics = new[] { "volatility", "sharpe_ratio", "max_drawdown", "beta" }.Select(name => MetricRegistry.Standard.Find(name)!).ToList();
        var benchmark = TimeWeightedIndex.Of(days);
        foreach (var window in new[] { 30, 365 })
        {
            Say($"four metrics over 100 windows of {window} days", () =>
            {
                var rolling = new RollingMetrics([.. days], window, benchmark: benchmark);
                return Enumerable.Range(rolling.Count - 100, 100).Sum(place => metrics.Sum(metric => metric.Of(rolling.At(place)).Observations));
            });
        }

        var input = Ledger(random);
        foreach (var by in Enum.GetValues<AttributedBy>())
        {
            Say($"what made the gain by {by.ToString().ToLowerInvariant()}, of three accounts, twenty assets and {Lines:N0} lines", () => Attribution.Of(input, by).Count(part => part.Return > 0d));
        }
    }

    private static AttributionInput Ledger(Random random)
    {
        Asset[] coins = [.. Enumerable.Range(0, 20).Select(i => Asset.Parse($"C{i}"))];
        string[] accounts = ["one", "two", "three"];
        var prices = coins.ToDictionary(coin => coin, _ => Enumerable.Range(0, Days).Select(_ => random.Next(1, 10_000_000) / 10_000m).ToArray());
        var entries = Enumerable.Range(0, Lines).Select(i =>
        {
            var at = UtcDay.Start(First).AddMinutes(random.Next(Days * 1_440));
            return LedgerEntry.Of(accounts[i % 3], new Transaction(
                $"{i}", TransactionKind.Buy, at, WalletKind.Spot,
                [
                    new Leg(LegKind.Principal, new Money(0.1m, coins[i % 20])), new Leg(LegKind.Principal, new Money(-10m, Asset.Usdt)),
                    new Leg(LegKind.Fee, new Money(-0.01m, Asset.Usdt)),
                ]), at);
        });
        return new AttributionInput(
            [.. from account in accounts from coin in coins.Append(Asset.Usdt) select (account, new Money(1_000m, coin))], [], LedgerHistory.Known(entries), (_, _) => null, Asset.Usd,
            [.. Enumerable.Range(0, Days).Select(First.AddDays)], (asset, day) => asset == Asset.Usdt ? 1m : prices[asset][day.DayNumber - First.DayNumber]);
    }

    private static void Say(string what, Func<int> run)
    {
        var (wall, processor) = LedgerBenchmark.Best(() =>
        {
            var made = run();
            return () => GC.KeepAlive(made);
        });
        LedgerBenchmark.Say($"ten years: {what}: {wall.TotalMilliseconds:0.0} ms, {processor.TotalMilliseconds:0.0} ms of processor time (target 50 ms)");
    }
}
