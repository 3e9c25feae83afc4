using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>
/// How far the portfolio stands below its peaks, deposits and withdrawals adjusted for, as of its last complete valuation. Depths are in percent, amounts in
/// the portfolio's currency.
/// </summary>
/// <param name="DailyDrawdownPct">Below the highest equity since midnight UTC.</param>
/// <param name="WeeklyDrawdownPct">Below the highest since Monday midnight UTC.</param>
/// <param name="DrawdownPct">Below the all-time peak.</param>
/// <param name="MaxDrawdownPct">The deepest so far.</param>
/// <param name="RecoveryProgressPct">0 at the trough, 100 at the peak.</param>
/// <param name="UnderwaterSince">When the peak was left; null at the peak.</param>
/// <param name="LongestUnderwaterDays">The longest time from a peak to the return to it.</param>
/// <param name="AsOf">The last complete valuation; null before the first.</param>
/// <param name="Timestamp">When the portfolio was valued last.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
/// <param name="RestatedAt">When a flow or a correction that became known late last changed peaks that had been shown; null where none did. Else a peak falls with withdrawals alone.</param>
/// <param name="RestatedFrom">Since when peaks and drawdowns are other than they were shown before.</param>
internal record DrawdownAnswer(
    double DailyDrawdownPct,
    double WeeklyDrawdownPct,
    double DrawdownPct,
    double MaxDrawdownPct,
    decimal PeakEquity,
    decimal TroughEquity,
    decimal CurrentEquity,
    double RecoveryProgressPct,
    DateTimeOffset? UnderwaterSince,
    double LongestUnderwaterDays,
    DateTimeOffset? AsOf,
    DateTimeOffset Timestamp,
    bool Complete,
    DateTimeOffset? RestatedAt,
    DateTimeOffset? RestatedFrom)
{
    public static DrawdownAnswer Of(DrawdownFigures figures, DateTimeOffset at, bool complete) => new(
        Percent.Of(figures.DailyDepth),
        Percent.Of(figures.WeeklyDepth),
        Percent.Of(figures.Depth),
        Percent.Of(figures.MaxDepth),
        figures.PeakEquity,
        figures.TroughEquity,
        figures.CurrentEquity,
        Percent.Of(figures.RecoveryProgress),
        figures.UnderwaterSince,
        figures.LongestUnderwater.TotalDays,
        figures.AsOf,
        at,
        complete,
        figures.RestatedAt,
        figures.RestatedFrom);
}
