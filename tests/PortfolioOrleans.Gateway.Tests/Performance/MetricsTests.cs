using System.Text.Json.Nodes;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Tests.Performance;

/// <summary>Each figure of a hundred random days beside the same by a few lines of its own.</summary>
public sealed class MetricsTests(PerformanceHost host) : PerformanceStory(host)
{
    private const int Count = 100;

    private static readonly DateOnly First = Today.AddDays(-Count);
    private static readonly double[] Returns = RandomReturns(20261126);
    private static readonly double[] Bitcoin = RandomReturns(7);

    [Fact]
    public async Task Returns_and_risk_are_those_of_the_days_whatever_was_paid_in()
    {
        await GivenHundredDaysAsync();

        var metrics = await GetAsync("metrics?period=90d");

        var r = Returns[^90..];
        var (mean, sd) = (r.Average(), Deviation(r));
        var wealth = Wealth(r);
        var down = Math.Sqrt(r.Sum(x => Math.Pow(Math.Min(x, 0d), 2d)) / r.Length);
        var deepest = Enumerable.Range(1, 90).Min(i => (wealth[i] / wealth[..(i + 1)].Max()) - 1d);
        var sorted = r.Order().ToArray();
        Near(100d * (wealth[^1] - 1d), metrics, "twr_pct");
        Near(100d * sd, metrics, "volatility_pct");
        Near(mean / sd, metrics, "sharpe_ratio");
        Near(mean / down, metrics, "sortino_ratio");
        Near(100d * deepest, metrics, "max_drawdown_pct");
        Near((wealth[^1] - 1d) / -deepest, metrics, "calmar_ratio");
        Near(100d * (sorted[4] + (0.45 * (sorted[5] - sorted[4]))), metrics, "var_95_pct");
        Near(100d * sorted[..5].Average(), metrics, "cvar_95_pct");
        Assert.Equal((90, 90, "90d", "USD"), ((int?)metrics["days"], (int?)metrics["sharpe_ratio"]!["n"], (string?)metrics["period"], (string?)metrics["currency"]));
        Assert.Contains("not annualised", (string?)metrics["sharpe_ratio"]!["convention"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_told_as_of_a_year_unless_it_is_asked_for()
    {
        await GivenHundredDaysAsync();

        var asIs = await GetAsync("metrics?period=90d");
        var yearly = await GetAsync("metrics?period=90d&annualise=true");

        Near(Value(asIs, "sharpe_ratio") * Math.Sqrt(365d), yearly, "sharpe_ratio");
        Near(Value(asIs, "volatility_pct") * Math.Sqrt(365d), yearly, "volatility_pct");
        Near(Value(asIs, "twr_pct"), yearly, "twr_pct");
    }

    [Fact]
    public async Task A_benchmark_is_compared_on_the_days_that_both_have()
    {
        await GivenHundredDaysAsync();
        await Host.SavePricesAsync("BTC", [.. Wealth(Bitcoin[..^1]).Select(price => (decimal)price * 50_000m)]);

        var metrics = await GetAsync("metrics?period=all&benchmark=BTC");

        // Today has no close yet.
        var (r, b) = (Returns[..^1], Bitcoin[..^1]);
        var cov = r.Zip(b, (x, y) => (x - r.Average()) * (y - b.Average())).Sum() / (r.Length - 1);
        Near(cov / Math.Pow(Deviation(b), 2d), metrics, "beta", 1e-6);
        Near(cov / (Deviation(b) * Deviation(r)), metrics, "correlation", 1e-6);
        Near(r.Average() - (cov / Math.Pow(Deviation(b), 2d) * b.Average()), metrics, "alpha", 1e-6);
        Assert.Equal(Count - 1, (int?)metrics["beta"]!["n"]);
        Assert.Null(metrics["beta"]!["reason"]);
    }

    [Fact]
    public async Task An_unknown_benchmark_leaves_a_reason_and_no_number()
    {
        await GivenHundredDaysAsync();

        var metrics = await GetAsync("metrics?benchmark=NOTHING");

        Assert.Null(metrics["beta"]!["value"]);
        Assert.Equal("there is no benchmark on these days", (string?)metrics["beta"]!["reason"]);
        Assert.NotNull(metrics["sharpe_ratio"]!["value"]);
    }

    [Fact]
    public async Task What_was_paid_in_counts_for_the_money_and_not_for_the_rate()
    {
        // 100 doubles, then 200 come in, then all falls by a quarter: time-weighted 50 %, and 400 less 300 that were put in.
        await GivenDaysAsync(
            new DailyEquity(Today.AddDays(-2), 100m), new DailyEquity(Today.AddDays(-1), 200m),
            new DailyEquity(Today, 300m, Inflow: 200m));

        var metrics = await GetAsync("metrics?period=7d");

        Near(50d, metrics, "twr_pct");
        Near(0d, metrics, "roi_pct");
        Near(0d, metrics, "mwr_pct");
    }

    [Fact]
    public async Task A_figure_is_the_sum_of_what_it_came_from()
    {
        await GivenHundredDaysAsync();
        await Host.SavePricesAsync("BTC", [.. Wealth(Bitcoin[..^1]).Select(price => (decimal)price * 50_000m)]);

        var metrics = await GetAsync("metrics?period=90d&explain=true");

        foreach (var name in new[] { "twr_pct", "sharpe_ratio", "volatility_pct", "sortino_ratio", "max_drawdown_pct", "var_95_pct", "cvar_95_pct", "beta", "alpha", "correlation", "roi_pct" })
        {
            var parts = metrics[name]!["parts"]!.AsArray();
            Assert.True(Math.Abs(Value(metrics, name) - parts.Sum(part => (double)part!["amount"]!)) < 1e-9, name);
            Assert.All(parts, part => Assert.Matches(@"^\d{4}-\d\d-\d\d$", (string?)part!["source"]));
        }
    }

    [Fact]
    public async Task Periods_begin_with_the_last_day_before_them()
    {
        await GivenHundredDaysAsync();

        foreach (var (period, days) in new[] { ("1d", 1), ("7d", 7), ("30d", 30), ("90d", 90), ("1y", Count), ("all", Count), ("ytd", Today.DayOfYear) })
        {
            var metrics = await GetAsync($"metrics?period={period}");

            Assert.Equal((period, days), (period, (int?)metrics["days"]));
            Near(100d * (Wealth(Returns[^days..])[^1] - 1d), metrics, "twr_pct");
        }
    }

    [Fact]
    public async Task Without_days_everything_has_a_reason()
    {
        var metrics = await GetAsync("metrics");

        Assert.Equal((0, null), ((int?)metrics["days"], (string?)metrics["from"]));
        Assert.All(
            new[] { "twr_pct", "roi_pct", "mwr_pct", "sharpe_ratio", "var_95_pct", "beta", "win_rate", "kelly_fraction", "expectancy" },
            name => Assert.True(metrics[name]!["value"] is null && !string.IsNullOrEmpty((string?)metrics[name]!["reason"]), name));
    }

    [Fact]
    public async Task Figures_of_trading_are_counted_over_the_round_trips_of_the_period()
    {
        await GivenHundredDaysAsync();
        GivenTrips((-40, 1_000m), (-2, 30m), (-1, -10m), (0, 20m));

        var metrics = await GetAsync("metrics?period=30d&explain=true");

        Near(2d / 3d, metrics, "win_rate");
        Near(5d, metrics, "profit_factor");
        Near(40d / 3d, metrics, "expectancy");
        Near(2d / 3d - (1d / 3d / 2.5d), metrics, "kelly_fraction");
        Assert.Equal(["trip -2", "trip -1", "trip 0"], metrics["expectancy"]!["parts"]!.AsArray().Select(part => (string)part!["source"]!));
        Near(3d / 4d, await GetAsync("metrics?period=all"), "win_rate");
    }

    [Fact]
    public async Task In_another_currency_a_round_trip_counts_at_the_rate_of_its_day()
    {
        await GivenDaysAsync([.. new[] { 100m, 110m, 121m }.Select((equity, i) => new DailyEquity(Today.AddDays(i - 3), equity))]);
        await Host.SavePricesAsync("EUR", 1m, 1.25m, 2m);
        GivenTrips((-9, 7m), (-2, 25m), (0, 20m)); // Of the first day no rate is known, of today that of yesterday.

        var metrics = await GetAsync("metrics?period=all&currency=EUR");

        Near((20d + 10d) / 2d, metrics, "expectancy");
    }

    [Fact]
    public async Task Every_metric_of_the_registry_is_listed_and_measured_the_hosts_own_among_them()
    {
        await GivenHundredDaysAsync();

        var listed = (await GetAsync("metrics/registry"))["metrics"]!.AsArray();
        var metrics = await GetAsync("metrics?period=30d");

        Assert.All(listed, metric => Assert.NotNull(metrics[(string)metric!["name"]!]));
        Assert.All(listed, metric => Assert.False(string.IsNullOrWhiteSpace((string?)metric!["convention"])));
        Assert.Equal("days", (string?)listed.Single(metric => (string?)metric!["name"] == "days_up")!["unit"]);
        Assert.Equal(Returns[^30..].Count(r => r > 0d), (int?)metrics["days_up"]!["value"]);
        string[] promised =
        [
            "roi_pct", "twr_pct", "mwr_pct", "volatility_pct", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "max_drawdown_pct", "var_95_pct", "cvar_95_pct", "alpha",
            "beta", "correlation", "win_rate", "profit_factor", "expectancy", "kelly_fraction",
        ];
        Assert.Superset(promised.ToHashSet(), listed.Select(metric => (string)metric!["name"]!).ToHashSet());
    }

    [Fact]
    public async Task Another_currencys_own_movement_is_told_apart_and_both_add_up()
    {
        // In dollars 100, 110, 121; a euro is 1, 1.25, 1 dollars: in euros 100, 88, 121.
        await GivenDaysAsync([.. new[] { 100m, 110m, 121m }.Select((equity, i) => new DailyEquity(Today.AddDays(i - 3), equity))]);
        await Host.SavePricesAsync("EUR", 1m, 1.25m, 1m);

        var metrics = await GetAsync("metrics?period=all&currency=EUR");

        Near(21d, metrics, "twr_pct");
        Near(-12d, metrics, "worst_day_pct");
        Assert.Equal("EUR", (string?)metrics["currency"]);
        Assert.Equal(("19", "2", 0), ((string?)metrics["currency_effect"]!["assets"], (string?)metrics["currency_effect"]!["rate"], (int?)metrics["currency_effect"]!["unrated_days"]));
    }

    [Fact]
    public async Task A_currency_without_a_price_is_refused_by_its_name()
    {
        await GivenHundredDaysAsync();

        foreach (var path in new[] { "metrics?currency=NEVER", "history?step=1d&currency=NEVER", "snapshot?currency=NEVER" })
        {
            var reply = await Host.GetAsync($"/api/portfolio/{path}", Token);

            Assert.Equal((400, "currency"), ((int)reply.Status, (string?)reply.Json["field"]));
        }
    }

    [Theory]
    [InlineData("metrics?period=2d", "period")]
    [InlineData("metrics?benchmark=BTC:0", "benchmark")]
    [InlineData("metrics?benchmark=BTC,BTC", "benchmark")]
    [InlineData("metrics?explain=yes", "explain")]
    [InlineData("correlations?period=month", "period")]
    [InlineData("history?step=1h&currency=EUR", "step")]
    public async Task What_cannot_be_asked_is_refused_by_its_name(string path, string field)
    {
        await IsRefusedAsync(path, field);
    }

    [Fact]
    public async Task The_mean_profit_of_a_trade_is_an_amount()
    {
        var metrics = await GetSharesAsync("metrics?period=all");

        Assert.Equal("amounts are withheld from this token", (string?)metrics["expectancy"]!["reason"]);
    }

    [Fact]
    public async Task However_many_trades_there_were_each_counts_once()
    {
        GivenTrips([.. Enumerable.Range(-20_005, 20_005).Select(day => (day, 1m))]);

        var wins = (await GetAsync("metrics?period=all"))["win_rate"]!;

        Assert.Equal((1d, 20_005), ((double)wins["value"]!, (int)wins["n"]!));
    }

    [Fact]
    public async Task A_blend_goes_with_its_weights()
    {
        var (valid, blend) = Parse("BTC:60,ETH:40");
        Assert.True(valid);
        Assert.Equal([(Asset.Btc, 0.6), (Asset.Parse("ETH"), 0.4)], blend!.Parts.AsEnumerable());

        await Host.SavePricesAsync("ONE", 100m, 110m);
        await Host.SavePricesAsync("TWO", 100m, 100m);
        var series = await Parse("ONE:1,TWO:3").Value!.ReturnsAsync(
            Host.App.Services.GetRequiredService<Storage.Prices.IPriceStore>(), Asset.Usd, Today.AddDays(-9), Today, default);
        Assert.Equal(0.025, Assert.Single(series.Returns.ToArray()), 12);

        static (bool Valid, Gateway.Performance.Benchmark? Value) Parse(string text) => Gateway.Performance.Benchmark.Parameter.Parse(text);
    }

    /// <summary>A hundred days of the returns, with money coming and going at moments of its own.</summary>
    private Task GivenHundredDaysAsync()
    {
        var days = new List<DailyEquity> { new(First, 1_000m) };
        for (var i = 0; i < Count; i++)
        {
            var before = days[^1].Equity;
            var half = (decimal)(Math.Sqrt(1d + Returns[i]));
            var flow = i % 7 == 3 ? (i % 2 == 0 ? 250m : -100m) : 0m;
            var noon = before * half;
            days.Add(new DailyEquity(First.AddDays(i + 1), (noon + flow) * (1m + (decimal)Returns[i]) / half)
            {
                Timed = flow == 0m ? [] : [new TimedFlow(new DateTimeOffset(First.AddDays(i + 1).ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero), flow, noon)],
            });
        }

        return GivenDaysAsync([.. days]);
    }

    private static double Value(JsonNode metrics, string name) => (double)metrics[name]!["value"]!;

    private static void Near(double expected, JsonNode metrics, string name, double tolerance = 1e-9) =>
        Assert.True(Math.Abs(expected - Value(metrics, name)) < tolerance, $"{name}: {Value(metrics, name)}, not {expected}");

    private static double[] Wealth(double[] returns) => [.. Enumerable.Range(0, returns.Length + 1).Select(i => returns[..i].Aggregate(1d, (wealth, r) => wealth * (1d + r)))];

    private static double Deviation(double[] values) => Math.Sqrt(values.Sum(x => Math.Pow(x - values.Average(), 2d)) / (values.Length - 1));

    private static double[] RandomReturns(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(_ => (random.NextDouble() * 0.1) - 0.048)];
    }
}
