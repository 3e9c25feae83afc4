namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// The largest fall of a balance between two moments, in money or as a fraction. Points at the same moment are one: what happened at once is netted, the last one
/// counting. For a portfolio with flows measure on the index instead.
/// </summary>
/// <param name="Peak">The balance it fell from.</param>
/// <param name="PeakAt">When; null where that was the balance before the first point.</param>
/// <param name="Trough">The balance it fell to.</param>
/// <param name="Current">How far the last point is below the highest balance, in money.</param>
public sealed record EquityDrawdown(decimal Peak, DateTimeOffset? PeakAt, decimal Trough, DateTimeOffset? TroughAt, decimal Current)
{
    public decimal Amount => Peak - Trough;

    /// <summary>A fraction of the peak; null where the peak is not above zero.</summary>
    public decimal? Fraction => Peak > 0m ? Amount / Peak : null;

    /// <param name="points">In order of time.</param>
    /// <param name="start">The balance before the first point, which counts as a peak; null where there is none.</param>
    /// <param name="byFraction">The deepest as a fraction; in money otherwise.</param>
    /// <returns>Null where there is no point.</returns>
    public static EquityDrawdown? Of(IEnumerable<(DateTimeOffset At, decimal Balance)> points, decimal? start = null, bool byFraction = true)
    {
        var (peak, peakAt, last) = (start, (DateTimeOffset?)null, start ?? 0m);
        EquityDrawdown? deepest = null;
        foreach (var point in points.GroupBy(point => point.At).Select(moment => moment.Last()))
        {
            last = point.Balance;
            if (peak is null || point.Balance >= peak)
            {
                (peak, peakAt) = (point.Balance, point.At);
            }

            var fall = new EquityDrawdown(peak.Value, peakAt, point.Balance, point.At, 0m);
            if (deepest is null || Size(fall, byFraction) > Size(deepest, byFraction))
            {
                deepest = fall;
            }
        }

        return deepest is null ? null : deepest with { Current = peak!.Value - last };
    }

    private static decimal Size(EquityDrawdown fall, bool byFraction) => byFraction ? fall.Fraction ?? fall.Amount : fall.Amount;
}

/// <summary>The highest price of an interval and where the last one stands below it.</summary>
/// <param name="Day">The first day it was reached.</param>
/// <param name="Distance">Of the last price from it, a fraction at or below zero.</param>
public sealed record AllTimeHigh(decimal Price, DateOnly Day, decimal Distance)
{
    /// <param name="prices">In order of time.</param>
    /// <param name="after">The interval starts behind this day.</param>
    /// <param name="until">And ends with this one.</param>
    /// <returns>Null where the interval has no price.</returns>
    public static AllTimeHigh? Of(IEnumerable<(DateOnly Day, decimal Price)> prices, DateOnly after, DateOnly until)
    {
        var inside = prices.Where(price => price.Day > after && price.Day <= until).ToList();
        if (inside.Count == 0)
        {
            return null;
        }

        var highest = inside.MaxBy(price => price.Price);
        return new AllTimeHigh(highest.Price, highest.Day, (inside[^1].Price / highest.Price) - 1m);
    }
}
