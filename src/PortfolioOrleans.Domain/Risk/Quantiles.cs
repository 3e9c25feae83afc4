namespace PortfolioOrleans.Domain.Risk;

/// <summary>
/// Order statistics and what is read from them. A quantile is type 7 of Hyndman and Fan 1996: linear between the order statistics around (n - 1) p, as
/// spreadsheets take it. Where only the ends of a long series are asked for, it is not sorted.
/// </summary>
public static class Quantiles
{
    private const int Buckets = 256;

    /// <param name="values">In any order; at least one.</param>
    /// <param name="probability">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside 0 to 1.</exception>
    public static double Quantile(ReadOnlySpan<double> values, double probability)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("A quantile needs at least one value.", nameof(values));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1d);

        var place = (values.Length - 1) * probability;
        var below = (int)Math.Floor(place);
        if (probability <= 0.5d)
        {
            var lowest = Lowest(values, Math.Min(below + 2, values.Length));
            return Between(lowest[below], lowest[^1], place - below);
        }

        // From the other end: the highest are the lowest of the negatives.
        var highest = LowestOfNegatives(values, values.Length - below);
        return Between(-highest[^1], -highest[Math.Max(highest.Length - 2, 0)], place - below);
    }

    /// <summary>The <paramref name="count"/> lowest values, ascending.</summary>
    internal static double[] Lowest(ReadOnlySpan<double> values, int count)
    {
        if (values.Length <= Buckets || count > values.Length / 4)
        {
            var all = values.ToArray();
            Array.Sort(all);
            return all[..count];
        }

        // One pass puts the values into buckets of equal width, a second takes those that hold enough of the lowest; only these are sorted.
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        var scale = (Buckets - 1) / (most - least);
        if (!double.IsFinite(scale))
        {
            return [.. values[..count]]; // All are equal.
        }

        Span<int> held = stackalloc int[Buckets];
        held.Clear();
        foreach (var value in values)
        {
            held[(int)((value - least) * scale)]++;
        }

        var (last, candidates) = (0, held[0]);
        while (candidates < count)
        {
            candidates += held[++last];
        }

        var lowest = new double[candidates];
        var next = 0;
        foreach (var value in values)
        {
            if ((int)((value - least) * scale) <= last)
            {
                lowest[next++] = value;
            }
        }

        Array.Sort(lowest);
        return lowest[..count];
    }

    private static double[] LowestOfNegatives(ReadOnlySpan<double> values, int count)
    {
        var negatives = new double[values.Length];
        for (var i = 0; i < negatives.Length; i++)
        {
            negatives[i] = -values[i];
        }

        return Lowest(negatives, count);
    }

    internal static double Between(double lower, double upper, double weight) => lower + ((upper - lower) * weight);
}
