namespace PortfolioOrleans.Domain.Risk;

/// <summary>
/// Falls from the highest wealth so far (Magdon-Ismail and Atiya 2004). The wealth before the first return counts as a peak. Depths are at or below zero: -0.25
/// is a quarter lost.
/// </summary>
public static class Drawdowns
{
    /// <summary>The deepest; 0 where wealth never fell.</summary>
    public static Statistic Deepest(ReadOnlySpan<double> returns)
    {
        if (returns.IsEmpty)
        {
            return Statistic.None(0, Undefined.NoReturns);
        }

        var (wealth, peak, deepest) = (1d, 1d, 0d);
        foreach (var value in returns)
        {
            wealth *= 1d + value;
            peak = Math.Max(peak, wealth);
            deepest = Math.Min(deepest, (wealth - peak) / peak);
        }

        return Statistic.Of(deepest, returns.Length);
    }

    /// <summary>The fall from the peak after each return.</summary>
    public static double[] Series(ReadOnlySpan<double> returns)
    {
        var series = new double[returns.Length];
        var (wealth, peak) = (1d, 1d);
        for (var i = 0; i < series.Length; i++)
        {
            wealth *= 1d + returns[i];
            peak = Math.Max(peak, wealth);
            series[i] = (wealth - peak) / peak;
        }

        return series;
    }

    /// <summary>Root of the mean squared drawdown over all n periods, as a fraction (Martin 1987, who took percent).</summary>
    public static Statistic UlcerIndex(ReadOnlySpan<double> returns)
    {
        if (returns.IsEmpty)
        {
            return Statistic.None(0, Undefined.NoReturns);
        }

        var squares = 0d;
        foreach (var depth in Series(returns))
        {
            squares += depth * depth;
        }

        return Statistic.Of(Math.Sqrt(squares / returns.Length), returns.Length);
    }

    /// <summary>Every time under water, in order. A peak is come back to when wealth is at it again, not only above it.</summary>
    /// <exception cref="ArgumentException">There are not as many days as returns.</exception>
    public static IReadOnlyList<DrawdownEpisode> Episodes(IReadOnlyList<DateOnly> days, ReadOnlySpan<double> returns)
    {
        if (days.Count != returns.Length)
        {
            throw new ArgumentException($"{days.Count} days cannot have {returns.Length} returns.", nameof(days));
        }

        List<DrawdownEpisode> episodes = [];
        var (wealth, peak) = (1d, 1d);
        DateOnly? peakDay = null;
        DrawdownEpisode? open = null;
        for (var i = 0; i < returns.Length; i++)
        {
            wealth *= 1d + returns[i];
            if (wealth >= peak)
            {
                if (open is not null)
                {
                    episodes.Add(open with { RecoveredOn = days[i], Progress = 1d });
                    open = null;
                }

                (peak, peakDay) = (wealth, days[i]);
                continue;
            }

            var depth = (wealth - peak) / peak;
            open ??= new DrawdownEpisode(peakDay, days[i], days[i], days[i], null, depth, 0d);
            open = depth < open.Depth ? open with { Valley = days[i], Depth = depth } : open;
            open = open with { LastUnderwater = days[i], Progress = 1d - (depth / open.Depth) };
        }

        if (open is not null)
        {
            episodes.Add(open);
        }

        return episodes;
    }

    /// <summary>The longest time between two peaks, each strictly above the one before, the end of the series counting as one: how long a new high was waited for.</summary>
    /// <returns>In days.</returns>
    public static int LongestBetweenPeaks(IReadOnlyList<DateOnly> days, ReadOnlySpan<double> wealth)
    {
        if (days.Count == 0)
        {
            return 0;
        }

        var (longest, peak, since) = (0, wealth[0], days[0]);
        for (var i = 1; i < wealth.Length; i++)
        {
            longest = Math.Max(longest, days[i].DayNumber - since.DayNumber);
            if (wealth[i] > peak)
            {
                (peak, since) = (wealth[i], days[i]);
            }
        }

        return longest;
    }
}

/// <summary>A time under water.</summary>
/// <param name="PeakOn">The day of the peak it fell from; null where that was before the first return.</param>
/// <param name="Start">First day under water.</param>
/// <param name="Valley">Day of the lowest wealth.</param>
/// <param name="LastUnderwater">Last day under water so far.</param>
/// <param name="RecoveredOn">The day the peak was reached again; null while it was not.</param>
/// <param name="Depth">At the valley, below zero.</param>
/// <param name="Progress">How much of the way from the valley to the peak is done: 0 at the valley, 1 once recovered.</param>
public sealed record DrawdownEpisode(
    DateOnly? PeakOn, DateOnly Start, DateOnly Valley, DateOnly LastUnderwater, DateOnly? RecoveredOn, double Depth, double Progress)
{
    /// <summary>Days under water, first and last included.</summary>
    public int Days => LastUnderwater.DayNumber - Start.DayNumber + 1;

    /// <summary>Days from the valley to the peak again; null while it was not reached.</summary>
    public int? RecoveryDays => RecoveredOn?.DayNumber - Valley.DayNumber;
}
