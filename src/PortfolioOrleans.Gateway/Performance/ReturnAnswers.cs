using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>How figures by the calendar are made, in the words that answers say it in.</summary>
internal static class ReturnConventions
{
    public const string NoBase = "there was nothing to earn on";

    public const string Returns =
        "time-weighted: daily returns linked, flows timed; measured from the end of the last day before, a missing day belongs to the next one; a day is a UTC day, a week begins on Monday; "
        + "pnl is end less start less net flow; nothing is annualised";
}

/// <summary>What each stretch of the calendar earned, oldest first. Returns are in percent; linked they are that of the whole, and amounts add up to it.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end the whole is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Convention">How it is measured.</param>
/// <param name="Total">All days together, whatever the page; null where there is none after the base.</param>
/// <param name="CurrencyEffect">What the currency itself made of it; null for the portfolio's own.</param>
internal sealed record ReturnsAnswer(
    IReadOnlyList<PeriodReturnAnswer> Items,
    string? NextCursor,
    CalendarPeriod Step,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string Currency,
    string Convention,
    PeriodReturnAnswer? Total,
    CurrencyEffectAnswer? CurrencyEffect);

/// <summary>The best and the worst stretches of the calendar.</summary>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end the whole is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Convention">How it is measured.</param>
/// <param name="N">Of how many stretches with a return.</param>
/// <param name="Best">Highest return first; of equal ones the earlier.</param>
/// <param name="Worst">Lowest return first.</param>
internal sealed record ExtremesAnswer(
    CalendarPeriod Step,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string Currency,
    string Convention,
    int N,
    IReadOnlyList<PeriodReturnAnswer> Best,
    IReadOnlyList<PeriodReturnAnswer> Worst);

/// <summary>One stretch of the calendar.</summary>
/// <param name="Start">Its first day on the calendar.</param>
/// <param name="From">The day whose end it is measured from.</param>
/// <param name="To">The last of its days that is there.</param>
/// <param name="ReturnPct">Null where there was nothing to earn on.</param>
/// <param name="Reason">Why there is no return; null where there is one.</param>
/// <param name="StartEquity">At the end of from.</param>
/// <param name="EndEquity">At the end of to.</param>
/// <param name="NetFlow">Deposits minus withdrawals in between.</param>
/// <param name="Pnl">What was made or lost: end less start less net flow.</param>
/// <param name="N">Of how many days.</param>
/// <param name="Missing">How many of its days are not there though they have passed; what they made belongs to the next.</param>
/// <param name="Complete">Whether none is missing.</param>
/// <param name="Reconstructed">How many of its days were made afterwards from the ledger and daily prices.</param>
/// <param name="Restated">How many were changed by what became known later.</param>
/// <param name="Parts">Its days, whose pnl adds up to its own; null unless asked for.</param>
internal sealed record PeriodReturnAnswer(
    DateOnly Start,
    DateOnly From,
    DateOnly To,
    double? ReturnPct,
    string? Reason,
    decimal StartEquity,
    decimal EndEquity,
    decimal NetFlow,
    decimal Pnl,
    int N,
    int Missing,
    bool Complete,
    int Reconstructed,
    int Restated,
    IReadOnlyList<DayPnlAnswer>? Parts)
{
    public static PeriodReturnAnswer Of(AskedDays asked, PeriodPerformance stretch, CalendarPeriod step, IReadOnlyList<PeriodPerformance>? days)
    {
        var missing = asked.MissingOf(stretch, step);
        return new PeriodReturnAnswer(
            stretch.Start, stretch.From, stretch.To, stretch.Return * 100d, stretch.Return is null ? ReturnConventions.NoBase : null,
            stretch.StartEquity, stretch.EndEquity, stretch.NetFlow, stretch.Gain, stretch.Count, missing, missing == 0,
            asked.ReconstructedIn(stretch), asked.RestatedIn(stretch),
            days is null ? null : [.. days.Skip(stretch.First - 1).Take(stretch.Count).Select(day => new DayPnlAnswer(day.To, day.Gain, day.Return * 100d))]);
    }

    /// <summary>All days as one stretch; null where there is none after the base.</summary>
    public static PeriodReturnAnswer? OfAll(AskedDays asked, IReadOnlyList<PeriodPerformance> stretches)
    {
        if (stretches.Count == 0)
        {
            return null;
        }

        var count = stretches.Sum(one => one.Count);
        var missing = Math.Max(asked.LastExpected.DayNumber - asked.Base!.Value.DayNumber - count, 0);
        var growth = stretches.Where(one => one.Return is not null).Aggregate((double?)null, (wealth, one) => (wealth ?? 1d) * (1d + one.Return!.Value));
        return new PeriodReturnAnswer(
            stretches[0].From.AddDays(1), stretches[0].From, stretches[^1].To, (growth - 1d) * 100d, growth is null ? ReturnConventions.NoBase : null,
            stretches[0].StartEquity, stretches[^1].EndEquity, stretches.Sum(one => one.NetFlow), stretches.Sum(one => one.Gain), count, missing, missing == 0,
            stretches.Sum(asked.ReconstructedIn), stretches.Sum(asked.RestatedIn), null);
    }
}

/// <summary>A day's part.</summary>
/// <param name="Source">The day.</param>
/// <param name="ReturnPct">Null where there was nothing to earn on.</param>
internal sealed record DayPnlAnswer(DateOnly Source, decimal Pnl, double? ReturnPct);

/// <summary>Years and months as a table: a row for each year, newest last, with its twelve months and its own total.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end the whole is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Convention">How it is measured.</param>
internal sealed record MonthlyTableAnswer(
    IReadOnlyList<YearAnswer> Items, string? NextCursor, string Period, DateOnly? From, DateOnly? To, string Currency, string Convention);

/// <param name="Months">January to December.</param>
/// <param name="Total">The whole year.</param>
internal sealed record YearAnswer(int Year, IReadOnlyList<CalendarCellAnswer> Months, CalendarCellAnswer Total);

/// <summary>Days on a calendar: a row for each week, newest last, with its seven days.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end the whole is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Convention">How it is measured.</param>
/// <param name="HighestPct">The highest return of a day, of all pages, to scale colours by; null where there is none.</param>
/// <param name="LowestPct">The lowest.</param>
internal sealed record HeatmapAnswer(
    IReadOnlyList<WeekAnswer> Items,
    string? NextCursor,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string Currency,
    string Convention,
    double? HighestPct,
    double? LowestPct);

/// <param name="Start">Its Monday.</param>
/// <param name="Days">Monday to Sunday.</param>
internal sealed record WeekAnswer(DateOnly Start, IReadOnlyList<CalendarCellAnswer> Days);

/// <summary>A field of a table or a calendar.</summary>
/// <param name="Start">Its first day.</param>
/// <param name="ReturnPct">Null where there is no day, or nothing to earn on.</param>
/// <param name="Pnl">Null where there is no day.</param>
/// <param name="N">Of how many days; 0 where there is none.</param>
/// <param name="Complete">Whether no day is missing that has passed; false where there is none.</param>
/// <param name="Reconstructed">How many of its days were made afterwards from the ledger and daily prices.</param>
internal sealed record CalendarCellAnswer(DateOnly Start, double? ReturnPct, decimal? Pnl, int N, bool Complete, int Reconstructed)
{
    public static CalendarCellAnswer Of(AskedDays asked, PeriodPerformance? stretch, CalendarPeriod step, DateOnly start) => stretch is null
        ? new CalendarCellAnswer(start, null, null, 0, false, 0)
        : new CalendarCellAnswer(
            start, stretch.Return * 100d, stretch.Gain, stretch.Count, asked.MissingOf(stretch, step) == 0, asked.ReconstructedIn(stretch));
}
