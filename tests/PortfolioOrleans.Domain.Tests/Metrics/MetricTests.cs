using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Risk;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly DateOnly Day = new(2024, 1, 1);

    private static MetricInput Input(int days, MetricSettings? settings = null, int seed = 1)
    {
        var random = new Random(seed);
        double[] Some() => [.. Enumerable.Range(0, days).Select(_ => (random.NextDouble() - 0.48) / 20d)];
        var calendar = Enumerable.Range(1, days).Select(i => Day.AddDays(i)).ToList();
        var returns = Some();
        var equity = Returns.Wealth(returns, 1_000d).Select((value, i) => new DailyEquity(calendar[i], (decimal)value));
        var fills = Enumerable.Range(0, 40).Select(i => new Fill($"{i}", Noon.AddHours(i), (TradeSide)(i % 2), 1m, random.Next(90, 111)));
        return new MetricInput(
            new ReturnSeries(calendar, returns), settings, new ReturnSeries(calendar, Some()),
            [new DailyEquity(Day, 1_000m), .. equity], RoundTrips.Of(fills, CostMethod.Fifo).Closed);
    }

    [Fact]
    public void Every_figure_is_the_sum_of_its_rows()
    {
        foreach (var settings in new[] { MetricSettings.Default, new MetricSettings { RiskFreeAnnual = 0.04, TargetAnnual = 0.02, Annualising = Annualising.Always } })
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var input = Input(400, settings, seed);
                foreach (var metric in MetricRegistry.Standard.All)
                {
                    var value = metric.Of(input);

                    Assert.True(value.Value is not null, $"{value.Name}: {value.Reason}");
                    Assert.Equal(value.Value!.Value, metric.Explain(input).Sum(part => part.Amount), 9);
                }
            }
        }
    }

    [Fact]
    public void Every_figure_says_how_it_was_made_and_of_how_many()
    {
        Assert.All(MetricRegistry.Standard.Measure(Input(400)), value =>
        {
            Assert.NotEmpty(value.Convention);
            Assert.True(value.Observations > 0);
            Assert.Null(value.Reason);
        });
    }

    [Fact]
    public void Where_there_is_nothing_every_figure_is_undefined_with_a_reason()
    {
        Assert.All(MetricRegistry.Standard.Measure(new MetricInput(ReturnSeries.Empty)), value =>
        {
            Assert.Null(value.Value);
            Assert.False(string.IsNullOrEmpty(value.Reason), value.Name);
        });
    }

    [Fact]
    public void One_day_leaves_no_figure_without_value_and_without_reason()
    {
        Assert.All(MetricRegistry.Standard.Measure(Input(1)), value => Assert.True(value.Value is null != value.Reason is null, value.Name));
    }

    [Fact]
    public void Less_than_a_year_is_not_annualised_unless_asked_for()
    {
        var registry = MetricRegistry.Standard;
        double ValueOf(string name, MetricInput input) => registry.Find(name)!.Of(input).Value!.Value;
        var (quarter, asked) = (Input(90), Input(90, new MetricSettings { Annualising = Annualising.Always }));

        Assert.Equal(ValueOf("twr", quarter), ValueOf("cagr", quarter));
        Assert.Equal(ValueOf("volatility", quarter) * Math.Sqrt(365d), ValueOf("volatility", asked), 12);
        Assert.Contains("not annualised", registry.Find("sharpe_ratio")!.Convention(quarter));
        Assert.Contains("365 days a year", registry.Find("sharpe_ratio")!.Convention(asked));
        Assert.Contains("365 days a year", registry.Find("sharpe_ratio")!.Convention(Input(365)));
    }

    [Fact]
    public void Money_weighted_and_time_weighted_agree_where_nothing_flows()
    {
        var input = Input(730);

        Assert.Equal(MetricRegistry.Standard.Find("cagr")!.Of(input).Value!.Value, MetricRegistry.Standard.Find("mwr")!.Of(input).Value!.Value, 6);
    }

    [Fact]
    public void Several_money_weighted_rates_are_none()
    {
        DailyEquity[] days = [new(Day, 100m), new(Day.AddDays(365), 50m, Outflow: 230m), new(Day.AddDays(730), -132m)];

        var value = MetricRegistry.Standard.Find("mwr")!.Of(MetricInput.Of(days, new MetricSettings { Annualising = Annualising.Always }));

        Assert.Null(value.Value);
        Assert.Equal("2 rates solve the equation: 0.1, 0.2", value.Reason);
    }

    [Fact]
    public void The_base_day_is_no_observation()
    {
        var input = MetricInput.Of([new DailyEquity(Day, 100m), new DailyEquity(Day.AddDays(1), 110m)]);

        var value = MetricRegistry.Standard.Find("twr")!.Of(input);

        Assert.Equal((1, 0.1), (value.Observations, Math.Round(value.Value!.Value, 12)));
    }

    [Fact]
    public void A_benchmark_with_other_days_is_compared_on_common_ones()
    {
        var returns = new ReturnSeries([Day, Day.AddDays(1), Day.AddDays(2)], [0.1, 0.2, 0.3]);
        var benchmark = new ReturnSeries([Day.AddDays(1), Day.AddDays(2), Day.AddDays(3)], [0.1, 0.2, 0.9]);

        var beta = MetricRegistry.Standard.Find("beta")!.Of(new MetricInput(returns, benchmark: benchmark));

        Assert.Equal((2, 1d), (beta.Observations, Math.Round(beta.Value!.Value, 9)));
    }

    [Fact]
    public void A_metric_of_ones_own_is_one_class()
    {
        var registry = MetricRegistry.Standard.With(new DaysWithoutLoss());

        Assert.Contains(registry.Measure(Input(30)), value => value is { Name: "days_without_loss", Unit: MetricUnit.Days });
        Assert.DoesNotContain(MetricRegistry.Standard.All, metric => metric.Name == "days_without_loss");
        Assert.Throws<ArgumentException>(() => registry.With(new DaysWithoutLoss()));
    }

    [Fact]
    public void Thirteen_figures_agree_with_a_few_lines_of_their_own()
    {
        var input = Input(400);
        double[] r = input.Returns.Returns.ToArray(), b = input.Benchmark.Returns.ToArray();
        double ValueOf(string name) => MetricRegistry.Standard.Find(name)!.Of(input).Value!.Value;

        var deviation = Math.Sqrt(r.Sum(value => Math.Pow(value - r.Average(), 2)) / 399);
        var downside = Math.Sqrt(r.Average(value => Math.Pow(Math.Min(value, 0), 2)));
        var wealth = r.Aggregate(new List<double> { 1 }, (all, value) => [.. all, all[^1] * (1 + value)]);
        var drawdown = Enumerable.Range(0, wealth.Count).Min(i => (wealth[i] / wealth[..(i + 1)].Max()) - 1);
        var cagr = Math.Pow(wealth[^1], 365d / 400) - 1;
        var beta = r.Zip(b).Sum(pair => (pair.First - r.Average()) * (pair.Second - b.Average())) / b.Sum(value => Math.Pow(value - b.Average(), 2));
        var sorted = r.Order().ToArray();
        double Quantile(double p) => sorted[(int)(399 * p)] + ((sorted[(int)(399 * p) + 1] - sorted[(int)(399 * p)]) * ((399 * p) % 1));

        Assert.Equal(deviation * Math.Sqrt(365), ValueOf("volatility"), 12);
        Assert.Equal(r.Average() / deviation * Math.Sqrt(365), ValueOf("sharpe_ratio"), 10);
        Assert.Equal(r.Average() / downside * Math.Sqrt(365), ValueOf("sortino_ratio"), 10);
        Assert.Equal(downside * Math.Sqrt(365), ValueOf("downside_deviation"), 12);
        Assert.Equal(drawdown, ValueOf("max_drawdown"), 12);
        Assert.Equal(cagr, ValueOf("cagr"), 12);
        Assert.Equal(cagr / -drawdown, ValueOf("calmar_ratio"), 10);
        Assert.Equal(beta, ValueOf("beta"), 12);
        Assert.Equal((r.Average() - (beta * b.Average())) * 365, ValueOf("alpha"), 10);
        Assert.Equal(Quantile(0.05), ValueOf("var_95"), 12);
        Assert.Equal(sorted[..20].Average(), ValueOf("cvar_95"), 12);
        Assert.Equal(r.Where(value => value > 0).Sum() / -r.Where(value => value < 0).Sum(), ValueOf("omega_ratio"), 10);
        Assert.Equal(Math.Abs(Quantile(0.95) / Quantile(0.05)), ValueOf("tail_ratio"), 10);
    }

    private sealed class DaysWithoutLoss : Metric
    {
        public override string Name => "days_without_loss";

        public override MetricUnit Unit => MetricUnit.Days;

        public override string Convention(MetricInput input) => "days whose return is not below zero";

        protected override Statistic Measure(MetricInput input) =>
            Statistic.Of(input.Returns.Returns.ToArray().Count(value => value >= 0d), input.Returns.Count);
    }
}
