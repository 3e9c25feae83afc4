using System.Collections.Immutable;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>What metrics are measured on. What several of them need is computed once.</summary>
public sealed class MetricInput
{
    private double[]? _excess;
    private double[]? _aboveTarget;
    private Statistic? _deepest;

    /// <param name="returns">Daily time-weighted returns, the base day left out.</param>
    /// <param name="settings">What definitions leave open; the defaults where null.</param>
    /// <param name="benchmark">Any series or blend; days that only one of the two has are left out of comparisons.</param>
    /// <param name="equity">The days the returns came from, for money-weighted figures.</param>
    /// <param name="trips">Closed round trips, for figures of trading.</param>
    public MetricInput(
        ReturnSeries returns,
        MetricSettings? settings = null,
        ReturnSeries? benchmark = null,
        IReadOnlyList<DailyEquity>? equity = null,
        IEnumerable<RoundTrip>? trips = null)
    {
        Returns = returns;
        Settings = settings ?? MetricSettings.Default;
        Equity = equity ?? [];
        Trips = [.. (trips ?? []).Where(trip => trip.IsClosed)];
        (Compared, Benchmark) = benchmark is null ? (ReturnSeries.Empty, ReturnSeries.Empty)
            : returns.Days.SequenceEqual(benchmark.Days) ? (returns, benchmark)
            : ReturnSeries.OnCommonDays(returns, benchmark);
        HasBenchmark = benchmark is not null;
    }

    /// <summary>Of daily equity: its time-weighted returns without the base day.</summary>
    public static MetricInput Of(
        IReadOnlyList<DailyEquity> days, MetricSettings? settings = null, ReturnSeries? benchmark = null, IEnumerable<RoundTrip>? trips = null)
    {
        var series = TimeWeightedIndex.Of(days);
        return new MetricInput(series.Count < 2 ? ReturnSeries.Empty : series.Between(series.Days[1], series.Days[^1]), settings, benchmark, days, trips);
    }

    public ReturnSeries Returns { get; }

    public MetricSettings Settings { get; }

    public bool HasBenchmark { get; }

    /// <summary>The returns on the days that the benchmark has, too.</summary>
    public ReturnSeries Compared { get; }

    /// <summary>The benchmark on the same days.</summary>
    public ReturnSeries Benchmark { get; }

    public IReadOnlyList<DailyEquity> Equity { get; }

    public ImmutableArray<RoundTrip> Trips { get; }

    /// <summary>A year's risk-free rate as a day's.</summary>
    public double RiskFree => Settings.RiskFreeAnnual == 0d ? 0d : Risk.Returns.PerPeriod(Settings.RiskFreeAnnual, Settings.PeriodsPerYear);

    /// <summary>A year's target as a day's.</summary>
    public double Target => Settings.TargetAnnual == 0d ? 0d : Risk.Returns.PerPeriod(Settings.TargetAnnual, Settings.PeriodsPerYear);

    /// <summary>Returns less the risk-free rate.</summary>
    public ReadOnlySpan<double> Excess => RiskFree == 0d ? Returns.Returns : _excess ??= Risk.Returns.Less(Returns.Returns, RiskFree);

    /// <summary>Returns less the target.</summary>
    public ReadOnlySpan<double> AboveTarget => Target == 0d ? Returns.Returns : _aboveTarget ??= Risk.Returns.Less(Returns.Returns, Target);

    internal Statistic DeepestDrawdown => _deepest ??= Drawdowns.Deepest(Returns.Returns);

    /// <summary>Whether figures are told as those of a year.</summary>
    public bool Annualises => Settings.Annualising switch
    {
        Annualising.Always => true,
        Annualising.Never => false,
        _ => Returns.Count >= Settings.PeriodsPerYear,
    };

    /// <summary>Periods a year where figures are annualised; 1, which leaves them a day's, where they are not.</summary>
    public double Periods => Annualises ? Settings.PeriodsPerYear : 1d;

    /// <summary>The end of a convention's sentence.</summary>
    internal string Scale => Annualises
        ? FormattableString.Invariant($"annualised with {Settings.PeriodsPerYear:0.####} days a year")
        : "per day, not annualised";

    internal IEnumerable<MetricPart> Days(Func<int, double> amount) =>
        Enumerable.Range(0, Returns.Count).Select(i => MetricPart.Of(Returns.Days[i], amount(i)));

    internal IEnumerable<MetricPart> ComparedDays(Func<int, double> amount) =>
        Enumerable.Range(0, Compared.Count).Select(i => MetricPart.Of(Compared.Days[i], amount(i)));

    /// <summary>Each day's part of the gain: wealth before it times its return, scaled so that all add up to the value.</summary>
    internal IEnumerable<MetricPart> DaysOfGrowth(double value)
    {
        var wealth = Risk.Returns.Wealth(Returns.Returns);
        var scale = wealth is [.., var last] && last != 1d ? value / (last - 1d) : 0d;
        return Days(i => scale * ((i == 0 ? 1d : wealth[i - 1]) * Returns.Returns[i]));
    }
}
