using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>What all comparisons need: days that both have.</summary>
internal abstract class BenchmarkMetric : Metric
{
    public override MetricUnit Unit => MetricUnit.Ratio;

    protected override Statistic Measure(MetricInput input) => input.Compared.Count == 0
        ? Statistic.None(0, Undefined.NoBenchmark)
        : Compare(input);

    protected abstract Statistic Compare(MetricInput input);
}

internal sealed class Beta : BenchmarkMetric
{
    public override string Name => "beta";

    public override string Convention(MetricInput input) => "covariance of daily returns with the benchmark's over the benchmark's variance, on common days";

    protected override Statistic Compare(MetricInput input) => Regression.Beta(input.Compared.Returns, input.Benchmark.Returns);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var (meanR, meanB) = (Moments.Mean(input.Compared.Returns), Moments.Mean(input.Benchmark.Returns));
        var squares = Moments.Products(input.Benchmark.Returns, meanB, input.Benchmark.Returns, meanB);
        return input.ComparedDays(i => (input.Compared.Returns[i] - meanR) * (input.Benchmark.Returns[i] - meanB) / squares);
    }
}

internal sealed class Alpha : BenchmarkMetric
{
    public override string Name => "alpha";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"Jensen's alpha (1968): mean excess over beta times the benchmark's, risk-free rate {input.Settings.RiskFreeAnnual:0.####} a year, {(input.Annualises ? "times the days of a year" : "per day, not annualised")}");

    protected override Statistic Compare(MetricInput input) =>
        Regression.Alpha(input.Compared.Returns, input.Benchmark.Returns, input.RiskFree).Times(input.Periods);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var beta = Regression.Beta(input.Compared.Returns, input.Benchmark.Returns).Value!.Value;
        return input.ComparedDays(i =>
            (input.Compared.Returns[i] - input.RiskFree - (beta * (input.Benchmark.Returns[i] - input.RiskFree))) * input.Periods / input.Compared.Count);
    }
}

internal sealed class Correlation : BenchmarkMetric
{
    public override string Name => "correlation";

    public override string Convention(MetricInput input) => "Pearson's correlation of daily returns with the benchmark's, on common days";

    protected override Statistic Compare(MetricInput input) => Regression.Correlation(input.Compared.Returns, input.Benchmark.Returns);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var (meanR, meanB) = (Moments.Mean(input.Compared.Returns), Moments.Mean(input.Benchmark.Returns));
        var scale = Math.Sqrt(Moments.Products(input.Compared.Returns, meanR, input.Compared.Returns, meanR)
            * Moments.Products(input.Benchmark.Returns, meanB, input.Benchmark.Returns, meanB));
        return input.ComparedDays(i => (input.Compared.Returns[i] - meanR) * (input.Benchmark.Returns[i] - meanB) / scale);
    }
}

internal sealed class InformationRatio : BenchmarkMetric
{
    public override string Name => "information_ratio";

    public override string Convention(MetricInput input) => $"mean over sample deviation of daily returns less the benchmark's (Goodwin 1998), {input.Scale}";

    protected override Statistic Compare(MetricInput input) =>
        Ratios.Sharpe(Returns.Less(input.Compared.Returns, input.Benchmark.Returns), input.Periods);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var active = Returns.Less(input.Compared.Returns, input.Benchmark.Returns);
        var scale = Math.Sqrt(input.Periods) / Ratios.Deviation(active) / active.Length;
        return input.ComparedDays(i => active[i] * scale);
    }
}
