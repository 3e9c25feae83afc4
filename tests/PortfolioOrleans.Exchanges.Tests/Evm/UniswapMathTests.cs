using System.Numerics;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

/// <summary>Golden numbers: roots of ticks as the contract's own tests state them; amounts and fees computed apart, with Python's whole numbers.</summary>
public sealed class UniswapMathTests
{
    private static readonly BigInteger Liquidity = 3_000_000_000_000_000;

    [Theory]
    [InlineData(0, "79228162514264337593543950336")]
    [InlineData(50, "79426470787362580746886972461")]
    [InlineData(-50, "79030349367926598376800521322")]
    [InlineData(100, "79625275426524748796330556128")]
    [InlineData(-100, "78833030112140176575862854579")]
    [InlineData(250, "80224679980005306637834519095")]
    [InlineData(3_000, "92049301871182272007977902845")]
    [InlineData(50_000, "965075977353221155028623082916")]
    [InlineData(250_000, "21246587762933397357449903968194344")]
    [InlineData(738_203, "847134979253254120489401328389043031315994541")]
    [InlineData(UniswapMath.LowestTick, "4295128739")]
    [InlineData(UniswapMath.HighestTick, "1461446703485210103287273052203988822378723970342")]
    public void A_ticks_root_is_the_contracts(int tick, string root) => Assert.Equal(BigInteger.Parse(root), UniswapMath.SqrtPriceX96(tick));

    [Theory]
    [InlineData(887_273)]
    [InlineData(-887_273)]
    [InlineData(int.MinValue + 1)]
    public void There_are_no_ticks_beyond(int tick) => Assert.Throws<WireException>(() => UniswapMath.SqrtPriceX96(tick));

    /// <summary>Price inside the range: both tokens. Below it: token 0 alone. Above it: token 1 alone.</summary>
    [Theory]
    [InlineData(199_000, 201_500, "7741946431", "4256633510590360018")]
    [InlineData(201_000, 202_000, "6321448947", "0")]
    [InlineData(198_000, 199_000, "0", "3063881803880849170")]
    public void Amounts_are_cut_off_as_the_contract_cuts_them(int lower, int upper, string amount0, string amount1) => Assert.Equal(
        (BigInteger.Parse(amount0), BigInteger.Parse(amount1)), UniswapMath.Amounts(Liquidity, EvmBench.SqrtPrice, EvmBench.Tick, lower, upper));

    [Theory]
    [InlineData(201_500, 199_000)]
    [InlineData(200_311, 200_311)]
    [InlineData(200_312, 201_500)]
    public void A_price_that_is_not_where_its_tick_is_is_no_price(int lower, int upper) =>
        Assert.Throws<WireException>(() => UniswapMath.Amounts(Liquidity, EvmBench.SqrtPrice, 200_400, lower, upper));

    [Fact]
    public void The_upper_tick_is_outside_and_the_lower_inside()
    {
        var atLower = UniswapMath.Amounts(Liquidity, UniswapMath.SqrtPriceX96(100), 100, 100, 200);
        var atUpper = UniswapMath.Amounts(Liquidity, UniswapMath.SqrtPriceX96(200), 200, 100, 200);

        Assert.Equal(BigInteger.Zero, atLower.Amount1);
        Assert.Equal(BigInteger.Zero, atUpper.Amount0);
        Assert.True(atLower.Amount0.Sign > 0 && atUpper.Amount1.Sign > 0);
    }

    /// <summary>12,345 - 345 - (-1,000) = 13,000; less -500 = 13,500; x 2^90 x 3e15 / 2^128 = 147,338,141; and 17 owed before.</summary>
    [Fact]
    public void Fees_wrap_around_as_they_are_meant_to()
    {
        var inside = UniswapMath.FeeGrowthInside(
            12_345 * EvmBench.Pow2(90), 345 * EvmBench.Pow2(90), EvmBench.Wrap(-1_000 * EvmBench.Pow2(90)), EvmBench.Tick, 199_000, 201_500);

        Assert.Equal(13_000 * EvmBench.Pow2(90), inside);
        Assert.Equal(147_338_158, UniswapMath.Fees(Liquidity, inside, EvmBench.Wrap(-500 * EvmBench.Pow2(90)), 17));
    }

    /// <summary>Out of range, what is outside one tick counts against what is outside the other, whatever the pool as a whole has grown to.</summary>
    [Theory]
    [InlineData(201_000, 202_000, 900, 100, 800)]
    [InlineData(198_000, 199_000, 100, 900, 800)]
    public void A_position_out_of_range_earns_nothing_while_the_pool_grows(int lower, int upper, int outsideLower, int outsideUpper, int inside)
    {
        var before = UniswapMath.FeeGrowthInside(5_000, outsideLower, outsideUpper, EvmBench.Tick, lower, upper);
        var after = UniswapMath.FeeGrowthInside(9_000_000, outsideLower, outsideUpper, EvmBench.Tick, lower, upper);

        Assert.Equal(inside, before);
        Assert.Equal(before, after);
    }
}
