using System.Collections.Immutable;
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
    [property: Id(11)] DateTimeOffset AsOf)
{
    /// <summary>As the asset's code says, else as its venue vouches; null in rows of an earlier version.</summary>
    [Id(12)]
    public string? Sector { get; init; }
}

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
    [property: Id(21)] DateTimeOffset AsOf)
{
    /// <summary>False where the balances of its wallet already say everything that it is worth, so that its PnL is in no equity.</summary>
    [Id(22)]
    public bool AddsToEquity { get; init; } = true;
}

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

/// <summary>A share of a liquidity pool. Prices are of the pool's first token in its second, amounts in the portfolio's currency.</summary>
/// <param name="PoolId">The share's own id; unique in the account.</param>
/// <param name="Protocol">"uniswap-v2" or "uniswap-v3".</param>
/// <param name="Pool">The pool's contract.</param>
/// <param name="Counts">False where a token is not one that counts: then the share is shown, and is in no balance.</param>
/// <param name="InRange">Whether it earns fees at the present price; null for a pool without ranges.</param>
/// <param name="Price">Null where it fits no number.</param>
/// <param name="Value">What it would give back now with its fees; null where a part cannot be told. Not to be added to the balances.</param>
/// <param name="FeesValue">The part of it that is fees to be collected; null where they cannot be told or the pool keeps them inside.</param>
/// <param name="Holding">Against having held what was put in, at the pool's own price, in its second token; null where that is not known.</param>
/// <param name="Unknown">Why it is not known; null where it is.</param>
/// <param name="AsOf">The venue's time of the reading, UTC.</param>
[GenerateSerializer, Immutable, Alias("portfolio.pool")]
public sealed record PoolRow(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Venue,
    [property: Id(2)] string PoolId,
    [property: Id(3)] string Protocol,
    [property: Id(4)] string Pool,
    [property: Id(5)] ImmutableArray<PoolSideRow> Sides,
    [property: Id(6)] bool Counts,
    [property: Id(7)] bool? InRange,
    [property: Id(8)] decimal? Price,
    [property: Id(9)] decimal? PriceLower,
    [property: Id(10)] decimal? PriceUpper,
    [property: Id(11)] decimal? Value,
    [property: Id(12)] decimal? FeesValue,
    [property: Id(13)] PoolAgainstHolding? Holding,
    [property: Id(14)] string? Unknown,
    [property: Id(15)] DateTimeOffset AsOf);

/// <summary>One of a pool's two tokens.</summary>
/// <param name="Amount">What the share would give back; null where it cannot be told.</param>
/// <param name="Fees">To be collected; null where they are part of the amount.</param>
/// <param name="PutIn">What was put in for it; null where it is not known.</param>
/// <param name="Price">One unit in the portfolio's currency; null where unpriced.</param>
/// <param name="Value">Amount and fees at that price.</param>
[GenerateSerializer, Immutable, Alias("portfolio.pool-side")]
public sealed record PoolSideRow(
    [property: Id(0)] Asset Asset,
    [property: Id(1)] decimal? Amount,
    [property: Id(2)] decimal? Fees,
    [property: Id(3)] decimal? PutIn,
    [property: Id(4)] decimal? Price,
    [property: Id(5)] decimal? Value);

/// <summary>Something that strangers put into an account.</summary>
[GenerateSerializer, Immutable, Alias("portfolio.set-aside")]
public sealed record SetAsideRow(
    [property: Id(0)] Asset Asset,
    [property: Id(1)] decimal Quantity,
    [property: Id(2)] string AccountId,
    [property: Id(3)] string Venue,
    [property: Id(4)] DateTimeOffset AsOf);
