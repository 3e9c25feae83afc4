using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Gateway.Portfolios;

/// <summary>A share of a liquidity pool, and how it compares with having held what was put in.</summary>
/// <param name="Id">Unique in the account.</param>
/// <param name="Protocol">uniswap-v2 or uniswap-v3.</param>
/// <param name="Pool">The pool's contract.</param>
/// <param name="Sides">The pool's two tokens, in its own order.</param>
/// <param name="Counts">False where a token is not one that counts: then the share is shown, and is in no balance.</param>
/// <param name="InRange">Whether it earns fees at the present price; null for a pool without ranges.</param>
/// <param name="Price">Of the first token in the second; null where it fits no number.</param>
/// <param name="PriceLower">Where its range begins; null for a pool without ranges.</param>
/// <param name="PriceUpper">Where its range ends.</param>
/// <param name="Value">
/// What it would give back now with its fees, in the portfolio's currency; null where a part cannot be told. The balances hold it already.
/// </param>
/// <param name="FeesValue">The part of it that is fees to be collected; null where the pool keeps them inside.</param>
/// <param name="Holding">Against having held what was put in; null where that is not known.</param>
/// <param name="Unknown">Why it is not known; null where it is.</param>
/// <param name="Timestamp">The venue's time of the reading.</param>
internal sealed record PoolAnswer(
    string Id,
    string Protocol,
    string Pool,
    IReadOnlyList<PoolSideAnswer> Sides,
    bool Counts,
    bool? InRange,
    decimal? Price,
    decimal? PriceLower,
    decimal? PriceUpper,
    decimal? Value,
    decimal? FeesValue,
    PoolHoldingAnswer? Holding,
    string? Unknown,
    string AccountId,
    string Venue,
    DateTimeOffset Timestamp)
{
    public static PoolAnswer Of(PoolRow row) => new(
        row.PoolId,
        row.Protocol,
        row.Pool,
        [.. row.Sides.Select(PoolSideAnswer.Of)],
        row.Counts,
        row.InRange,
        row.Price,
        row.PriceLower,
        row.PriceUpper,
        row.Value,
        row.FeesValue,
        row.Holding is { } holding ? PoolHoldingAnswer.Of(holding) : null,
        row.Unknown,
        row.AccountId,
        row.Venue,
        row.AsOf);
}

/// <summary>One of a pool's two tokens.</summary>
/// <param name="Amount">What the share would give back; null where it cannot be told.</param>
/// <param name="Fees">To be collected; null where they are part of the amount.</param>
/// <param name="PutIn">What was put in for it; null where it is not known.</param>
/// <param name="Price">One unit in the portfolio's currency; null where unpriced.</param>
/// <param name="Value">Amount and fees at that price.</param>
internal sealed record PoolSideAnswer(string Asset, decimal? Amount, decimal? Fees, decimal? PutIn, decimal? Price, decimal? Value)
{
    public static PoolSideAnswer Of(PoolSideRow side) => new(side.Asset.Code, side.Amount, side.Fees, side.PutIn, side.Price, side.Value);
}

/// <summary>A share against having held what was put in, both at the pool's present price.</summary>
/// <param name="Asset">What amounts here are in: the pool's second token.</param>
/// <param name="Now">What the share would give back, fees to be collected left out.</param>
/// <param name="Held">What was put in.</param>
/// <param name="Fees">Fees to be collected.</param>
/// <param name="ImpermanentLossPct">(now / held - 1) x 100: below zero for a loss.</param>
internal sealed record PoolHoldingAnswer(string Asset, decimal Now, decimal Held, decimal Fees, double ImpermanentLossPct)
{
    public static PoolHoldingAnswer Of(PoolAgainstHolding holding) =>
        new(holding.In.Code, holding.Now, holding.Held, holding.Fees, holding.ImpermanentLossPct);
}

/// <summary>Something that strangers put into an account.</summary>
/// <param name="Timestamp">The venue's time of the reading.</param>
internal sealed record SetAsideAnswer(string Asset, decimal Quantity, string AccountId, string Venue, DateTimeOffset Timestamp)
{
    public static SetAsideAnswer Of(SetAsideRow row) => new(row.Asset.Code, row.Quantity, row.AccountId, row.Venue, row.AsOf);
}
