namespace PortfolioOrleans.Domain.Risk;

/// <summary>What the worst periods look like. Signed as returns: a loss is negative. The horizon is one period.</summary>
public static class Tails
{
    /// <summary>Value at risk from the returns themselves: their quantile at <paramref name="tail"/>, type 7.</summary>
    public static Statistic ValueAtRisk(ReadOnlySpan<double> returns, double tail) => returns.IsEmpty
        ? Statistic.None(0, Undefined.NoReturns)
        : Statistic.Of(Quantiles.Quantile(returns, tail), returns.Length);

    /// <summary>Mean of the floor((n - 1) p) + 1 worst returns, those not above the value at risk (Rockafellar and Uryasev 2000).</summary>
    public static Statistic ExpectedShortfall(ReadOnlySpan<double> returns, double tail) => returns.IsEmpty
        ? Statistic.None(0, Undefined.NoReturns)
        : Statistic.Of(Moments.Mean(Quantiles.Lowest(returns, TailCount(returns.Length, tail))), returns.Length);

    /// <summary>Value at risk if returns were normal: mean + z(p) times the sample deviation. An extra: crypto's tails are not.</summary>
    public static Statistic GaussianValueAtRisk(ReadOnlySpan<double> returns, double tail) => returns.Length < 2
        ? Statistic.None(returns.Length, Undefined.FewerThanTwo)
        : Statistic.Of(Moments.Mean(returns) + (Normal.Quantile(tail) * Ratios.Deviation(returns)), returns.Length);

    /// <summary>The size of the 95th percentile over that of the 5th: above 1 the best days are larger than the worst.</summary>
    public static Statistic TailRatio(ReadOnlySpan<double> returns)
    {
        if (returns.IsEmpty)
        {
            return Statistic.None(0, Undefined.NoReturns);
        }

        var low = Math.Abs(Quantiles.Quantile(returns, 0.05));
        return low == 0d
            ? Statistic.None(returns.Length, Undefined.NoLoss)
            : Statistic.Of(Math.Abs(Quantiles.Quantile(returns, 0.95)) / low, returns.Length);
    }

    internal static int TailCount(int count, double tail) => (int)Math.Floor((count - 1) * tail) + 1;
}
