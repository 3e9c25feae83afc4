namespace PortfolioOrleans.Domain.Risk;

/// <summary>
/// Deviations of returns, and returns over them. "Excess" means returns less a rate: the risk-free one, a target, a benchmark, constant or day by day. N is
/// periods a year, and 1 leaves a figure per period.
/// </summary>
public static class Ratios
{
    /// <summary>Sample standard deviation (divisor n - 1) times the root of N.</summary>
    public static Statistic Volatility(ReadOnlySpan<double> returns, double periodsPerYear) => returns.Length < 2
        ? Statistic.None(returns.Length, Undefined.FewerThanTwo)
        : Statistic.Of(Deviation(returns) * Math.Sqrt(periodsPerYear), returns.Length);

    /// <summary>Mean over deviation of the excess, times the root of N (Sharpe 1994).</summary>
    public static Statistic Sharpe(ReadOnlySpan<double> excess, double periodsPerYear)
    {
        if (excess.Length < 2)
        {
            return Statistic.None(excess.Length, Undefined.FewerThanTwo);
        }

        var deviation = Deviation(excess);
        return deviation == 0d
            ? Statistic.None(excess.Length, Undefined.NoDeviation)
            : Statistic.Of(Moments.Mean(excess) / deviation * Math.Sqrt(periodsPerYear), excess.Length);
    }

    /// <summary>The same as <see cref="Sharpe"/>, of returns less a benchmark's and per period: the information ratio (Goodwin 1998).</summary>
    public static Statistic Information(ReadOnlySpan<double> active) => Sharpe(active, 1d);

    /// <summary>
    /// Root of the mean of min(excess, 0) squared over all periods, not only those that lost, times the root of N (Sortino and van der Meer 1991).
    /// </summary>
    public static Statistic DownsideDeviation(ReadOnlySpan<double> excess, double periodsPerYear) => excess.IsEmpty
        ? Statistic.None(0, Undefined.NoReturns)
        : Statistic.Of(Math.Sqrt(Moments.SquaredShortfalls(excess) / excess.Length) * Math.Sqrt(periodsPerYear), excess.Length);

    /// <summary>Mean of the excess over its downside deviation, times the root of N (Sortino and Price 1994).</summary>
    public static Statistic Sortino(ReadOnlySpan<double> excess, double periodsPerYear)
    {
        if (excess.Length < 2)
        {
            return Statistic.None(excess.Length, Undefined.FewerThanTwo);
        }

        var downside = DownsideDeviation(excess, 1d).Value!.Value;
        return downside == 0d
            ? Statistic.None(excess.Length, Undefined.NoShortfall)
            : Statistic.Of(Moments.Mean(excess) / downside * Math.Sqrt(periodsPerYear), excess.Length);
    }

    /// <summary>Annual return over the deepest drawdown, of the whole series (Young 1991 took 36 months).</summary>
    public static Statistic Calmar(ReadOnlySpan<double> returns, double periodsPerYear)
    {
        var (annual, drawdown) = (Returns.Annual(returns, periodsPerYear), Drawdowns.Deepest(returns));
        return drawdown.Value is not { } depth ? annual
            : depth == 0d ? Statistic.None(returns.Length, Undefined.NoDrawdown)
            : annual.Times(1d / -depth);
    }

    /// <summary>Sum of the excess above zero over the sum below (Keating and Shadwick 2002).</summary>
    public static Statistic Omega(ReadOnlySpan<double> excess)
    {
        if (excess.Length < 2)
        {
            return Statistic.None(excess.Length, Undefined.FewerThanTwo);
        }

        var (above, below) = Moments.Sides(excess);
        return below == 0d ? Statistic.None(excess.Length, Undefined.NoShortfall) : Statistic.Of(above / below, excess.Length);
    }

    internal static double Deviation(ReadOnlySpan<double> values)
    {
        var mean = Moments.Mean(values);
        return Math.Sqrt(Moments.Products(values, mean, values, mean) / (values.Length - 1));
    }
}
