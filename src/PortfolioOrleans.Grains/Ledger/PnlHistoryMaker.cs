using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>What was realised, period by period.</summary>
internal static class PnlHistoryMaker
{
    public static PnlHistory Make(BooksReading reading, PnlHistoryQuery query, DateTimeOffset moment)
    {
        var days = reading.Books.Days.Between(query.Since, query.Until).ToList();
        var periods = days.ToLookup(day => ReturnCalendar.StartOf(day.Day, query.Step));
        var page = days.Count == 0 ? [] : Starts(days[0].Day, days[^1].Day, query).Take(query.Limit + 1).ToList();
        return new PnlHistory(
            reading.View.Method,
            reading.View.Lots,
            reading.Currency,
            moment,
            [.. page.Take(query.Limit).Select(start => PeriodOf(reading, start, periods[start]))],
            page.Count > query.Limit,
            PeriodOf(reading, page.Count > 0 ? ReturnCalendar.StartOf(days[0].Day, query.Step) : DateOnly.MinValue, days),
            reading.Doubts([], among: days));
    }

    /// <summary>First days of periods, those without anything included.</summary>
    private static IEnumerable<DateOnly> Starts(DateOnly first, DateOnly last, PnlHistoryQuery query)
    {
        var begin = ReturnCalendar.StartOf(first, query.Step);
        begin = query.After is { } after && after >= begin ? ReturnCalendar.NextAfter(after, query.Step) : begin;
        for (var start = begin; start <= last; start = ReturnCalendar.NextAfter(start, query.Step))
        {
            yield return start;
        }
    }

    private static PnlPeriod PeriodOf(BooksReading reading, DateOnly start, IEnumerable<BookedDay> days)
    {
        var sums = new RealizedSums(reading.View.Explain);
        TradeTally trades = default;
        foreach (var day in days)
        {
            foreach (var (parts, ended) in day.Places.Values)
            {
                trades += ended;
                if (!reading.View.Explain)
                {
                    sums.Add(parts);
                }
            }

            foreach (var booking in reading.View.Explain ? reading.Books.Days.MadeOn(day) : [])
            {
                sums.Add(RealizedParts.Of(booking), booking);
            }
        }

        return new PnlPeriod(start, sums.Realized, sums.Sources, sums.Fees, trades.Count, trades.Wins, trades.Losses);
    }
}
