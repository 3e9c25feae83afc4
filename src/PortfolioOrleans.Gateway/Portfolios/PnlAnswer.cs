using PortfolioOrleans.Contracts.Portfolios;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>What was made or lost, in the portfolio's currency.</summary>
/// <param name="RealizedPnlToday">
/// Realised since midnight UTC as far as the ledger was read, which a valuation does not wait for: by first in, first out, as GET /api/portfolio/pnl. Null until the ledger was first read.
/// </param>
/// <param name="RealizedPnlAsOf">When the ledger was read for it; what was recorded since is not in it yet.</param>
/// <param name="UnrealizedPnl">Of all open positions, at their marks.</param>
/// <param name="DailyPnl">Equity made or lost since midnight UTC, deposits and withdrawals left out; as of the last complete valuation.</param>
/// <param name="DailyPnlPct">The same in percent of what there was to gain on; null where that is nothing.</param>
/// <param name="Timestamp">When the portfolio was valued.</param>
/// <param name="Complete">Whether that valuation was complete.</param>
internal sealed record PnlAnswer(
    decimal? RealizedPnlToday,
    DateTimeOffset? RealizedPnlAsOf,
    decimal UnrealizedPnl,
    decimal DailyPnl,
    double? DailyPnlPct,
    DateTimeOffset Timestamp,
    bool Complete)
{
    public static PnlAnswer Of(PnlFigures figures, DateTimeOffset at, bool complete) =>
        new(figures.RealizedToday, figures.RealizedAsOf, figures.Unrealized, figures.Daily, figures.DailyPct, at, complete);
}
