using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

internal sealed class TotalReturn : Metric
{
    public override string Name => "twr";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "time-weighted return of the period: daily returns linked, flows timed; not annualised";

    protected override Statistic Measure(MetricInput input) => Returns.Total(input.Returns.Returns);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value) => input.DaysOfGrowth(value);
}

internal sealed class AnnualReturn : Metric
{
    public override string Name => "cagr";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => input.Annualises
        ? FormattableString.Invariant($"compound growth a year: (1 + time-weighted return)^({input.Settings.PeriodsPerYear:0.####}/days) - 1")
        : "less than a year: the period's time-weighted return, not annualised";

    protected override Statistic Measure(MetricInput input) => input.Annualises
        ? Returns.Annual(input.Returns.Returns, input.Settings.PeriodsPerYear)
        : Returns.Total(input.Returns.Returns);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value) => input.DaysOfGrowth(value);
}

/// <summary>What all money metrics need: daily equity with flows.</summary>
internal abstract class EquityMetric : Metric
{
    public override MetricUnit Unit => MetricUnit.Fraction;

    protected override Statistic Measure(MetricInput input) => input.Equity.Count < 2
        ? Statistic.None(input.Equity.Count, Undefined.NoTime)
        : MeasureMoney(input.Equity);

    protected abstract Statistic MeasureMoney(IReadOnlyList<DailyEquity> days);

    /// <summary>Each day's part of the gain in money, scaled so that all add up to the value.</summary>
    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var days = input.Equity;
        var gains = Enumerable.Range(1, days.Count - 1).Select(i => (days[i].Day, Gain: (double)LinkedReturns.Gain(days[i - 1].Equity, days[i].Equity, days[i].NetFlow))).ToList();
        var total = gains.Sum(day => day.Gain);
        return gains.Select(day => MetricPart.Of(day.Day, total == 0d ? 0d : value * day.Gain / total));
    }
}

internal sealed class SimpleReturn : EquityMetric
{
    public override string Name => "roi";

    public override string Convention(MetricInput input) => "gain without flows over the equity at the start and all that came in since";

    protected override Statistic MeasureMoney(IReadOnlyList<DailyEquity> days)
    {
        var flows = days.Skip(1).Sum(day => day.NetFlow);
        var capital = days[0].Equity + days.Skip(1).Sum(day => day.Inflow + day.Timed.Sum(flow => Math.Max(flow.Amount, 0m)));
        return capital > 0m
            ? Statistic.Of((double)(LinkedReturns.Gain(days[0].Equity, days[^1].Equity, flows) / capital), days.Count - 1)
            : Statistic.None(days.Count - 1, Undefined.NoBase);
    }
}

internal sealed class ModifiedDietzReturn : EquityMetric
{
    public override string Name => "modified_dietz";

    public override string Convention(MetricInput input) => "gain without flows over the start and the flows, each weighted by the time that was left (Dietz 1966); not annualised";

    protected override Statistic MeasureMoney(IReadOnlyList<DailyEquity> days) => LinkedReturns.ModifiedDietz(days) is { } value
        ? Statistic.Of((double)value, days.Count - 1)
        : Statistic.None(days.Count - 1, Undefined.NoBase);
}

internal sealed class MoneyWeighted : EquityMetric
{
    public override string Name => "mwr";

    public override string Convention(MetricInput input) => input.Annualises
        ? "money-weighted return a year (XIRR, Actual/365, bracketed; of several solutions there is none)"
        : "money-weighted return of the period (XIRR, Actual/365, bracketed, not annualised; of several solutions there is none)";

    protected override Statistic Measure(MetricInput input) => base.Measure(input) is { Value: { } yearly } found && !input.Annualises
        ? Statistic.Of(Math.Pow(1d + yearly, (input.Equity[^1].Day.DayNumber - input.Equity[0].Day.DayNumber) / 365d) - 1d, found.Observations)
        : base.Measure(input);

    protected override Statistic MeasureMoney(IReadOnlyList<DailyEquity> days)
    {
        var solved = MoneyWeightedReturn.Of(
        [
            (days[0].Day, -(double)days[0].Equity),
            .. days.Skip(1).Where(day => day.NetFlow != 0m).Select(day => (day.Day, -(double)day.NetFlow)),
            (days[^1].Day, (double)days[^1].Equity),
        ]);
        return solved.IsAmbiguous ? Statistic.None(days.Count - 1, $"{solved.Rates.Length} rates solve the equation: {string.Join(", ", solved.Rates.Select(rate => FormattableString.Invariant($"{rate:0.####}")))}")
            : solved.Rate is { } rate ? Statistic.Of(rate, days.Count - 1)
            : Statistic.None(days.Count - 1, solved.Undefined!);
    }
}

internal sealed class ExtremeDay(bool isBest) : Metric
{
    public override string Name => isBest ? "best_day" : "worst_day";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => $"{(isBest ? "highest" : "lowest")} return of a UTC day";

    protected override Statistic Measure(MetricInput input) => input.Returns.Count == 0
        ? Statistic.None(0, Undefined.NoReturns)
        : Statistic.Of(input.Returns.Extremes(1, isBest)[0].Return, input.Returns.Count);

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value) => [MetricPart.Of(input.Returns.Extremes(1, isBest)[0].Day, value)];
}
