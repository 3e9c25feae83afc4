using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Portfolios;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>
/// The equity curve by the day or more. A step is answered by its last day, with what flowed on all of its days; its drawdown is that of the time-weighted index. Days on which nothing complete was
/// seen are shown as they were, and change no drawdown.
/// </summary>
internal static class DayCurve
{
    /// <summary>The first midnight of this century that began a Monday, as for finer steps.</summary>
    private static readonly DateOnly Origin = new(2001, 1, 1);

    public static HistoryAnswer Of(
        DayHistory history, DateTimeOffset from, DateTimeOffset to, TimeSpan step, DateTimeOffset? after, int limit, Func<DateTimeOffset, string> cursorOf)
    {
        var depths = history.Depths();
        var days = history.Days.Zip(depths, (day, depth) => new Row(day, TimeOf(history, day.Day), depth))
            .Concat(history.Rows.Values.Where(row => !row.Figures.IsComplete && row.Currency == history.Currency).Select(row => new Row(row.Figures, row.AsOf, null)))
            .OrderBy(row => row.Day.Day)
            .ToList();
        var steps = new List<HistoryRowAnswer>();
        var (depth, lasts) = (0d, days.GroupBy(row => (row.Day.Day.DayNumber - Origin.DayNumber) / (int)step.TotalDays));
        foreach (var group in lasts)
        {
            depth = group.LastOrDefault(row => row.Depth is not null)?.Depth ?? depth;
            var last = group.Last();
            steps.Add(new HistoryRowAnswer(
                last.At, last.Day.Equity, group.Sum(row => row.Day.NetFlow), 0d - (depth * 100d), last.Day.IsComplete, last.Day.IsReconstructed,
                group.Any(row => history.Rows[row.Day.Day].RestatedAt is not null)));
        }

        var wanted = steps.Where(row => row.Time >= from && row.Time < to && (after is null || row.Time > after)).ToList();
        var page = wanted.Take(limit).ToList();
        return new HistoryAnswer(
            page, wanted.Count > limit ? cursorOf(page[^1].Time) : null, from, to, (long)step.TotalSeconds, page.Count > 0 ? history.Currency.Code : null,
            history.EffectBetween(UtcDay.Of(from), UtcDay.Of(to), UtcDay.Of(from)));
    }

    /// <summary>When a day was last seen complete; a reconstructed one counts as its last moment, so that it lies on its own day.</summary>
    private static DateTimeOffset TimeOf(DayHistory history, DateOnly day) => history.Rows[day] is var row && row.Figures.IsReconstructed
        ? row.AsOf.AddMicroseconds(-1)
        : row.AsOf;

    /// <param name="Depth">Null where the day says nothing of it.</param>
    private sealed record Row(DailyEquity Day, DateTimeOffset At, double? Depth);
}
