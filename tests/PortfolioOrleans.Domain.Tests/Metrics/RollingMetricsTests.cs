using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;

namespace PortfolioOrleans.Domain.Tests.Metrics;

public sealed class RollingMetricsTests
{
    private static readonly DateOnly Monday = new(2026, 3, 2);

    [Fact]
    public void A_window_is_measured_on_its_own_days_alone()
    {
        // 100, 110, 121, 60.5: up a tenth twice, then half is lost.
        var rolling = new RollingMetrics([Day(0, 100m), Day(1, 110m), Day(2, 121m), Day(3, 60.5m)], 2);

        Assert.Equal(2, rolling.Count);
        Assert.Equal([(Monday, Monday.AddDays(2)), (Monday.AddDays(1), Monday.AddDays(3))], Enumerable.Range(0, 2).Select(i => (rolling.BaseOf(i), rolling.DayOf(i))));
        Assert.Equal([21d, -45d], Enumerable.Range(0, 2).Select(i => Math.Round(100d * Value(rolling, i, "twr")!.Value, 9)));
        Assert.Equal([0d, -50d], Enumerable.Range(0, 2).Select(i => Math.Round(100d * Value(rolling, i, "max_drawdown")!.Value, 9)));
    }

    [Fact]
    public void Without_enough_days_there_is_no_window()
    {
        Assert.Equal(0, new RollingMetrics([Day(0, 100m), Day(1, 110m)], 2).Count);
        Assert.Equal(0, new RollingMetrics([], 2).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RollingMetrics([], 0));
    }

    [Fact]
    public void A_deposit_moves_no_window()
    {
        var rolling = new RollingMetrics([Day(0, 100m), Day(1, 200m, inflow: 100m), Day(2, 200m)], 1);

        Assert.Equal([0d, 0d], Enumerable.Range(0, 2).Select(i => Value(rolling, i, "twr")!.Value));
        Assert.Equal([0d, 0d], Enumerable.Range(0, 2).Select(i => Value(rolling, i, "roi")!.Value));
    }

    [Fact]
    public void A_round_trip_counts_in_the_windows_that_it_ended_in()
    {
        var trips = new[] { (1, 10m), (2, -5m), (3, 20m) }.Select(trip => new RoundTrip(
            $"{trip.Item1}", PositionSide.Long, 0m, 0m, trip.Item2, 0m, 0m, At(trip.Item1).AddHours(-1), At(trip.Item1), [])).Reverse();
        var rolling = new RollingMetrics([Day(0, 1m), Day(1, 1m), Day(2, 1m), Day(3, 1m)], 2, trips: trips);

        Assert.Equal([2.5, 7.5], Enumerable.Range(0, 2).Select(i => Value(rolling, i, "expectancy")!.Value));

        static DateTimeOffset At(int day) => new(Monday.AddDays(day).ToDateTime(new TimeOnly(23, 59, 59)), TimeSpan.Zero);
    }

    /// <summary>Any metric of any window is that of an input made of the window's days alone, benchmark and all.</summary>
    [Fact]
    public void A_window_is_what_the_same_days_are_by_themselves()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            DailyEquity[] days = [.. Enumerable.Range(0, 60).Where(i => i == 0 || random.Next(8) > 0).Select(i => Day(i, random.Next(90, 111), inflow: random.Next(3)))];
            var benchmark = new ReturnSeries(
                Enumerable.Range(0, 60).Where(i => i % 7 != seed % 7).Select(Monday.AddDays), Enumerable.Range(0, 60).Where(i => i % 7 != seed % 7).Select(_ => random.NextDouble() - 0.5));
            var window = random.Next(1, 40);
            var rolling = new RollingMetrics([.. days], window, benchmark: benchmark);

            Assert.Equal(Math.Max(days.Length - window, 0), rolling.Count);
            for (var place = 0; place < rolling.Count; place++)
            {
                var alone = MetricInput.Of(days[place..(place + window + 1)], benchmark: benchmark);
                var at = rolling.At(place);
                Assert.All(MetricRegistry.Standard.All, metric => Assert.Equal(metric.Of(alone), metric.Of(at)));
            }
        }
    }

    private static double? Value(RollingMetrics rolling, int place, string name) => MetricRegistry.Standard.Find(name)!.Of(rolling.At(place)).Value;

    private static DailyEquity Day(int day, decimal equity, decimal inflow = 0m) => new(Monday.AddDays(day), equity, inflow);
}
