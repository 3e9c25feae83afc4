using PortfolioOrleans.Contracts.Portfolios;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>What was made or lost, in the portfolio's currency.</summary>
/// <param name="RealizedPnlToday">Always null: events tell of a valuation; what was realised is asked for with GET /api/portfolio/pnl.</param>
/// <param name="UnrealizedPnl">Of all open positions, at their marks.</param>
/// <param name="DailyPnl">Equity made or lost since midnight UTC, deposits and withdrawals left out; as of the last complete valuation.</param>
/// <param name="DailyPnlPct">The same in percent of what there was to gain on; null where that is nothing.</param>
/// <param name="Timestamp">When the portfolio was valued.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
internal sealed record PnlAnswer(
    decimal? RealizedPnlToday, decimal UnrealizedPnl, decimal DailyPnl, double? DailyPnlPct, DateTimeOffset Timestamp, bool Complete)
{
    public static PnlAnswer Of(PnlFigures figures, DateTimeOffset at, bool complete) =>
        new(RealizedPnlToday: null, figures.Unrealized, figures.Daily, figures.DailyPct, at, complete);
}
