using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Valuation;

/// <summary>What a portfolio was worth at one moment, and how sure that is. Amounts are in <see cref="Currency"/>.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Equity">Balances at their prices plus unrealised PnL of the positions that add to equity.</param>
/// <param name="CashBalance">The part of it that is fiat and stablecoins, unrealised PnL left out.</param>
/// <param name="UnrealizedPnl">Unrealised PnL of all positions.</param>
/// <param name="Sources">Each wallet of each account: how old, and what is wrong with it.</param>
/// <param name="Prices">Each venue whose prices were used: how old.</param>
/// <param name="Unpriced">Holdings that no venue prices; none of them is in <see cref="Equity"/>.</param>
/// <param name="Complete">True when every source and every price is fresh and nothing is unpriced. Only then may a peak or a daily figure move.</param>
public sealed record PortfolioValuation(
    DateTimeOffset At,
    Asset Currency,
    decimal Equity,
    decimal CashBalance,
    decimal UnrealizedPnl,
    ImmutableArray<ValuedBalance> Balances,
    ImmutableArray<ValuedPosition> Positions,
    ExposureReport Exposure,
    ImmutableArray<SourceHealth> Sources,
    ImmutableArray<PriceHealth> Prices,
    ImmutableArray<UnpricedHolding> Unpriced,
    bool Complete)
{
    /// <summary>Shares of liquidity pools. What they come to is in <see cref="Balances"/> already, and in <see cref="Equity"/> once.</summary>
    public ImmutableArray<ValuedPool> Pools { get; init; } = [];

    /// <summary>What is held and not counted; in no total, and no reason for incompleteness.</summary>
    public ImmutableArray<SetAsideHolding> SetAside { get; init; } = [];
}

/// <param name="Price">One unit in the valuation's currency; null where unpriced.</param>
/// <param name="Value">Total x price, in the valuation's currency; null where unpriced.</param>
/// <param name="UsdValue">The same in US dollars.</param>
/// <param name="SharePct">Of equity, in percent; null where unpriced or equity is zero.</param>
/// <param name="Sector">As its code says, else as its venue vouches.</param>
public sealed record ValuedBalance(
    string AccountId,
    string Venue,
    WalletKind Wallet,
    AssetBalance Balance,
    decimal? Price,
    decimal? Value,
    decimal? UsdValue,
    double? SharePct,
    DateTimeOffset AsOf,
    string Sector);

/// <param name="Mark">The mark used, in the symbol's quote; null where neither market nor venue gave one.</param>
/// <param name="UnrealizedPnl">In the valuation's currency; null where it cannot be told.</param>
/// <param name="UnrealizedPnlPct">Of the notional at entry, in percent.</param>
/// <param name="Exposure">Absolute notional at the mark, in the valuation's currency; null where it cannot be told.</param>
public sealed record ValuedPosition(
    string AccountId,
    string Venue,
    WalletKind Wallet,
    Position Position,
    decimal? Mark,
    decimal? UnrealizedPnl,
    double? UnrealizedPnlPct,
    decimal? Exposure,
    PositionCategory Category,
    DateTimeOffset AsOf);

/// <param name="Value">What it would give back now with its fees, in the valuation's currency; null where a part cannot be told.</param>
/// <param name="FeesValue">The part of it that is fees to be collected; null where they cannot be told or the pool keeps them inside.</param>
/// <param name="AsOf">The venue's time of the reading, UTC.</param>
public sealed record ValuedPool(
    string AccountId, string Venue, PoolPosition Position, ImmutableArray<ValuedPoolSide> Sides, decimal? Value, decimal? FeesValue, DateTimeOffset AsOf);

/// <param name="Price">One unit in the valuation's currency; null where unpriced.</param>
/// <param name="Value">Amount and fees x price; null where it cannot be told.</param>
public sealed record ValuedPoolSide(PoolSide Side, decimal? Price, decimal? Value);

/// <summary>Something that strangers put into an account. It is shown, and counts for nothing.</summary>
public sealed record SetAsideHolding(Asset Asset, decimal Quantity, string AccountId, string Venue, DateTimeOffset AsOf);

/// <summary>Something held that no venue prices. It is shown, and counts for nothing.</summary>
public sealed record UnpricedHolding(Asset Asset, decimal Quantity, string AccountId, string Venue);

public enum SourceStatus
{
    /// <summary>Read within the allowed age, and the last attempt succeeded.</summary>
    Ok,

    /// <summary>Never read yet.</summary>
    Pending,

    /// <summary>Older than allowed, though no attempt is known to have failed.</summary>
    Stale,

    /// <summary>The last attempt failed; the numbers are those of the last reading.</summary>
    Failed,
}

/// <param name="AsOf">The venue's time of the reading, UTC; null while pending.</param>
/// <param name="Error">What is wrong, for the user's eyes; null when nothing is.</param>
public sealed record SourceHealth(
    string AccountId, string Venue, WalletKind Wallet, DateTimeOffset? AsOf, SourceStatus Status, string? Error);

public sealed record PriceHealth(string Venue, DateTimeOffset AsOf, bool Stale);
