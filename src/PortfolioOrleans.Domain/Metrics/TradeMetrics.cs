using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Metrics;

/// <summary>What all figures of trading are made of: closed round trips, after fees.</summary>
internal abstract class TradeMetric : Metric
{
    public override MetricUnit Unit => MetricUnit.Ratio;

    protected override Statistic Measure(MetricInput input) => Measure(TradeStatistics.Of(input.Trips));

    protected abstract Statistic Measure(TradeStatistics trades);

    protected static IEnumerable<MetricPart> Trips(MetricInput input, Func<double, double> amount) =>
        input.Trips.Select(trip => new MetricPart(trip.Id, amount((double)trip.Pnl!.Value)));
}

internal sealed class WinRate : TradeMetric
{
    public override string Name => "win_rate";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "closed round trips won over those won or lost, after fees; exactly zero is neither";

    protected override Statistic Measure(TradeStatistics trades) => trades.WinRate;

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var trades = TradeStatistics.Of(input.Trips);
        return Trips(input, pnl => pnl > 0d ? 1d / (trades.Wins + trades.Losses) : 0d);
    }
}

internal sealed class ProfitFactor : TradeMetric
{
    public override string Name => "profit_factor";

    public override string Convention(MetricInput input) => "sum won over sum lost of closed round trips, after fees";

    protected override Statistic Measure(TradeStatistics trades) => trades.ProfitFactor;

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var lost = TradeStatistics.Of(input.Trips).Lost;
        return Trips(input, pnl => Math.Max(pnl, 0d) / lost);
    }
}

internal sealed class Expectancy : TradeMetric
{
    public override string Name => "expectancy";

    public override string Convention(MetricInput input) => "mean profit of a closed round trip after fees, in the portfolio's currency";

    protected override Statistic Measure(TradeStatistics trades) => trades.Expectancy;

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value) => Trips(input, pnl => pnl / input.Trips.Length);
}

internal sealed class Payoff : TradeMetric
{
    public override string Name => "payoff_ratio";

    public override string Convention(MetricInput input) => "mean win over mean loss of closed round trips, after fees";

    protected override Statistic Measure(TradeStatistics trades) => trades.Payoff;

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var trades = TradeStatistics.Of(input.Trips);
        return Trips(input, pnl => Math.Max(pnl, 0d) / trades.Wins / -trades.MeanLoss!.Value);
    }
}

internal sealed class Kelly : TradeMetric
{
    public override string Name => "kelly_fraction";

    public override MetricUnit Unit => MetricUnit.Fraction;

    public override string Convention(MetricInput input) => "win rate less loss rate over payoff, of closed round trips (Kelly 1956); below zero: no stake";

    protected override Statistic Measure(TradeStatistics trades) => trades.Kelly;
}

internal sealed class SystemQuality : TradeMetric
{
    public override string Name => "sqn";

    public override string Convention(MetricInput input) => "root of the number of closed round trips times the mean over the sample deviation of their profits (Tharp)";

    protected override Statistic Measure(TradeStatistics trades) => trades.Sqn;

    protected override IEnumerable<MetricPart> Parts(MetricInput input, double value)
    {
        var mean = input.Trips.Average(trip => (double)trip.Pnl!.Value);
        return Trips(input, pnl => mean == 0d ? 0d : value * pnl / (mean * input.Trips.Length));
    }
}
