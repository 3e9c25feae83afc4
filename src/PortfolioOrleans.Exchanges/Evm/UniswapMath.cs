using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// Uniswap V3's fixed-point arithmetic, to the last unit as the contracts do it: they cut off where this cuts off, and let wrap around what wraps around here.
/// Prices are of token 0 in token 1, in the smallest units of both.
/// </summary>
internal static class UniswapMath
{
    public const int LowestTick = -887_272;
    public const int HighestTick = 887_272;

    private static readonly BigInteger Modulus = BigInteger.One << 256;

    /// <summary>2^128 x 1.0001^(-2^(k-1)), rounded as the contract has it, for k = 0 to 19: the root of the price of tick -2^k.</summary>
    private static readonly ImmutableArray<BigInteger> Roots =
    [
        .. """
           fffcb933bd6fad37aa2d162d1a594001 fff97272373d413259a46990580e213a fff2e50f5f656932ef12357cf3c7fdcc ffe5caca7e10e4e61c3624eaa0941cd0
           ffcb9843d60f6159c9db58835c926644 ff973b41fa98c081472e6896dfb254c0 ff2ea16466c96a3843ec78b326b52861 fe5dee046a99a2a811c461f1969c3053
           fcbe86c7900a88aedcffc83b479aa3a4 f987a7253ac413176f2b074cf7815e54 f3392b0822b70005940c7a398e4b70f3 e7159475a2c29b7443b29c7fa6e889d9
           d097f3bdfd2022b8845ad8f792aa5825 a9f746462d870fdf8a65dc1f90e061e5 70d869a156d2a1b890bb3df62baf32f7 31be135f97d08fd981231505542fcfa6
           9aa508b5b7a84e1c677de54f3e99bc9 5d6af8dedb81196699c329225ee604 2216e584f5fa1ea926041bedfe98 48a170391f7dc42444e8fa2
           """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => BigInteger.Parse("0" + text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
    ];

    /// <summary>The root of a tick's price, times 2^96, rounded up.</summary>
    /// <exception cref="WireException">There is no such tick.</exception>
    public static BigInteger SqrtPriceX96(int tick)
    {
        if (tick is < LowestTick or > HighestTick)
        {
            throw new WireException("tick", "is beyond those that there are");
        }

        var ratio = BigInteger.One << 128;
        var distance = Math.Abs(tick);
        for (var k = 0; k < Roots.Length; k++)
        {
            ratio = (distance & (1 << k)) == 0 ? ratio : (ratio * Roots[k]) >> 128;
        }

        ratio = tick > 0 ? (Modulus - 1) / ratio : ratio;
        var root = ratio >> 32;
        return (root << 32) == ratio ? root : root + 1;
    }

    /// <summary>What liquidity between two ticks would give back now: of both tokens where the price is between them, of one where it is not.</summary>
    /// <exception cref="WireException">The price and the ticks cannot all be true.</exception>
    public static (BigInteger Amount0, BigInteger Amount1) Amounts(BigInteger liquidity, BigInteger sqrtPrice, int tick, int tickLower, int tickUpper)
    {
        var (lower, upper) = (SqrtPriceX96(tickLower), SqrtPriceX96(tickUpper));
        if (lower >= upper || (tick >= tickLower && tick < tickUpper && (sqrtPrice < lower || sqrtPrice > upper)))
        {
            throw new WireException("sqrtPriceX96", "is not where its tick is");
        }

        return tick < tickLower ? (Amount0(liquidity, lower, upper), BigInteger.Zero)
            : tick >= tickUpper ? (BigInteger.Zero, Amount1(liquidity, lower, upper))
            : (Amount0(liquidity, sqrtPrice, upper), Amount1(liquidity, lower, sqrtPrice));
    }

    /// <summary>Fees for each unit of liquidity between two ticks since the pool began, times 2^128, modulo 2^256.</summary>
    /// <param name="global">The same for the whole pool.</param>
    /// <param name="outsideLower">The same on the far side of the lower tick, as the pool keeps it.</param>
    /// <param name="outsideUpper">The same on the far side of the upper tick.</param>
    public static BigInteger FeeGrowthInside(BigInteger global, BigInteger outsideLower, BigInteger outsideUpper, int tick, int tickLower, int tickUpper)
    {
        var below = tick >= tickLower ? outsideLower : global - outsideLower;
        var above = tick < tickUpper ? outsideUpper : global - outsideUpper;
        return Wrapped(global - below - above);
    }

    /// <summary>What a position could collect: what was owed when it was last touched, and its share of what came since.</summary>
    public static BigInteger Fees(BigInteger liquidity, BigInteger inside, BigInteger insideLast, BigInteger owed) =>
        owed + ((Wrapped(inside - insideLast) * liquidity) >> 128);

    private static BigInteger Amount0(BigInteger liquidity, BigInteger low, BigInteger high) =>
        (liquidity << 96) * (high - low) / high / low;

    private static BigInteger Amount1(BigInteger liquidity, BigInteger low, BigInteger high) => (liquidity * (high - low)) >> 96;

    private static BigInteger Wrapped(BigInteger number)
    {
        var rest = BigInteger.Remainder(number, Modulus);
        return rest.Sign < 0 ? rest + Modulus : rest;
    }
}
