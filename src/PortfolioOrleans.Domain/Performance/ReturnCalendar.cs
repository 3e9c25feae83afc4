using PortfolioOrleans.Domain.Risk;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>A stretch of the calendar, in UTC days. A week starts on Monday and belongs to no month or year.</summary>
public enum CalendarPeriod
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>Days as people look at them: by week, month, year, on a heatmap.</summary>
public static class ReturnCalendar
{
    /// <summary>First day of the period that a day lies in.</summary>
    public static DateOnly StartOf(DateOnly day, CalendarPeriod period) => period switch
    {
        CalendarPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        CalendarPeriod.Month => new DateOnly(day.Year, day.Month, 1),
        CalendarPeriod.Quarter => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        CalendarPeriod.Year => new DateOnly(day.Year, 1, 1),
        _ => day,
    };

    public static DateOnly StartOf(DateTimeOffset at, CalendarPeriod period) => StartOf(UtcDay.Of(at), period);

    /// <summary>Last day of the period that a day lies in.</summary>
    public static DateOnly EndOf(DateOnly day, CalendarPeriod period) => NextAfter(day, period).AddDays(-1);

    /// <summary>First day of the period after the one that a day lies in.</summary>
    public static DateOnly NextAfter(DateOnly day, CalendarPeriod period)
    {
        var start = StartOf(day, period);
        return period switch
        {
            CalendarPeriod.Week => start.AddDays(7),
            CalendarPeriod.Month => start.AddMonths(1),
            CalendarPeriod.Quarter => start.AddMonths(3),
            CalendarPeriod.Year => start.AddYears(1),
            _ => start.AddDays(1),
        };
    }

    /// <summary>Daily returns compounded inside each period, in order; periods without a day are left out.</summary>
    public static IReadOnlyList<PeriodReturn> Compounded(this ReturnSeries series, CalendarPeriod period)
    {
        List<PeriodReturn> periods = [];
        for (var i = 0; i < series.Count; i++)
        {
            var start = StartOf(series.Days[i], period);
            if (periods.Count == 0 || periods[^1].Start != start)
            {
                periods.Add(new PeriodReturn(start, 0d, 0));
            }

            var held = periods[^1];
            periods[^1] = held with { Return = ((1d + held.Return) * (1d + series.Returns[i])) - 1d, Days = held.Days + 1 };
        }

        return periods;
    }

    /// <summary>A row for each year: twelve months, null where there is no day, and the year's own return.</summary>
    public static IReadOnlyList<MonthlyRow> MonthlyTable(this ReturnSeries series)
    {
        var months = series.Compounded(CalendarPeriod.Month).ToLookup(month => month.Start.Year);
        return
        [
            .. series.Compounded(CalendarPeriod.Year).Select(year => new MonthlyRow(
                year.Start.Year,
                [.. Enumerable.Range(1, 12).Select(month => months[year.Start.Year].Where(one => one.Start.Month == month).Select(one => (double?)one.Return).FirstOrDefault())],
                year.Return)),
        ];
    }

    /// <summary>Each day with its place on a calendar: the Monday of its week, and 0 for Monday to 6 for Sunday.</summary>
    public static IReadOnlyList<HeatmapDay> Heatmap(this ReturnSeries series) =>
    [
        .. Enumerable.Range(0, series.Count).Select(i => new HeatmapDay(
            series.Days[i], StartOf(series.Days[i], CalendarPeriod.Week), ((int)series.Days[i].DayOfWeek + 6) % 7, series.Returns[i])),
    ];

    /// <summary>The best days first, or the worst; of equal ones the earlier.</summary>
    public static IReadOnlyList<(DateOnly Day, double Return)> Extremes(this ReturnSeries series, int count, bool best) =>
    [
        .. Enumerable.Range(0, series.Count).Select(i => (series.Days[i], Return: series.Returns[i]))
            .OrderBy(day => best ? -day.Return : day.Return).ThenBy(day => day.Item1).Take(count),
    ];

    /// <summary>A figure of each full window of so many days, with the window's last day.</summary>
    /// <param name="window">Days, above zero.</param>
    public static IReadOnlyList<(DateOnly Day, Statistic Figure)> Rolling(this ReturnSeries series, int window, WindowFigure figure)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
        List<(DateOnly, Statistic)> figures = [];
        for (var end = window; end <= series.Count; end++)
        {
            figures.Add((series.Days[end - 1], figure(series.Returns[(end - window)..end])));
        }

        return figures;
    }
}

/// <summary>A figure of the returns of a window.</summary>
public delegate Statistic WindowFigure(ReadOnlySpan<double> returns);

/// <param name="Start">First day of the period, which the series may start after.</param>
/// <param name="Days">How many days of it the series has.</param>
public readonly record struct PeriodReturn(DateOnly Start, double Return, int Days);

/// <param name="Months">January first.</param>
public sealed record MonthlyRow(int Year, IReadOnlyList<double?> Months, double Total);

public readonly record struct HeatmapDay(DateOnly Day, DateOnly WeekStart, int Weekday, double Return);
