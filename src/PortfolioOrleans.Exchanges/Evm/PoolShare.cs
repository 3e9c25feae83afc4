using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A share of a pool in the contracts' own numbers.</summary>
/// <param name="Id">As in <see cref="PoolPosition"/>.</param>
/// <param name="Token0">A contract; the amounts that end in 0 are of it, those that end in 1 of the other.</param>
/// <param name="Fees0">To be collected; zero where the pool keeps fees inside.</param>
/// <param name="PriceTop">The price of token 0 in token 1 is <paramref name="PriceTop"/> / <paramref name="PriceBottom"/>, in smallest units.</param>
/// <param name="Range">The ticks it stands between; null for a pool without.</param>
/// <param name="Tick">Where the pool stands; null for a pool without.</param>
internal sealed record PoolShare(
    string Id, string Pool, string Token0, string Token1, BigInteger Amount0, BigInteger Amount1, BigInteger Fees0, BigInteger Fees1,
    BigInteger PriceTop, BigInteger PriceBottom, (int Lower, int Upper)? Range, int? Tick, BigInteger Liquidity)
{
    public bool IsV3 => Range is not null;
}

/// <summary>What was put into a share as it is now.</summary>
/// <param name="Unknown">Why it is not known; null where it is.</param>
internal sealed record PoolEntry(BigInteger PutIn0, BigInteger PutIn1, string? Unknown)
{
    public static PoolEntry NotKnown(string why) => new(BigInteger.Zero, BigInteger.Zero, why);
}

internal static class PoolShares
{
    public static PoolPosition ToPosition(PoolShare share, PoolEntry entry, EvmTokens tokens)
    {
        var protocol = share.IsV3 ? "uniswap-v3" : "uniswap-v2";
        if (tokens.Find(share.Token0) is not { } token0 || tokens.Find(share.Token1) is not { } token1)
        {
            return new PoolPosition(
                share.Id, protocol, share.Pool,
                [new(tokens.AssetOf(share.Token0), null, null, null), new(tokens.AssetOf(share.Token1), null, null, null)],
                Counts: false, IsInRange(share), null, null, null, null, "one of its tokens is not among those that count here");
        }

        var price = Price(share.PriceTop, share.PriceBottom, token0, token1);
        decimal? PutIn(BigInteger raw, EvmToken token) => entry.Unknown is null ? TokenAmount.From(raw, token.Decimals) : null;
        var (putIn0, putIn1) = (PutIn(entry.PutIn0, token0), PutIn(entry.PutIn1, token1));
        var (amount0, amount1) = (token0.Amount(share.Amount0), token1.Amount(share.Amount1));
        var (fees0, fees1) = (token0.Amount(share.Fees0), token1.Amount(share.Fees1));
        var holding = price is { } p && putIn0 is { } in0 && putIn1 is { } in1
            ? Against(token1.Asset, In1(amount0, amount1, p), In1(in0, in1, p), In1(fees0, fees1, p))
            : null;
        return new PoolPosition(
            share.Id,
            protocol,
            share.Pool,
            [new(token0.Asset, amount0, share.IsV3 ? fees0 : null, putIn0), new(token1.Asset, amount1, share.IsV3 ? fees1 : null, putIn1)],
            Counts: true,
            IsInRange(share),
            price,
            EdgePrice(share.Range?.Lower, token0, token1),
            EdgePrice(share.Range?.Upper, token0, token1),
            holding,
            holding is null ? entry.Unknown ?? "the pool's price fits no number" : null);
    }

    /// <summary>A price in the units people count in; null where it fits no number.</summary>
    public static decimal? Price(BigInteger top, BigInteger bottom, EvmToken token0, EvmToken token1) =>
        TokenAmount.Ratio(top * BigInteger.Pow(10, token0.Decimals), bottom * BigInteger.Pow(10, token1.Decimals));

    private static bool? IsInRange(PoolShare share) => share is { Range: { } range, Tick: { } tick } ? tick >= range.Lower && tick < range.Upper : null;

    private static decimal? EdgePrice(int? tick, EvmToken token0, EvmToken token1) => tick is { } edge
        ? Price(BigInteger.Pow(UniswapMath.SqrtPriceX96(edge), 2), BigInteger.One << 192, token0, token1)
        : null;

    private static decimal? In1(decimal amount0, decimal amount1, decimal price) =>
        Exact.Product(amount0, price) is { } worth ? Exact.Sum(worth, amount1) : null;

    private static PoolAgainstHolding? Against(Asset asset, decimal? now, decimal? held, decimal? fees) =>
        now is { } n && held is > 0m and { } h && fees is { } f ? new PoolAgainstHolding(asset, n, h, f, Rounding.Percent(n - h, h)!.Value) : null;
}
