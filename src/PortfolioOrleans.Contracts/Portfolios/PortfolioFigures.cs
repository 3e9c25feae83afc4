using System.Collections.Immutable;

namespace PortfolioOrleans.Contracts.Portfolios;

/// <summary>What was made or lost. Amounts are in the portfolio's currency.</summary>
/// <param name="Unrealized">Of all open positions, at their marks.</param>
/// <param name="Daily">Equity made or lost since midnight UTC, deposits and withdrawals left out; as of the last complete valuation.</param>
/// <param name="DailyPct">The same in percent of the equity at midnight and what came in since; null where that is zero.</param>
/// <param name="RealizedToday">What the ledger says was realised since midnight UTC; null until it was first read.</param>
/// <param name="RealizedAsOf">When the ledger was read for it, UTC: nothing that was recorded since then is known to this figure.</param>
/// <param name="OpenEquity">Equity at the last complete valuation before midnight, or the first ever; null before that.</param>
/// <param name="OpenFlow">Deposits minus withdrawals since then.</param>
[GenerateSerializer, Immutable, Alias("portfolio.pnl")]
public sealed record PnlFigures(
    [property: Id(0)] decimal Unrealized,
    [property: Id(1)] decimal Daily,
    [property: Id(2)] double? DailyPct,
    [property: Id(3)] decimal? RealizedToday = null,
    [property: Id(4)] DateTimeOffset? RealizedAsOf = null,
    [property: Id(5)] decimal? OpenEquity = null,
    [property: Id(6)] decimal OpenFlow = 0m);

/// <summary>
/// How far below its peak the portfolio stands, deposits and withdrawals adjusted for, as of the last complete valuation. Amounts are in the portfolio's
/// currency, depths are fractions: 0.25 after losing a quarter.
/// </summary>
/// <param name="DailyDepth">Below the highest equity since midnight UTC.</param>
/// <param name="WeeklyDepth">Below the highest since Monday midnight UTC.</param>
/// <param name="Depth">Below the all-time peak.</param>
/// <param name="MaxDepth">The deepest so far.</param>
/// <param name="RecoveryProgress">0 at the trough, 1 at the peak.</param>
/// <param name="UnderwaterSince">When the peak was left; null at the peak.</param>
/// <param name="LongestUnderwater">Longest time from a peak to the return to it.</param>
/// <param name="AsOf">The last complete valuation, UTC; null before the first.</param>
/// <param name="RestatedAt">When what became known later last changed peaks that had been shown, UTC; null where it never did. Nothing else lets a peak fall but a flow.</param>
/// <param name="RestatedFrom">Since when they are other than they were shown.</param>
[GenerateSerializer, Immutable, Alias("portfolio.drawdown")]
public sealed record DrawdownFigures(
    [property: Id(0)] decimal DailyDepth,
    [property: Id(1)] decimal WeeklyDepth,
    [property: Id(2)] decimal Depth,
    [property: Id(3)] decimal MaxDepth,
    [property: Id(4)] decimal PeakEquity,
    [property: Id(5)] decimal TroughEquity,
    [property: Id(6)] decimal CurrentEquity,
    [property: Id(7)] decimal RecoveryProgress,
    [property: Id(8)] DateTimeOffset? UnderwaterSince,
    [property: Id(9)] TimeSpan LongestUnderwater,
    [property: Id(10)] DateTimeOffset? AsOf,
    [property: Id(11)] DateTimeOffset? RestatedAt = null,
    [property: Id(12)] DateTimeOffset? RestatedFrom = null)
{
    public static DrawdownFigures None { get; } = new(0m, 0m, 0m, 0m, 0m, 0m, 0m, 1m, null, TimeSpan.Zero, null);
}

/// <summary>How far the portfolio moves with the market. Amounts are in the portfolio's currency.</summary>
/// <param name="Long">What gains when prices rise.</param>
/// <param name="Short">What gains when prices fall.</param>
/// <param name="BySymbol">By the coin underneath.</param>
/// <param name="BySector">By the sector of that coin.</param>
/// <param name="Leverage">Long plus short, over equity; null where equity is zero or less.</param>
[GenerateSerializer, Immutable, Alias("portfolio.exposure")]
public sealed record ExposureFigures(
    [property: Id(0)] decimal Long,
    [property: Id(1)] decimal Short,
    [property: Id(2)] ImmutableArray<ExposureRow> BySymbol,
    [property: Id(3)] ImmutableArray<ExposureRow> BySector,
    [property: Id(4)] double? Leverage)
{
    public static ExposureFigures None { get; } = new(0m, 0m, [], [], null);
}

[GenerateSerializer, Immutable, Alias("portfolio.exposure-row")]
public sealed record ExposureRow([property: Id(0)] string Name, [property: Id(1)] decimal Long, [property: Id(2)] decimal Short)
{
    public decimal Net => Long - Short;
}
