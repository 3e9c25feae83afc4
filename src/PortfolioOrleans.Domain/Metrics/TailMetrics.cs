using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

internal sealed class ValueAtRisk(double tail) : Metric
{
    public override string Name => FormattableString.Invariant($"var_{100 - (tail * 100):0}");

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"{tail:0.##} quantile of daily returns, type 7 of Hyndman and Fan, horizon one day, signed as a return");

    protected override Statistic Measure(MetricInput input) => Tails.ValueAtRisk(input.Returns.Returns, tail);

    /// <summary>The two days between which the quantile lies.</summary>
    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var sorted = input.Days(i => input.Returns.Returns[i]).OrderBy(day => day.Amount).ToList();
        var place = (sorted.Count - 1) * tail;
        var (below, weight) = ((int)Math.Floor(place), place - Math.Floor(place));
        yield return sorted[below] with { Amount = sorted[below].Amount * (1d - weight) };
        if (weight > 0d)
        {
            yield return sorted[below + 1] with { Amount = sorted[below + 1].Amount * weight };
        }
    }
}

internal sealed class ExpectedShortfall(double tail) : Metric
{
    public override string Name => FormattableString.Invariant($"cvar_{100 - (tail * 100):0}");

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) =>
        FormattableString.Invariant($"mean of the daily returns not above their {tail:0.##} quantile (Rockafellar and Uryasev 2000), horizon one day, signed as a return");

    protected override Statistic Measure(MetricInput input) => Tails.ExpectedShortfall(input.Returns.Returns, tail);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var count = Tails.TailCount(input.Returns.Count, tail);
        return input.Days(i => input.Returns.Returns[i]).OrderBy(day => day.Amount).Take(count).Select(day => day with { Amount = day.Amount / count });
    }
}

internal sealed class GaussianValueAtRisk : Metric
{
    public override string Name => "var_95_gaussian";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "mean + z(0.05) times the sample deviation of daily returns, as if they were normal; signed as a return";

    protected override Statistic Measure(MetricInput input) => Tails.GaussianValueAtRisk(input.Returns.Returns, 0.05);
}

internal sealed class TailRatio : Metric
{
    public override string Name => "tail_ratio";

    public override MetricUnit Unit => MetricUnit.Ratio;

    public override string Convention(MetricInput input) => "size of the 95th percentile of daily returns over that of the 5th";

    protected override Statistic Measure(MetricInput input) => Tails.TailRatio(input.Returns.Returns);
}
