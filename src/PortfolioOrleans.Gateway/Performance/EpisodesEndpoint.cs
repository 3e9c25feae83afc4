using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Risk;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>Every time under water, on the daily time-weighted index: a withdrawal is no fall and a deposit no recovery.</summary>
internal static class EpisodesEndpoint
{
    private const string Convention =
        "falls of the daily time-weighted index from its highest so far; the end of the base day counts as a peak; an episode ends on the day the peak is reached again; days under water count "
        + "first and last; what happened within a day is not seen";

    private static readonly QueryParameter<bool> DeepestFirst = new(
        "order", "time: oldest first; depth: deepest first. Default: time.",
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["time", "depth"], Default = "time" }, false, "time or depth",
        text => text switch { "time" => (true, false), "depth" => (true, true), _ => default });

    private static readonly QueryParameter<double> LeastDepth = new(
        "min_depth_pct", "Leaves out what was never so deep, in percent. Default: 0.",
        new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "100", Default = 0 }, 0d, "a number from 0 to 100",
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var depth) && depth is >= 0d and <= 100d ? (true, depth) : default);

    private static readonly QueryParameter<bool> Explain = QueryParameter.Flag("explain", "Adds the days that each depth, the Ulcer index and the deepest drawdown came from.");

    public static void MapEpisodes(this IEndpointRouteBuilder portfolio) =>
        portfolio.MapGet("/drawdown/episodes", Handle).Takes([DeepestFirst, LeastDepth, Explain, .. Paging.Parameters]);

    /// <summary>Every drawdown: when it began, how deep it went, when it was over; and the Ulcer index of the whole.</summary>
    public static Answer<EpisodesAnswer> Handle(HttpContext context, AskedDays asked, MetricRegistry registry)
    {
        var (byDepth, least, explains) = (DeepestFirst.Read(context), LeastDepth.Read(context) / 100d, Explain.Read(context));
        var input = MetricInput.Of(asked.Days);
        var all = input.Returns.Drawdowns();
        var deep = all.Where(episode => -episode.Depth >= least).ToList();
        var (page, next) = Paging.Page(context, deep, byDepth ? KeyByDepth : KeyByTime);
        var withheld = Caller.Of(context) is { AmountsWithheld: true };
        var measured = asked.Days.Skip(1).Select(day => asked.History.Rows[day.Day]).ToList();
        return Answer.Of(new EpisodesAnswer(
            [.. page.Select(episode => EpisodeAnswer.Of(episode, asked.Base!.Value, explains ? input.Returns.FallOf(episode) : null))],
            next, asked.Period, asked.Base, asked.End, asked.History.Currency.Code, Convention,
            measured.Count, measured.Count(row => row.Figures.IsReconstructed), measured.Count(row => row.RestatedAt is not null),
            deep.Count, all.Sum(episode => episode.Days), all is [.., { RecoveredOn: null }],
            Measured("ulcer_index"), Measured("max_drawdown")));

        MetricAnswer? Measured(string name) => registry.Find(name) is { } metric ? MetricAnswer.Of(metric, input, explains, withheld) : null;
    }

    private static string KeyByTime(DrawdownEpisode episode) => UtcTime.Of(episode.Start);

    /// <summary>What is left at the valley sorts the deepest first.</summary>
    private static string KeyByDepth(DrawdownEpisode episode) => string.Create(CultureInfo.InvariantCulture, $"{1d + episode.Depth:F15} {KeyByTime(episode)}");
}

/// <summary>The drawdowns of a time. Depths are in percent, above zero.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end it begins with; an older peak does not count. Null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">In what it was measured.</param>
/// <param name="Convention">How it is measured.</param>
/// <param name="Days">How many days were measured.</param>
/// <param name="Reconstructed">How many of them were made afterwards from the ledger and daily prices.</param>
/// <param name="Restated">How many were changed by what became known later.</param>
/// <param name="Count">How many episodes there are, of all pages.</param>
/// <param name="UnderwaterDays">Days of all episodes together, shallow ones included.</param>
/// <param name="Underwater">Whether the last one is not over.</param>
/// <param name="UlcerIndexPct">Root of the mean squared drawdown of all days; null where the registry has no such metric.</param>
/// <param name="MaxDrawdownPct">The deepest, below zero as among the metrics; null where the registry has no such metric.</param>
internal sealed record EpisodesAnswer(
    IReadOnlyList<EpisodeAnswer> Items,
    string? NextCursor,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string Currency,
    string Convention,
    int Days,
    int Reconstructed,
    int Restated,
    int Count,
    int UnderwaterDays,
    bool Underwater,
    MetricAnswer? UlcerIndexPct,
    MetricAnswer? MaxDrawdownPct);

/// <summary>One time under water.</summary>
/// <param name="PeakDay">The last day at the peak.</param>
/// <param name="StartDay">The first day under water.</param>
/// <param name="ValleyDay">The lowest day.</param>
/// <param name="LastUnderwaterDay">The last day under water so far.</param>
/// <param name="RecoveryDay">The day the peak was reached again; null while it is not.</param>
/// <param name="DepthPct">Below the peak at the valley, above zero.</param>
/// <param name="ProgressPct">Of the way from the valley back to the peak: 0 at the valley, 100 at the peak.</param>
/// <param name="LengthDays">Days under water, first and last included.</param>
/// <param name="FallDays">From the peak to the valley.</param>
/// <param name="RecoveryDays">From the valley to the peak again; null while it is not reached.</param>
/// <param name="Underwater">Whether it is not over.</param>
/// <param name="Parts">What each day from the peak to the valley took of the peak, adding up to depth_pct; null unless asked for.</param>
internal sealed record EpisodeAnswer(
    DateOnly PeakDay,
    DateOnly StartDay,
    DateOnly ValleyDay,
    DateOnly LastUnderwaterDay,
    DateOnly? RecoveryDay,
    double DepthPct,
    double ProgressPct,
    int LengthDays,
    int FallDays,
    int? RecoveryDays,
    bool Underwater,
    IReadOnlyList<MetricPartAnswer>? Parts)
{
    /// <param name="basis">The peak of an episode that began with the first day.</param>
    /// <param name="fall">What each day changed, as a fraction of the peak; null where nobody asked.</param>
    public static EpisodeAnswer Of(DrawdownEpisode episode, DateOnly basis, IEnumerable<(DateOnly Day, double Change)>? fall)
    {
        var peak = episode.PeakOn ?? basis;
        return new EpisodeAnswer(
            peak, episode.Start, episode.Valley, episode.LastUnderwater, episode.RecoveredOn, -episode.Depth * 100d, episode.Progress * 100d, episode.Days,
            episode.Valley.DayNumber - peak.DayNumber, episode.RecoveryDays, episode.RecoveredOn is null,
            fall is null ? null : [.. fall.Select(change => new MetricPartAnswer(UtcTime.Of(change.Day), -change.Change * 100d))]);
    }
}
