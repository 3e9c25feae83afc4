using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Portfolios;

/// <summary>One asset in one wallet.</summary>
/// <param name="Total">Without unrealised PnL; debt is negative.</param>
/// <param name="Price">One unit in the portfolio's currency; null where unpriced.</param>
/// <param name="Value">Total x price, in the portfolio's currency.</param>
/// <param name="UsdValue">The same in US dollars.</param>
/// <param name="SharePct">Of equity, in percent.</param>
/// <param name="AsOf">The venue's time of the reading, UTC.</param>
[GenerateSerializer, Immutable, Alias("portfolio.balance")]
public sealed record BalanceRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Venue,
    [property: Id(2)] WalletKind Wallet,
    [property: Id(3)] Asset Asset,
    [property: Id(4)] decimal Free,
    [property: Id(5)] decimal Locked,
    [property: Id(6)] decimal Total,
    [property: Id(7)] decimal? Price,
    [property: Id(8)] decimal? Value,
    [property: Id(9)] decimal? UsdValue,
    [property: Id(10)] double? SharePct,
    [property: Id(11)] DateTimeOffset AsOf);

/// <summary>One open position. Prices are in the symbol's quote, amounts in the portfolio's currency.</summary>
/// <param name="Instrument">The venue's own id.</param>
/// <param name="Size">Absolute, in units of the symbol's base at the mark.</param>
/// <param name="Contracts">Absolute, as the venue counts.</param>
/// <param name="UnrealizedPnlPct">Of the notional at entry, in percent.</param>
/// <param name="Exposure">Absolute notional at the mark.</param>
/// <param name="RealizedPnl">Over the position's life, in <paramref name="SettlementAsset"/>; null where the venue does not say.</param>
[GenerateSerializer, Immutable, Alias("portfolio.position")]
public sealed record PositionRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Venue,
    [property: Id(2)] WalletKind Wallet,
    [property: Id(3)] string Instrument,
    [property: Id(4)] Symbol Symbol,
    [property: Id(5)] PositionSide Side,
    [property: Id(6)] decimal? Size,
    [property: Id(7)] decimal Contracts,
    [property: Id(8)] decimal? EntryPrice,
    [property: Id(9)] decimal? MarkPrice,
    [property: Id(10)] decimal? UnrealizedPnl,
    [property: Id(11)] double? UnrealizedPnlPct,
    [property: Id(12)] decimal? Exposure,
    [property: Id(13)] decimal? Leverage,
    [property: Id(14)] decimal? LiquidationPrice,
    [property: Id(15)] MarginMode? MarginMode,
    [property: Id(16)] PositionCategory Category,
    [property: Id(17)] Asset SettlementAsset,
    [property: Id(18)] decimal? RealizedPnl,
    [property: Id(19)] DateTimeOffset? OpenedAt,
    [property: Id(20)] string? VenueId,
    [property: Id(21)] DateTimeOffset AsOf);

/// <summary>One wallet of one account: how old its numbers are and what is wrong with them.</summary>
[GenerateSerializer, Immutable, Alias("portfolio.source")]
public sealed record SourceRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Venue,
    [property: Id(2)] WalletKind Wallet,
    [property: Id(3)] DateTimeOffset? AsOf,
    [property: Id(4)] SourceStatus Status,
    [property: Id(5)] string? Error);

/// <summary>One venue whose prices were used, and how old they were.</summary>
[GenerateSerializer, Immutable, Alias("portfolio.price-source")]
public sealed record PriceSourceRow([property: Id(0)] string Venue, [property: Id(1)] DateTimeOffset AsOf, [property: Id(2)] bool Stale);

[GenerateSerializer, Immutable, Alias("portfolio.unpriced")]
public sealed record UnpricedRow(
    [property: Id(0)] Asset Asset, [property: Id(1)] decimal Quantity, [property: Id(2)] string AccountId, [property: Id(3)] string Venue);
