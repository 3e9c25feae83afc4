using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>The days that a question is about, read from ?period=, ?from=, ?to=, ?currency= and ?known_at= of the request.</summary>
/// <param name="Period">The word it was asked with; "range" where a day was named.</param>
/// <param name="History">All of the portfolio's days.</param>
/// <param name="Days">The one that is measured from, and those that are asked for.</param>
/// <param name="First">The first day asked for, there or not.</param>
/// <param name="Last">The last one that can be there by now.</param>
/// <param name="KnownAt">The days as they were known then; null for now.</param>
internal sealed record AskedDays(
    string Period, DayHistory History, ImmutableArray<DailyEquity> Days, DateOnly First, DateOnly Last, DateTimeOffset? KnownAt) : IEndpointParameterMetadataProvider
{
    private const string Range = "range";

    private static readonly QueryParameter<Period?> Word = Performance.Period.OrRange;

    private static readonly QueryParameter<DateTimeOffset?> From =
        QueryParameter.Time("from", "Begin of the range, inclusive: the UTC day of this moment is the first. In place of period.");

    private static readonly QueryParameter<DateTimeOffset?> To =
        QueryParameter.Time("to", "End of the range, exclusive: the last is the UTC day of the moment before it. Default: now.");

    /// <summary>The day whose end everything is measured from; null where there is no day.</summary>
    public DateOnly? Base => Days.IsEmpty ? null : Days[0].Day;

    /// <summary>The last day that is there; null where there is none.</summary>
    public DateOnly? End => Days.IsEmpty ? null : Days[^1].Day;

    /// <summary>The last day that should be there: today is on its way until it was valued.</summary>
    public DateOnly LastExpected => Earlier(Last, Later(History.Days[^1].Day, Last.AddDays(-1)));

    /// <summary>What the currency itself made of it; null for the portfolio's own.</summary>
    public CurrencyEffectAnswer? CurrencyEffect => History.EffectOn(Days, Last);

    /// <exception cref="ProblemException">The range is none, or the currency has no price.</exception>
    public static ValueTask<AskedDays> BindAsync(HttpContext context) => ReadAsync(context, DayHistory.KnownAt.Read(context));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        Describe(builder);
        builder.Metadata.Add(DayHistory.KnownAt);
    }

    /// <param name="knownAt">The days as they were known then; null for now.</param>
    /// <exception cref="ProblemException">The range is none, or the currency has no price.</exception>
    public static async ValueTask<AskedDays> ReadAsync(HttpContext context, DateTimeOffset? knownAt)
    {
        var services = context.RequestServices;
        var subject = await Subject.BindAsync(context);
        var (word, from, to, currency) = (Word.Read(context), From.Read(context), To.Read(context), CurrencyRates.Parameter.Read(context));
        var now = knownAt ?? services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (from >= (to ?? now))
        {
            throw new ProblemException(Problem.OfQuery(From.Name, "before to"));
        }

        if (word is not null && (from ?? to) is not null)
        {
            throw new ProblemException(Problem.OfQuery(Word.Name, "left out where from or to is given"));
        }

        var today = UtcDay.Of(now);
        var first = from is { } begin ? UtcDay.Of(begin) : word?.BaseBefore(today) is { } edge && edge > DateOnly.MinValue ? edge.AddDays(1) : DateOnly.MinValue;
        var last = to is { } end && UtcDay.Of(end.AddTicks(-1)) is var named && named < today ? named : today;
        var history = await DayHistory.ReadAsync(
            subject, currency, knownAt, services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<IPerformanceStore>(),
            services.GetRequiredService<IPriceStore>(), context.RequestAborted);
        return new AskedDays((from ?? to) is null ? word?.Name ?? "all" : Range, history, history.Between(first, last), first, last, knownAt);
    }

    /// <summary>Says which parameters <see cref="ReadAsync"/> reads.</summary>
    public static void Describe(EndpointBuilder builder)
    {
        builder.Metadata.Add(Subject.Named);
        builder.Metadata.Add(Word);
        builder.Metadata.Add(From);
        builder.Metadata.Add(To);
        builder.Metadata.Add(CurrencyRates.Parameter);
    }

    /// <summary>How many of the days of a stretch of the calendar are not there, though they could be: those before the first of all and those to come could not.</summary>
    public int MissingOf(PeriodPerformance stretch, CalendarPeriod period)
    {
        var begin = Later(Later(stretch.Start, First), Days[0].Day.AddDays(1));
        var end = Earlier(ReturnCalendar.EndOf(stretch.Start, period), LastExpected);
        return Math.Max(end.DayNumber - begin.DayNumber + 1 - stretch.Count, 0);
    }

    /// <summary>How many days of a stretch were made afterwards from the ledger and daily prices.</summary>
    public int ReconstructedIn(PeriodPerformance stretch)
    {
        var count = 0;
        foreach (var day in Days.AsSpan(stretch.First, stretch.Count))
        {
            count += day.IsReconstructed ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many days of a stretch were changed by what became known later.</summary>
    public int RestatedIn(PeriodPerformance stretch)
    {
        var count = 0;
        foreach (var day in Days.AsSpan(stretch.First, stretch.Count))
        {
            count += History.Rows[day.Day].RestatedAt is null ? 0 : 1;
        }

        return count;
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
