using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>Every metric of the registry over a period, and what there is in the registry.</summary>
internal static class MetricsEndpoint
{
    private static readonly QueryParameter<bool> Explain =
        QueryParameter.Flag("explain", "Adds the days or trades that each figure came from.");

    private static readonly QueryParameter<bool> Annualise =
        QueryParameter.Flag("annualise", "Tells figures as those of a year even where there is less than a year of days.");

    public static QueryParameter[] Parameters { get; } =
        [Period.Parameter, Benchmark.Parameter, CurrencyRates.Parameter, Explain, Annualise, DayHistory.KnownAt];

    /// <summary>How the portfolio did over a period, by every metric there is.</summary>
    public static async Task<Answer<MetricsAnswer>> Measure(
        HttpContext context,
        Subject subject,
        MetricRegistry registry,
        IGrainFactory grains,
        IPerformanceStore performance,
        IPriceStore prices,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (period, benchmark, currency) = (Period.Parameter.Read(context), Benchmark.Parameter.Read(context), CurrencyRates.Parameter.Read(context));
        var (explains, annualises, knownAt) = (Explain.Read(context), Annualise.Read(context), DayHistory.KnownAt.Read(context));
        var today = UtcDay.Of(knownAt ?? clock.GetUtcNow());
        var history = await DayHistory.ReadAsync(subject, currency, knownAt, grains, performance, prices, cancellationToken);
        var days = history.Of(period, today);

        var compared = days.Length == 0
            ? ReturnSeries.Empty
            : await benchmark.ReturnsAsync(prices, history.Currency, days[0].Day, knownAt is null ? days[^1].Day : today.AddDays(-1), cancellationToken);
        var trips = await PeriodTrips.ReadAsync(subject, period.BaseBefore(today), history.Currency, knownAt, grains, prices, cancellationToken);
        var settings = MetricSettings.Default with { Annualising = annualises ? Annualising.Always : Annualising.FromAYearOn };
        var input = MetricInput.Of(days, settings, compared, trips);
        var withheld = Caller.Of(context) is { AmountsWithheld: true };
        var measured = days.Skip(1).Select(day => history.Rows[day.Day]).ToList();
        return Answer.Of(new MetricsAnswer(
            period.Name,
            days.Length > 0 ? days[0].Day : null,
            days.Length > 0 ? days[^1].Day : null,
            measured.Count,
            measured.Count(row => row.Figures.IsReconstructed),
            measured.Count(row => row.RestatedAt is not null),
            benchmark.Text,
            history.Currency.Code,
            history.EffectOn(days, DateOnly.MaxValue))
        {
            Metrics = registry.All.ToDictionary(MetricAnswer.NameOf, metric => (object)MetricAnswer.Of(metric, input, explains, withheld), StringComparer.Ordinal),
        });
    }

    /// <summary>What can be measured.</summary>
    public static Answer<MetricListAnswer> List(MetricRegistry registry)
    {
        var nothing = new MetricInput(ReturnSeries.Empty);
        return Answer.Of(new MetricListAnswer(
        [
            .. registry.All.Select(metric => new MetricDescriptionAnswer(
                MetricAnswer.NameOf(metric), MetricAnswer.UnitOf(metric), metric.Convention(nothing))),
        ]));
    }
}
