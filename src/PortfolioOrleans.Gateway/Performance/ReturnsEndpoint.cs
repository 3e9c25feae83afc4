using Microsoft.OpenApi;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>Returns by the calendar: as rows, as a table of months, as a heatmap of days, and the best and worst of them. Each costs one look at every day.</summary>
internal static class ReturnsEndpoint
{
    private static readonly QueryParameter<CalendarPeriod> Step = StepOf(CalendarPeriod.Month, "One row for each.");

    private static readonly QueryParameter<CalendarPeriod> ExtremeStep = StepOf(CalendarPeriod.Day, "What is compared.");

    private static readonly QueryParameter<int> Most = QueryParameter.Integer("count", "At most so many of the best and so many of the worst.", 1, 100, absent: 5);

    private static readonly QueryParameter<bool> Explain = QueryParameter.Flag("explain", "Adds the days that each row is made of; their pnl adds up to its own.");

    public static void MapReturns(this IEndpointRouteBuilder portfolio)
    {
        portfolio.MapGet("/returns", Rows).Takes([Step, Explain, .. Paging.Parameters]);
        portfolio.MapGet("/returns/monthly", Monthly).Takes(Paging.Parameters);
        portfolio.MapGet("/returns/heatmap", Heatmap).Takes(Paging.Parameters);
        portfolio.MapGet("/returns/extremes", Extremes).Takes(ExtremeStep, Most, Explain);
    }

    /// <summary>What each day, week, month, quarter or year earned, in percent and in money.</summary>
    public static Answer<ReturnsAnswer> Rows(HttpContext context, AskedDays asked)
    {
        var (step, explains) = (Step.Read(context), Explain.Read(context));
        var stretches = CalendarPerformance.Of(asked.Days, step);
        var days = explains ? CalendarPerformance.Of(asked.Days, CalendarPeriod.Day) : null;
        var (page, next) = Paging.Page(context, stretches, one => UtcTime.Of(one.Start));
        return Answer.Of(new ReturnsAnswer(
            [.. page.Select(one => PeriodReturnAnswer.Of(asked, one, step, days))],
            next, step, asked.Period, asked.Base, asked.End, asked.History.Currency.Code, ReturnConventions.Returns,
            PeriodReturnAnswer.OfAll(asked, stretches), asked.CurrencyEffect));
    }

    /// <summary>The months of each year and the year's total, as a table.</summary>
    public static Answer<MonthlyTableAnswer> Monthly(HttpContext context, AskedDays asked)
    {
        var months = CalendarPerformance.Of(asked.Days, CalendarPeriod.Month).ToDictionary(month => month.Start);
        var (page, next) = Paging.Page(context, CalendarPerformance.Of(asked.Days, CalendarPeriod.Year), year => UtcTime.Of(year.Start));
        return Answer.Of(new MonthlyTableAnswer(
            [
                .. page.Select(year => new YearAnswer(
                    year.Start.Year,
                    [
                        .. Enumerable.Range(0, 12).Select(year.Start.AddMonths)
                            .Select(start => CalendarCellAnswer.Of(asked, months.GetValueOrDefault(start), CalendarPeriod.Month, start)),
                    ],
                    CalendarCellAnswer.Of(asked, year, CalendarPeriod.Year, year.Start))),
            ],
            next, asked.Period, asked.Base, asked.End, asked.History.Currency.Code, ReturnConventions.Returns));
    }

    /// <summary>The days of each week, as a calendar to colour.</summary>
    public static Answer<HeatmapAnswer> Heatmap(HttpContext context, AskedDays asked)
    {
        var days = CalendarPerformance.Of(asked.Days, CalendarPeriod.Day).ToDictionary(day => day.Start);
        var weeks = days.Keys.Select(day => ReturnCalendar.StartOf(day, CalendarPeriod.Week)).Distinct();
        var (page, next) = Paging.Page(context, weeks, UtcTime.Of);
        return Answer.Of(new HeatmapAnswer(
            [
                .. page.Select(monday => new WeekAnswer(
                    monday,
                    [
                        .. Enumerable.Range(0, 7).Select(monday.AddDays)
                            .Select(day => CalendarCellAnswer.Of(asked, days.GetValueOrDefault(day), CalendarPeriod.Day, day)),
                    ])),
            ],
            next, asked.Period, asked.Base, asked.End, asked.History.Currency.Code, ReturnConventions.Returns,
            days.Values.Max(day => day.Return) * 100d, days.Values.Min(day => day.Return) * 100d));
    }

    /// <summary>The best and the worst days, weeks or months, with what they made.</summary>
    public static Answer<ExtremesAnswer> Extremes(HttpContext context, AskedDays asked)
    {
        var (step, most, explains) = (ExtremeStep.Read(context), Most.Read(context), Explain.Read(context));
        var stretches = CalendarPerformance.Of(asked.Days, step);
        var days = explains ? CalendarPerformance.Of(asked.Days, CalendarPeriod.Day) : null;
        return Answer.Of(new ExtremesAnswer(
            step, asked.Period, asked.Base, asked.End, asked.History.Currency.Code, ReturnConventions.Returns, stretches.Count(one => one.Return is not null),
            [.. stretches.Extremes(most, best: true).Select(one => PeriodReturnAnswer.Of(asked, one, step, days))],
            [.. stretches.Extremes(most, best: false).Select(one => PeriodReturnAnswer.Of(asked, one, step, days))]));
    }

    private static QueryParameter<CalendarPeriod> StepOf(CalendarPeriod absent, string meaning)
    {
        var names = Enum.GetValues<CalendarPeriod>().ToDictionary(step => step.ToString().ToLowerInvariant(), StringComparer.Ordinal);
        var said = absent.ToString().ToLowerInvariant();
        return new QueryParameter<CalendarPeriod>(
            "step", $"{meaning} Weeks begin on Monday. Default: {said}.",
            new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. names.Keys.Select(name => (System.Text.Json.Nodes.JsonNode)name)], Default = said },
            absent, "one of day, week, month, quarter, year", text => names.TryGetValue(text, out var step) ? (true, step) : default);
    }
}
