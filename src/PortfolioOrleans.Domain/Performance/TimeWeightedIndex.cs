using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Daily equity and flows to time-weighted returns: what a unit of money earned, whatever came and went (Bacon; GIPS 2020). A flow whose time is known cuts its
/// day in two; any other inflow counts from the start of its day, any other outflow until the end:
/// r = (equity + outflow) / (equity of the day before + inflow) - 1, days linked by multiplication.
/// </summary>
public static class TimeWeightedIndex
{
    /// <summary>
    /// One return for each day. The first day is the base: its equity was brought in, and its return is 0. Where there was nothing to earn on, or equity was below
    /// zero, a percentage means nothing: the day's return is 0 and the day is listed in <see cref="ReturnSeries.WithoutBase"/>.
    /// </summary>
    /// <param name="days">Ascending; a day that is not there belongs to the next one that is.</param>
    public static ReturnSeries Of(IReadOnlyList<DailyEquity> days)
    {
        var returns = new double[days.Count];
        List<DateOnly> withoutBase = [];
        for (var i = 1; i < days.Count; i++)
        {
            if (ReturnOf(days[i - 1].Equity, days[i]) is { } value)
            {
                returns[i] = value;
            }
            else
            {
                withoutBase.Add(days[i].Day);
            }
        }

        return new ReturnSeries(days.Select(day => day.Day), returns, withoutBase);
    }

    /// <summary>The day's return; null where there was nothing to earn on.</summary>
    private static double? ReturnOf(decimal equityBefore, DailyEquity day)
    {
        var (opening, growth) = (equityBefore + day.Inflow, 1d);
        foreach (var flow in day.Timed)
        {
            if (Growth(opening, flow.EquityBefore) is not { } part)
            {
                return null;
            }

            growth *= part;
            opening = flow.EquityBefore + flow.Amount;
        }

        return Growth(opening, day.Equity + day.Outflow) is { } last ? (growth * last) - 1d : null;
    }

    // A day that ends with nothing after starting with something is a total loss; one that starts with nothing has no return.
    // Something that grew out of dust by more than a decimal holds is told as closely as a double can.
    private static double? Growth(decimal from, decimal to) => from > 0m && to >= 0m ? (double?)Exact.Quotient(to, from) ?? (double)to / (double)from : null;
}
