using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

/// <summary>A share of a liquidity pool: what it would give back now, and how that compares with having held what was put in.</summary>
/// <param name="Id">Unique in the account.</param>
/// <param name="Protocol">"uniswap-v2" or "uniswap-v3".</param>
/// <param name="Pool">The pool's contract.</param>
/// <param name="Sides">The pool's two tokens, in its own order.</param>
/// <param name="Counts">False where a token is not one that counts: then the position is shown, and is in no balance.</param>
/// <param name="InRange">Whether it earns fees at the present price; null for a pool without ranges.</param>
/// <param name="Price">Of the first token in the second; null where it fits no number.</param>
/// <param name="PriceLower">Where its range begins; null for a pool without ranges, or where it fits no number.</param>
/// <param name="PriceUpper">Where its range ends.</param>
/// <param name="Holding">Against having held; null where what was put in is not known.</param>
/// <param name="Unknown">Why it is not known, for the user's eyes; null where it is.</param>
public sealed record PoolPosition(
    string Id,
    string Protocol,
    string Pool,
    ImmutableArray<PoolSide> Sides,
    bool Counts,
    bool? InRange,
    decimal? Price,
    decimal? PriceLower,
    decimal? PriceUpper,
    PoolAgainstHolding? Holding,
    string? Unknown);

/// <param name="Amount">What the share would give back; null where the token's decimals are not known.</param>
/// <param name="Fees">Earned and not yet collected; null where it is part of the amount, as in pools that keep fees inside.</param>
/// <param name="PutIn">What was put in for the share as it is now; null where it is not known.</param>
public sealed record PoolSide(Asset Asset, decimal? Amount, decimal? Fees, decimal? PutIn);

/// <summary>A share against having held what was put in, both at the pool's present price, in the second token.</summary>
/// <param name="In">The second token.</param>
/// <param name="Now">What the share would give back, fees to be collected left out.</param>
/// <param name="Held">What was put in.</param>
/// <param name="Fees">Fees to be collected.</param>
/// <param name="ImpermanentLossPct">(now / held - 1) x 100: below zero for a loss. Fees are not in it, where the pool keeps them apart.</param>
public sealed record PoolAgainstHolding(Asset In, decimal Now, decimal Held, decimal Fees, double ImpermanentLossPct);
