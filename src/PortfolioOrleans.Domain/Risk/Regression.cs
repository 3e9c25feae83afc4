namespace PortfolioOrleans.Domain.Risk;

/// <summary>How a series moves with another one, and with time. The two series hold the same periods.</summary>
public static class Regression
{
    /// <summary>Covariance over the benchmark's variance.</summary>
    public static Statistic Beta(ReadOnlySpan<double> returns, ReadOnlySpan<double> benchmark)
    {
        var n = Common(returns, benchmark);
        if (n < 2)
        {
            return Statistic.None(n, Undefined.FewerThanTwo);
        }

        var r = returns[..n];
        var b = benchmark[..n];
        var mean = Moments.Mean(b);
        var variance = Moments.Products(b, mean, b, mean);
        return variance == 0d
            ? Statistic.None(n, Undefined.BenchmarkFlat)
            : Statistic.Of(Moments.Products(r, Moments.Mean(r), b, mean) / variance, n);
    }

    /// <summary>Jensen's alpha of a period: mean of (r - rf) - beta (b - rf) (Jensen 1968). Times N for a year, arithmetically; compounded it explodes.</summary>
    public static Statistic Alpha(ReadOnlySpan<double> returns, ReadOnlySpan<double> benchmark, double riskFree)
    {
        var beta = Beta(returns, benchmark);
        return beta.Value is not { } slope ? beta : Statistic.Of(
            Moments.Mean(returns[..beta.Observations]) - riskFree - (slope * (Moments.Mean(benchmark[..beta.Observations]) - riskFree)), beta.Observations);
    }

    /// <summary>Pearson's correlation.</summary>
    public static Statistic Correlation(ReadOnlySpan<double> returns, ReadOnlySpan<double> benchmark)
    {
        var n = Common(returns, benchmark);
        if (n < 2)
        {
            return Statistic.None(n, Undefined.FewerThanTwo);
        }

        var r = returns[..n];
        var b = benchmark[..n];
        var (meanR, meanB) = (Moments.Mean(r), Moments.Mean(b));
        var (varianceR, varianceB) = (Moments.Products(r, meanR, r, meanR), Moments.Products(b, meanB, b, meanB));
        return varianceR == 0d ? Statistic.None(n, Undefined.NoDeviation)
            : varianceB == 0d ? Statistic.None(n, Undefined.BenchmarkFlat)
            : Statistic.Of(Moments.Products(r, meanR, b, meanB) / Math.Sqrt(varianceR * varianceB), n);
    }

    /// <summary>
    /// R squared of a straight line through the cumulative log returns against time: 1 is growth as steady as compound interest.
    /// </summary>
    public static Statistic Stability(ReadOnlySpan<double> returns)
    {
        var n = returns.Length;
        if (n < 2)
        {
            return Statistic.None(n, Undefined.FewerThanTwo);
        }

        // Times are 0 .. n - 1; around their middle their squares add up to n (n^2 - 1) / 12.
        var logs = CumulativeLogs(returns);
        var mean = Moments.Mean(logs);
        if (double.IsNaN(mean) || double.IsInfinity(mean))
        {
            return Statistic.None(n, Undefined.LostEverything);
        }

        var squares = Moments.Products(logs, mean, logs, mean);
        var (products, middle) = (0d, (n - 1) / 2d);
        for (var i = 0; i < n; i++)
        {
            products += (i - middle) * logs[i];
        }

        return squares == 0d
            ? Statistic.None(n, Undefined.NoDeviation)
            : Statistic.Of(products * products / (n * (((double)n * n) - 1d) / 12d) / squares, n);
    }

    private static double[] CumulativeLogs(ReadOnlySpan<double> returns)
    {
        var logs = new double[returns.Length];
        var sum = 0d;
        for (var i = 0; i < logs.Length; i++)
        {
            sum += Math.Log(1d + returns[i]);
            logs[i] = sum;
        }

        return logs;
    }

    // One of the series may be missing altogether; it never differs otherwise.
    private static int Common(ReadOnlySpan<double> returns, ReadOnlySpan<double> benchmark) => Math.Min(returns.Length, benchmark.Length);
}
