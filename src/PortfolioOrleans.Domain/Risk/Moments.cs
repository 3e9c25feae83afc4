using System.Numerics;
using System.Runtime.InteropServices;

namespace PortfolioOrleans.Domain.Risk;

/// <summary>Sums over a series that most figures are made of, in two passes: a deviation taken from sums of squares loses its digits.</summary>
internal static class Moments
{
    /// <summary>Below this fraction of the largest value a deviation is the rounding of the mean, not the series'.</summary>
    private const double Noise = 1e-14;

    public static double Sum(ReadOnlySpan<double> values)
    {
        var sums = Vector<double>.Zero;
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        foreach (var vector in vectors)
        {
            sums += vector;
        }

        var sum = Vector.Sum(sums);
        for (var i = vectors.Length * Vector<double>.Count; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    public static double Mean(ReadOnlySpan<double> values) => Sum(values) / values.Length;

    /// <summary>Sum of (x - mean x)(y - mean y); a series with itself gives its squared deviations. Exactly zero where a series is constant but for rounding.</summary>
    public static double Products(ReadOnlySpan<double> x, double meanX, ReadOnlySpan<double> y, double meanY)
    {
        var (sums, xLarge, yLarge) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector<double>>(y);
        var (mx, my) = (new Vector<double>(meanX), new Vector<double>(meanY));
        for (var i = 0; i < xs.Length; i++)
        {
            var (dx, dy) = (xs[i] - mx, ys[i] - my);
            sums += dx * dy;
            xLarge = Vector.Max(xLarge, Vector.Abs(dx));
            yLarge = Vector.Max(yLarge, Vector.Abs(dy));
        }

        var (sum, largestX, largestY) = (Vector.Sum(sums), 0d, 0d);
        for (var i = 0; i < Vector<double>.Count; i++)
        {
            (largestX, largestY) = (Math.Max(largestX, xLarge[i]), Math.Max(largestY, yLarge[i]));
        }

        for (var i = xs.Length * Vector<double>.Count; i < x.Length; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            sum += dx * dy;
            (largestX, largestY) = (Math.Max(largestX, Math.Abs(dx)), Math.Max(largestY, Math.Abs(dy)));
        }

        return largestX <= Noise * Math.Abs(meanX) || largestY <= Noise * Math.Abs(meanY) ? 0d : sum;
    }

    /// <summary>Sum of min(x, 0) squared.</summary>
    public static double SquaredShortfalls(ReadOnlySpan<double> excess)
    {
        var sums = Vector<double>.Zero;
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(excess);
        foreach (var vector in vectors)
        {
            var below = Vector.Min(vector, Vector<double>.Zero);
            sums += below * below;
        }

        var sum = Vector.Sum(sums);
        for (var i = vectors.Length * Vector<double>.Count; i < excess.Length; i++)
        {
            var below = Math.Min(excess[i], 0d);
            sum += below * below;
        }

        return sum;
    }

    /// <summary>Sums of what is above zero and of what is below, both positive.</summary>
    public static (double Above, double Below) Sides(ReadOnlySpan<double> excess)
    {
        var (above, below) = (Vector<double>.Zero, Vector<double>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(excess);
        foreach (var vector in vectors)
        {
            above += Vector.Max(vector, Vector<double>.Zero);
            below -= Vector.Min(vector, Vector<double>.Zero);
        }

        var (gains, losses) = (Vector.Sum(above), Vector.Sum(below));
        for (var i = vectors.Length * Vector<double>.Count; i < excess.Length; i++)
        {
            gains += Math.Max(excess[i], 0d);
            losses -= Math.Min(excess[i], 0d);
        }

        return (gains, losses);
    }
}
