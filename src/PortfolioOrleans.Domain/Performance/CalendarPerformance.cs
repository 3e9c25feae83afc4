namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// A portfolio's days by week, month or year: what each stretch earned in percent, time-weighted, and in money. Both leave flows out, so that no deposit is a gain. The
/// first day of all is the base: it was brought in and belongs to no stretch. A day that is missing belongs to the next one that is there, and so may what it made.
/// </summary>
public static class CalendarPerformance
{
    /// <param name="days">Ascending.</param>
    /// <returns>In order; a stretch without a day is left out. Their returns linked are the return of all days, their gains add up to the gain.</returns>
    public static IReadOnlyList<PeriodPerformance> Of(IReadOnlyList<DailyEquity> days, CalendarPeriod period)
    {
        var index = TimeWeightedIndex.Of(days);
        var withoutBase = index.WithoutBase.ToHashSet();
        List<PeriodPerformance> periods = [];
        for (var first = 1; first < days.Count;)
        {
            var start = ReturnCalendar.StartOf(days[first].Day, period);
            var (end, flows, growth) = (first, 0m, (double?)null);
            for (; end < days.Count && ReturnCalendar.StartOf(days[end].Day, period) == start; end++)
            {
                flows += days[end].NetFlow;
                growth = withoutBase.Contains(days[end].Day) ? growth : (growth ?? 1d) * (1d + index.Returns[end]);
            }

            periods.Add(new PeriodPerformance(
                start, first, end - first, days[first - 1].Day, days[end - 1].Day, days[first - 1].Equity, days[end - 1].Equity, flows, growth - 1d));
            first = end;
        }

        return periods;
    }

    /// <summary>The highest returns first, or the lowest; of equal ones the earlier. Stretches without a return are not among them.</summary>
    public static IReadOnlyList<PeriodPerformance> Extremes(this IEnumerable<PeriodPerformance> periods, int count, bool best) =>
    [
        .. periods.Where(one => one.Return is not null)
            .OrderBy(one => best ? -one.Return : one.Return).ThenBy(one => one.Start).Take(count),
    ];
}

/// <summary>What one stretch of the calendar earned. Amounts are in the portfolio's currency.</summary>
/// <param name="Start">First day of the stretch on the calendar.</param>
/// <param name="First">Where its first day stands among all.</param>
/// <param name="Count">How many of its days are there.</param>
/// <param name="From">The day whose end it is measured from.</param>
/// <param name="To">The last of its days that is there.</param>
/// <param name="StartEquity">At the end of <paramref name="From"/>.</param>
/// <param name="EndEquity">At the end of <paramref name="To"/>.</param>
/// <param name="NetFlow">Deposits minus withdrawals between the two.</param>
/// <param name="Return">Time-weighted, as a fraction; null where there was nothing to earn on, on any of its days.</param>
public sealed record PeriodPerformance(
    DateOnly Start, int First, int Count, DateOnly From, DateOnly To, decimal StartEquity, decimal EndEquity, decimal NetFlow, double? Return)
{
    public decimal Gain => LinkedReturns.Gain(StartEquity, EndEquity, NetFlow);
}
