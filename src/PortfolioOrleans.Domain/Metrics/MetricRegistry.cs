using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>The metrics there are. Whoever lists or computes metrics asks a registry, so that one added here is everywhere.</summary>
public sealed class MetricRegistry
{
    private readonly ImmutableSortedDictionary<string, Metric> _metrics;

    private MetricRegistry(ImmutableSortedDictionary<string, Metric> metrics) => _metrics = metrics;

    /// <summary>Those of this library.</summary>
    public static MetricRegistry Standard { get; } = new MetricRegistry(ImmutableSortedDictionary.Create<string, Metric>(StringComparer.Ordinal)).With(
        new TotalReturn(), new AnnualReturn(), new SimpleReturn(), new ModifiedDietzReturn(), new MoneyWeighted(),
        new Volatility(), new Sharpe(), new Sortino(), new Calmar(), new DownsideDeviation(), new Omega(),
        new MaxDrawdown(), new UlcerIndex(), new LongestUnderwater(),
        new ValueAtRisk(0.05), new ValueAtRisk(0.01), new ExpectedShortfall(0.05), new ExpectedShortfall(0.01), new GaussianValueAtRisk(),
        new TailRatio(), new Stability(), new ExtremeDay(isBest: true), new ExtremeDay(isBest: false),
        new Beta(), new Alpha(), new Correlation(), new InformationRatio(),
        new WinRate(), new ProfitFactor(), new Expectancy(), new Payoff(), new Kelly(), new SystemQuality());

    /// <summary>In the order of their names.</summary>
    public IEnumerable<Metric> All => _metrics.Values;

    public Metric? Find(string name) => _metrics.GetValueOrDefault(name);

    /// <summary>These and more.</summary>
    /// <exception cref="ArgumentException">A name is taken.</exception>
    public MetricRegistry With(params IEnumerable<Metric> metrics) => new(metrics.Aggregate(_metrics, (all, metric) => all.ContainsKey(metric.Name)
        ? throw new ArgumentException($"There is a metric \"{metric.Name}\" already.", nameof(metrics))
        : all.Add(metric.Name, metric)));

    /// <summary>Every metric of an input, in the order of their names.</summary>
    public ImmutableArray<MetricValue> Measure(MetricInput input) => [.. All.Select(metric => metric.Of(input))];
}
