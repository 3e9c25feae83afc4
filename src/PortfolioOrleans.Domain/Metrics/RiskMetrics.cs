using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

internal sealed class Volatility : Metric
{
    public override string Name => "volatility";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => $"sample standard deviation (n - 1) of daily returns, {input.Scale}";

    protected override Statistic Measure(MetricInput input) => Ratios.Volatility(input.Returns.Returns, input.Periods);

    /// <summary>Each day's share of the variance.</summary>
    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var mean = Moments.Mean(input.Returns.Returns);
        var squares = Moments.Products(input.Returns.Returns, mean, input.Returns.Returns, mean);
        return input.Days(i => squares == 0d ? 0d : value * Math.Pow(input.Returns.Returns[i] - mean, 2d) / squares);
    }
}

internal sealed class Sharpe : Metric
{
    public override string Name => "sharpe_ratio";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"mean over sample deviation of daily returns less a risk-free rate of {input.Settings.RiskFreeAnnual:0.####} a year (Sharpe 1994), {input.Scale}");

    protected override Statistic Measure(MetricInput input) => Ratios.Sharpe(input.Excess, input.Periods);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var scale = Math.Sqrt(input.Periods) / Ratios.Deviation(input.Excess) / input.Returns.Count;
        return input.Days(i => input.Excess[i] * scale);
    }
}

internal sealed class Sortino : Metric
{
    public override string Name => "sortino_ratio";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"mean of daily returns less a target of {input.Settings.TargetAnnual:0.####} a year, over the deviation below it, all days counted (Sortino and Price 1994), {input.Scale}");

    protected override Statistic Measure(MetricInput input) => Ratios.Sortino(input.AboveTarget, input.Periods);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var scale = Math.Sqrt(input.Periods) / Ratios.DownsideDeviation(input.AboveTarget, 1d).Value!.Value / input.Returns.Count;
        return input.Days(i => input.AboveTarget[i] * scale);
    }
}

internal sealed class Calmar : Metric
{
    public override string Name => "calmar_ratio";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) => input.Annualises
        ? "compound growth a year over the deepest drawdown, of the whole period"
        : "less than a year: the period's return over its deepest drawdown, not annualised";

    protected override Statistic Measure(MetricInput input) => input.DeepestDrawdown.Value is not { } depth ? input.DeepestDrawdown
        : depth == 0d ? Statistic.None(input.Returns.Count, Undefined.NoDrawdown)
        : (input.Annualises ? Returns.Annual(input.Returns.Returns, input.Periods) : Returns.Total(input.Returns.Returns)).Times(-1d / depth);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value) => input.DaysOfGrowth(value);
}

internal sealed class DownsideDeviation : Metric
{
    public override string Name => "downside_deviation";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"root of the mean squared shortfall below {input.Settings.TargetAnnual:0.####} a year, all days counted (Sortino and van der Meer 1991), {input.Scale}");

    protected override Statistic Measure(MetricInput input) => Ratios.DownsideDeviation(input.AboveTarget, input.Periods);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var squares = Moments.SquaredShortfalls(input.AboveTarget);
        return input.Days(i => squares == 0d ? 0d : value * Math.Pow(Math.Min(input.AboveTarget[i], 0d), 2d) / squares);
    }
}

internal sealed class Omega : Metric
{
    public override string Name => "omega_ratio";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"sum of daily returns above {input.Settings.TargetAnnual:0.####} a year over the sum below (Keating and Shadwick 2002)");

    protected override Statistic Measure(MetricInput input) => Ratios.Omega(input.AboveTarget);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var below = Moments.Sides(input.AboveTarget).Below;
        return input.Days(i => Math.Max(input.AboveTarget[i], 0d) / below);
    }
}

internal sealed class MaxDrawdown : Metric
{
    public override string Name => "max_drawdown";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "deepest fall of the daily time-weighted index from its highest so far, the start included; at or below zero";

    protected override Statistic Measure(MetricInput input) => input.DeepestDrawdown;

    /// <summary>Each day's change between the peak and the valley, over the peak.</summary>
    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var fall = input.Returns.Drawdowns().MinBy(episode => episode.Depth) is { } deepest
            ? input.Returns.FallOf(deepest).ToDictionary(change => change.Day, change => change.Change)
            : [];
        return input.Days(i => fall.GetValueOrDefault(input.Returns.Days[i]));
    }
}

internal sealed class UlcerIndex : Metric
{
    public override string Name => "ulcer_index";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "root of the mean squared drawdown over all days, as a fraction (Martin 1987)";

    protected override Statistic Measure(MetricInput input) => Drawdowns.UlcerIndex(input.Returns.Returns);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var depths = Drawdowns.Series(input.Returns.Returns);
        var squares = depths.Sum(depth => depth * depth);
        return input.Days(i => squares == 0d ? 0d : value * depths[i] * depths[i] / squares);
    }
}

internal sealed class LongestUnderwater : Metric
{
    public override string Name => "longest_underwater_days";

    public override MetricUnit Unit => MetricUnit.Days;

    public override string Convention(MetricInput input) => "days of the longest time below an old peak, first and last day included; one under way counts";

    protected override Statistic Measure(MetricInput input) => input.Returns.Count == 0
        ? Statistic.None(0, Undefined.NoReturns)
        : Statistic.Of(input.Returns.Drawdowns().Select(episode => episode.Days).DefaultIfEmpty(0).Max(), input.Returns.Count);
}

internal sealed class Stability : Metric
{
    public override string Name => "stability";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) => "R squared of a straight line through the cumulative log returns";

    protected override Statistic Measure(MetricInput input) => Regression.Stability(input.Returns.Returns);
}
