namespace PortfolioOrleans.Domain.Risk;

/// <summary>Returns, compounded. A return is a fraction of a period: 0.05 is 5 %.</summary>
public static class Returns
{
    /// <summary>Wealth after each period, from 1: the product of (1 + r).</summary>
    public static double[] Wealth(ReadOnlySpan<double> returns, double start = 1d)
    {
        var wealth = new double[returns.Length];
        for (var i = 0; i < returns.Length; i++)
        {
            start *= 1d + returns[i];
            wealth[i] = start;
        }

        return wealth;
    }

    /// <summary>p(t) / p(t-1) - 1: one fewer than prices.</summary>
    public static double[] FromPrices(ReadOnlySpan<double> prices)
    {
        var returns = new double[Math.Max(prices.Length - 1, 0)];
        for (var i = 0; i < returns.Length; i++)
        {
            returns[i] = (prices[i + 1] / prices[i]) - 1d;
        }

        return returns;
    }

    /// <summary>Each return less a rate of a period.</summary>
    public static double[] Less(ReadOnlySpan<double> returns, double rate)
    {
        var excess = new double[returns.Length];
        for (var i = 0; i < excess.Length; i++)
        {
            excess[i] = returns[i] - rate;
        }

        return excess;
    }

    /// <summary>Each return less that of the same period in another series.</summary>
    /// <exception cref="ArgumentException">The series differ in length.</exception>
    public static double[] Less(ReadOnlySpan<double> returns, ReadOnlySpan<double> others)
    {
        if (returns.Length != others.Length)
        {
            throw new ArgumentException($"A series of {others.Length} cannot be taken from one of {returns.Length}.", nameof(others));
        }

        var excess = new double[returns.Length];
        for (var i = 0; i < excess.Length; i++)
        {
            excess[i] = returns[i] - others[i];
        }

        return excess;
    }

    /// <summary>A yearly rate as that of a period: (1 + r)^(1/N) - 1.</summary>
    public static double PerPeriod(double annualRate, double periodsPerYear) => Math.Pow(1d + annualRate, 1d / periodsPerYear) - 1d;

    /// <summary>Product of (1 + r), less 1.</summary>
    public static Statistic Total(ReadOnlySpan<double> returns)
    {
        if (returns.IsEmpty)
        {
            return Statistic.None(0, Undefined.NoReturns);
        }

        var wealth = 1d;
        foreach (var value in returns)
        {
            wealth *= 1d + value;
        }

        return Statistic.Of(wealth - 1d, returns.Length);
    }

    /// <summary>The return of a period that compounds to the whole: product of (1 + r) to the power of 1/n, less 1.</summary>
    public static Statistic GeometricMean(ReadOnlySpan<double> returns) => Annual(returns, 1d);

    /// <summary>Product of (1 + r) to the power of N/n, less 1 (Bacon, Practical Portfolio Performance Measurement and Attribution).</summary>
    public static Statistic Annual(ReadOnlySpan<double> returns, double periodsPerYear) => Total(returns) is { Value: { } total }
        ? Raised(1d + total, periodsPerYear / returns.Length, returns.Length)
        : Statistic.None(0, Undefined.NoReturns);

    /// <summary>(1 + r)^(N/days) - 1: a return over so many days as that of a year.</summary>
    public static Statistic Annualised(double totalReturn, double days, double daysPerYear = 365d) => days <= 0d
        ? Statistic.None(0, Undefined.NoTime)
        : Raised(1d + totalReturn, daysPerYear / days, (int)days);

    /// <summary>(end / start)^(N/days) - 1.</summary>
    public static Statistic Cagr(double start, double end, double days, double daysPerYear = 365d) => start <= 0d
        ? Statistic.None((int)days, Undefined.NoBase)
        : Annualised((end / start) - 1d, days, daysPerYear);

    private static Statistic Raised(double growth, double power, int observations) => growth < 0d
        ? Statistic.None(observations, Undefined.LostEverything)
        : Statistic.Of(Math.Pow(growth, power) - 1d, observations);
}
