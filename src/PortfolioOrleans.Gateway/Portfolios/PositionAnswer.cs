using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>One open position. Prices are in the symbol's quote, amounts in the portfolio's currency.</summary>
/// <param name="Symbol">Base and quote, as in "BTC-USDT".</param>
/// <param name="Instrument">The venue's own id of what is traded.</param>
/// <param name="Size">Absolute, in units of the base at the mark; null where it cannot be told.</param>
/// <param name="Contracts">Absolute, as the venue counts.</param>
/// <param name="CurrentPrice">The mark; null where nobody gives one.</param>
/// <param name="UnrealizedPnlPct">Of the notional at entry, in percent.</param>
/// <param name="Exposure">Absolute notional at the mark.</param>
/// <param name="Leverage">As set at the venue; null where it does not say.</param>
/// <param name="LiquidationPrice">Null where there is none.</param>
/// <param name="Category">CORE: a main bet; EXPANSION: a middling one; MONITORING: a small one; TOXIC: one that hurts or is near liquidation.</param>
/// <param name="OpenedAt">Null where the venue does not say.</param>
/// <param name="ClosedAt">Always null: closed positions are not known yet.</param>
/// <param name="RealizedPnl">Over the position's life, in the settlement asset; null where the venue does not say.</param>
/// <param name="SettlementAsset">What profit and loss are paid in.</param>
/// <param name="TradeId">The venue's id of the position; null where it has none.</param>
/// <param name="Timestamp">The venue's time of the reading.</param>
/// <param name="Explanation">The rows of unrealized_pnl and exposure; null unless asked for.</param>
internal sealed record PositionAnswer(
    string Symbol,
    string Instrument,
    PositionSide Side,
    decimal? Size,
    decimal Contracts,
    decimal? EntryPrice,
    decimal? CurrentPrice,
    decimal? UnrealizedPnl,
    double? UnrealizedPnlPct,
    decimal? Exposure,
    double? Leverage,
    decimal? LiquidationPrice,
    MarginMode? MarginMode,
    PositionCategory Category,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? ClosedAt,
    decimal? RealizedPnl,
    string SettlementAsset,
    string? TradeId,
    string AccountId,
    string Venue,
    WalletKind Wallet,
    DateTimeOffset Timestamp,
    PositionExplanationAnswer? Explanation)
{
    public static PositionAnswer Of(PositionRow row, bool explains = false) => new(
        row.Symbol.ToString(),
        row.Instrument,
        row.Side,
        row.Size,
        row.Contracts,
        row.EntryPrice,
        row.MarkPrice,
        row.UnrealizedPnl,
        row.UnrealizedPnlPct,
        row.Exposure,
        (double?)row.Leverage,
        row.LiquidationPrice,
        row.MarginMode,
        row.Category,
        row.OpenedAt,
        ClosedAt: null,
        row.RealizedPnl,
        row.SettlementAsset.Code,
        row.VenueId,
        row.AccountId,
        row.Venue,
        row.Wallet,
        row.AsOf,
        explains ? PositionExplanationAnswer.Of(row) : null);
}
