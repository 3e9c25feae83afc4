using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>
/// Metrics of the registry over a window that moves a day at a time. Only the windows of the page are measured: each costs one look at its days for each metric, so a page
/// of a hundred windows of a year costs as much as a hundred times the metrics of a year.
/// </summary>
internal static class RollingEndpoint
{
    private const int MostMetrics = 10;
    private const int LongestDays = 3_650;
    private const int MostParts = 100_000; // Some megabytes of an answer.

    private static readonly QueryParameter<int> Window = new(
        "window", "How many measured days each window has: 30d, 12w or 1y. Over a day that is missing it reaches further back. Default: 30d.",
        new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^\d{1,4}(d|w|y)$", Default = "30d" }, 30, $"a length from 1d to {LongestDays}d: a number and d, w or y", ParseWindow);

    private static readonly QueryParameter<string[]> Names = new(
        "metrics", $"Which metrics, by their names in metrics/registry, separated by commas. At most {MostMetrics}. Default: twr_pct,volatility_pct,sharpe_ratio,max_drawdown_pct.",
        new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 500 }, ["twr", "volatility", "sharpe_ratio", "max_drawdown"],
        $"one to {MostMetrics} names of metrics/registry, separated by commas",
        text => text.Split(',') is { Length: <= MostMetrics } names ? (true, names) : default);

    private static readonly QueryParameter<bool> Annualise = QueryParameter.Flag("annualise", "Tells figures as those of a year even where a window is shorter than a year.");

    private static readonly QueryParameter<bool> Explain = QueryParameter.Flag(
        "explain", $"Adds the days or trades that each figure came from, to a page of at most {MostParts} parts: its windows times the days of each times the metrics.");

    public static void MapRolling(this IEndpointRouteBuilder portfolio) =>
        portfolio.MapGet("/rolling", Handle).Takes([Window, Names, Benchmark.Parameter, Annualise, Explain, .. Paging.Parameters]);

    /// <summary>Metrics of the last so many days, as of each day.</summary>
    public static async Task<Answer<RollingAnswer>> Handle(
        HttpContext context, AskedDays asked, Subject subject, MetricRegistry registry, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        var (window, benchmark, annualises, explains) = (Window.Read(context), Benchmark.Parameter.Read(context), Annualise.Read(context), Explain.Read(context));
        var metrics = Names.Read(context).Select(name => Find(registry, name)).Distinct().ToList();
        var (withheld, history) = (Caller.Of(context) is { AmountsWithheld: true }, asked.History.Days);

        // A window ends on a day that is asked for, and may begin before all of them.
        var from = Math.Max(history.Length - asked.History.Days.Count(day => day.Day >= asked.First) - window, 0);
        var days = history[from..].TakeWhile(day => day.Day <= asked.Last).ToList();
        var compared = days.Count == 0 ? ReturnSeries.Empty : await benchmark.ReturnsAsync(prices, asked.History.Currency, days[0].Day, days[^1].Day, cancellationToken);
        var trips = days.Count == 0 ? [] : await PeriodTrips.ReadAsync(subject, days[0].Day, asked.History.Currency, asked.KnownAt, grains, prices, cancellationToken);
        var settings = MetricSettings.Default with { Annualising = annualises ? Annualising.Always : Annualising.FromAYearOn };
        var rolling = new RollingMetrics([.. days], window, settings, compared, trips);

        var places = Enumerable.Range(0, rolling.Count).Where(place => rolling.DayOf(place) >= asked.First);
        var (page, next) = Paging.Page(context, places, place => UtcTime.Of(rolling.DayOf(place)));
        if (explains && (long)page.Count * window * metrics.Count > MostParts)
        {
            throw new ProblemException(Problem.OfQuery(
                Explain.Name, $"left out of a page of so many parts: a limit of {Math.Max(MostParts / window / metrics.Count, 1)} windows can be explained"));
        }

        var example = rolling.Count > 0 ? rolling.At(rolling.Count - 1) : new MetricInput(ReturnSeries.Empty, settings);
        return Answer.Of(new RollingAnswer(
            [.. page.Select(RowOf)], next, asked.Period, window, days.Count > 0 ? days[0].Day : null, days.Count > 0 ? days[^1].Day : null,
            benchmark.Text, asked.History.Currency.Code, rolling.Count > 0 ? null : $"there are {Math.Max(days.Count - 1, 0)} measured days, fewer than a window of {window}",
            metrics.ToDictionary(MetricAnswer.NameOf, metric => new RollingMetricAnswer(MetricAnswer.UnitOf(metric), metric.Convention(example)), StringComparer.Ordinal)));

        RollingRowAnswer RowOf(int place)
        {
            var input = rolling.At(place);
            return new RollingRowAnswer(
                rolling.DayOf(place), rolling.BaseOf(place), input.Equity.Skip(1).Count(day => day.IsReconstructed),
                metrics.ToDictionary(MetricAnswer.NameOf, metric => RollingValueAnswer.Of(MetricAnswer.Of(metric, input, explains, withheld)), StringComparer.Ordinal));
        }
    }

    /// <summary>By the name it has in the API, or in the library.</summary>
    private static Metric Find(MetricRegistry registry, string name) =>
        registry.All.FirstOrDefault(metric => metric.Name == name || MetricAnswer.NameOf(metric) == name)
        ?? throw new ProblemException(Problem.OfQuery(Names.Name, Names.Allowed));

    private static (bool Valid, int Days) ParseWindow(string text)
    {
        if (text.Length is < 2 or > 5 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return default;
        }

        var days = text[^1] switch { 'd' => count, 'w' => 7 * count, 'y' => 365 * count, _ => 0 };
        return days is > 0 and <= LongestDays ? (true, days) : default;
    }
}

/// <summary>Metrics over a moving window, a row for each day that one ends on, oldest first.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="WindowDays">How many measured days each window has.</param>
/// <param name="From">The day whose end the first window is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Benchmark">What was compared with.</param>
/// <param name="Currency">In what it was measured.</param>
/// <param name="Reason">Why there is no window at all; null where there is one.</param>
/// <param name="Metrics">What was measured, by name.</param>
internal sealed record RollingAnswer(
    IReadOnlyList<RollingRowAnswer> Items,
    string? NextCursor,
    string Period,
    int WindowDays,
    DateOnly? From,
    DateOnly? To,
    string Benchmark,
    string Currency,
    string? Reason,
    IReadOnlyDictionary<string, RollingMetricAnswer> Metrics);

/// <param name="Unit">percent, fraction, ratio or days.</param>
/// <param name="Convention">By what definition, the same in every window.</param>
internal sealed record RollingMetricAnswer(string Unit, string Convention);

/// <summary>One window.</summary>
/// <param name="Day">Its last day.</param>
/// <param name="From">The day whose end it is measured from.</param>
/// <param name="Reconstructed">How many of its days were made afterwards from the ledger and daily prices.</param>
/// <param name="Values">By the metric's name.</param>
internal sealed record RollingRowAnswer(DateOnly Day, DateOnly From, int Reconstructed, IReadOnlyDictionary<string, RollingValueAnswer> Values);

/// <param name="Value">Null where it is undefined.</param>
/// <param name="N">Of how many days or trades.</param>
/// <param name="Reason">Why it is undefined; null where it is not.</param>
/// <param name="Parts">What it came from, adding up to it; null unless asked for.</param>
internal sealed record RollingValueAnswer(double? Value, int N, string? Reason, IReadOnlyList<MetricPartAnswer>? Parts)
{
    public static RollingValueAnswer Of(MetricAnswer measured) => new(measured.Value, measured.N, measured.Reason, measured.Parts);
}
