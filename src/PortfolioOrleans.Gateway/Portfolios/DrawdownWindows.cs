using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>
/// The drawdowns of the last so many days, from the rows that history keeps. Each window begins at its own first complete row: an older peak is not its. What
/// happened between two rows, or while the portfolio was incomplete, is not seen.
/// </summary>
internal static class DrawdownWindows
{
    private const int LongestDays = 3_650;
    private const int MostWindows = 8;
    private const int MostRows = 10_000;

    public static readonly QueryParameter<int[]> Days = new(
        "days", $"Adds a window for each of these numbers of days, separated by commas, as in 30,90,365. At most {MostWindows}.",
        new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^\d{1,4}(,\d{1,4})*$" },
        [], $"one to {MostWindows} whole numbers from 1 to {LongestDays}, separated by commas", Parse);

    public static async Task<DrawdownWindowAnswer> OfAsync(
        ISnapshotStore history, PortfolioSnapshot now, int days, bool explains, CancellationToken cancellationToken)
    {
        var since = now.AsOf - TimeSpan.FromDays(days);
        var step = StepFor(days);
        var rows = await history.ListAsync(now.PortfolioId, now.PortfolioId, since, now.AsOf, step, MostRows, cancellationToken);
        var observed = rows.Where(row => row.Complete).Select(row => (row.At, row.Equity, row.NetFlowTotal)).ToList();
        if (now.Complete)
        {
            observed.Add((now.AsOf, now.Equity, now.NetFlowTotal));
        }

        return Of(days, since, step, observed, explains);
    }

    /// <param name="observed">Complete valuations, oldest first.</param>
    private static DrawdownWindowAnswer Of(
        int days, DateTimeOffset since, TimeSpan step, IReadOnlyList<(DateTimeOffset At, decimal Equity, decimal NetFlowTotal)> observed, bool explains)
    {
        if (observed.Count == 0)
        {
            return new DrawdownWindowAnswer(days, since, (long)step.TotalSeconds, 0, null, null, null, null, null, null, null);
        }

        var (at, equity, flows) = observed[0];
        var drawdown = Drawdown.Start(equity, at);
        var (peak, trough) = ((at, drawdown.Peak), (at, drawdown.Trough));
        foreach (var next in observed.Skip(1))
        {
            drawdown = drawdown.Observe(next.Equity, next.NetFlowTotal - flows, next.At);
            flows = next.NetFlowTotal;
            peak = drawdown.PeakAt == next.At ? (next.At, drawdown.Peak) : peak;
            trough = drawdown.Trough == drawdown.Equity ? (next.At, drawdown.Trough) : trough;
        }

        return new DrawdownWindowAnswer(
            days,
            since,
            (long)step.TotalSeconds,
            observed.Count,
            at,
            Percent.Of(drawdown.MaxDepth),
            Percent.Of(drawdown.Depth),
            drawdown.Peak,
            drawdown.Trough,
            drawdown.LongestUnderwater.TotalDays,
            explains ? DrawdownWindowExplanationAnswer.Of(drawdown, peak, trough) : null);
    }

    /// <summary>The finest step that keeps a window within <see cref="MostRows"/>.</summary>
    private static TimeSpan StepFor(int days) => days switch
    {
        <= 30 => TimeSpan.FromMinutes(5),
        <= 365 => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    private static (bool Valid, int[] Value) Parse(string text)
    {
        var parts = text.Split(',');
        var days = new List<int>(parts.Length);
        foreach (var part in parts)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > LongestDays)
            {
                return default;
            }

            days.Add(value);
        }

        return days.Count <= MostWindows ? (true, [.. days.Distinct()]) : default;
    }
}

/// <summary>The drawdown of the last so many days, deposits and withdrawals adjusted for. Everything is null where there is no complete row.</summary>
/// <param name="Days">The window's length.</param>
/// <param name="Since">Where it begins.</param>
/// <param name="StepSeconds">It was computed from the last row of each so many seconds.</param>
/// <param name="Samples">From how many complete rows.</param>
/// <param name="FirstAt">The first of them; later than the window's begin where history is younger.</param>
/// <param name="MaxDrawdownPct">The deepest in the window.</param>
/// <param name="DrawdownPct">Below the window's peak now.</param>
/// <param name="PeakEquity">The window's highest, scaled by every later flow.</param>
/// <param name="TroughEquity">The lowest since that peak.</param>
/// <param name="LongestUnderwaterDays">The longest time from a peak to the return to it.</param>
/// <param name="Explanation">What the figures are the sums of; null unless asked for.</param>
internal sealed record DrawdownWindowAnswer(
    int Days,
    DateTimeOffset Since,
    long StepSeconds,
    int Samples,
    DateTimeOffset? FirstAt,
    double? MaxDrawdownPct,
    double? DrawdownPct,
    decimal? PeakEquity,
    decimal? TroughEquity,
    double? LongestUnderwaterDays,
    DrawdownWindowExplanationAnswer? Explanation);

/// <summary>The drawdown now, and of the windows that were asked for.</summary>
internal sealed record DrawdownReportAnswer : DrawdownAnswer
{
    public DrawdownReportAnswer(DrawdownAnswer figures, IReadOnlyList<DrawdownWindowAnswer> windows, DrawdownExplanationAnswer? explanation)
        : base(figures) => (Windows, Explanation) = (windows, explanation);

    /// <summary>One for each number of days; empty where none was asked for.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<DrawdownWindowAnswer> Windows { get; }

    /// <summary>What the figures of now are the sums of; null unless asked for.</summary>
    [JsonPropertyOrder(2)]
    public DrawdownExplanationAnswer? Explanation { get; }
}
