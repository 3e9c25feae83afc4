using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

/// <summary>What shares of pools come to, against figures made by head or, for the V3 position, with Python's whole numbers.</summary>
public sealed class EvmPoolTests
{
    private const string Increase = "0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f";
    private const string Decrease = "0x26f6a048ee9138f2c0ce266f322cb99228e8d619ae2bff30c67f8dcf9d2377b4";
    private const string Mint = "0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f";

    private static readonly Asset Weth = Asset.Parse("WETH");

    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    [Fact]
    public void A_position_in_range_gives_both_tokens_and_the_fees_since_it_was_touched()
    {
        var position = V3(new EvmBench());

        Assert.Equal(("uniswap-v3:42", EvmBench.Pool, true, (bool?)true), (position.Id, position.Pool, position.Counts, position.InRange));
        Assert.Equal((Asset.Usdc, 7_741.946431m, 147.338158m), (position.Sides[0].Asset, position.Sides[0].Amount, position.Sides[0].Fees));
        Assert.Equal((Weth, 4.256633510590360018m, 0.000057220458984375m), (position.Sides[1].Asset, position.Sides[1].Amount, position.Sides[1].Fees));
        Assert.Equal(0.0004999999999999999999999999m, position.Price);
        Assert.Equal(0.0004385590684160515393635839m, position.PriceLower);
        Assert.Equal(0.0005631139520659463184215993m, position.PriceUpper);
    }

    /// <summary>Below its range a position is all token 0: 500 x 2^90 x 3e15 / 2^128 = 5,456,968 of fees, 900 - 100 inside less 300 when last touched.</summary>
    [Fact]
    public void A_position_above_the_price_is_all_of_one_token()
    {
        var bench = new EvmBench();
        Put(bench, EvmBench.InRange with { TickLower = 201_000, TickUpper = 202_000, FeeInsideLast0 = 300 * EvmBench.Pow2(90), FeeInsideLast1 = 0, Owed0 = 0 });
        Grow(bench, 201_000, 900 * EvmBench.Pow2(90), 202_000, 100 * EvmBench.Pow2(90));

        var position = V3(bench);

        Assert.False(position.InRange);
        Assert.Equal((6_321.448947m, 5.456968m), (position.Sides[0].Amount, position.Sides[0].Fees));
        Assert.Equal((0m, 0m), (position.Sides[1].Amount, position.Sides[1].Fees));
    }

    [Fact]
    public void A_position_below_the_price_is_all_of_the_other()
    {
        var bench = new EvmBench();
        Put(bench, EvmBench.InRange with { TickLower = 198_000, TickUpper = 199_000, FeeInsideLast0 = 300 * EvmBench.Pow2(90), FeeInsideLast1 = 0, Owed0 = 0 });
        Grow(bench, 198_000, 100 * EvmBench.Pow2(90), 199_000, 900 * EvmBench.Pow2(90));

        var position = V3(bench);

        Assert.False(position.InRange);
        Assert.Equal((0m, 5.456968m), (position.Sides[0].Amount, position.Sides[0].Fees));
        Assert.Equal(3.063881803880849170m, position.Sides[1].Amount);
    }

    [Fact]
    public void An_empty_position_is_none_and_one_that_owes_is_one()
    {
        var bench = new EvmBench();
        Put(bench, EvmBench.InRange with { Liquidity = 0, Owed0 = 0 });
        Assert.DoesNotContain(Read(bench), position => position.Protocol == "uniswap-v3");

        Put(bench, EvmBench.InRange with { Liquidity = 0, Owed0 = 5_000_000 });
        Assert.Equal((0m, 5m), (V3(bench).Sides[0].Amount, V3(bench).Sides[0].Fees));
    }

    /// <summary>
    /// 8,000 USDC and 12.4 WETH went in, half was taken out: 4,000 and 6.2 are still in. At 2,000 USDC for a WETH that is 8.2 WETH held, and 7,741.946431 x 0.0005 + 4.25663...
    /// = 8.1276... now: a loss of 0.8828 %.
    /// </summary>
    [Fact]
    public void Loss_against_holding_is_of_what_is_still_in()
    {
        var bench = new EvmBench();
        Tell(bench, Increase, 6_000_000_000_000_000, 8_000_000_000, 124 * Ether / 10);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        Tell(bench, Decrease, 3_000_000_000_000_000, 3_900_000_000, 6 * Ether);

        var position = V3(bench);

        Assert.Null(position.Unknown);
        Assert.Equal((4_000m, 6.2m), (position.Sides[0].PutIn, position.Sides[1].PutIn));
        Assert.Equal(Weth, position.Holding!.In);
        Assert.Equal(8.2m, Rounding.ForDisplay(position.Holding.Held, 20));
        Assert.Equal(8.127606726090360018m, Rounding.ForDisplay(position.Holding.Now, 18));
        Assert.Equal(-0.8828m, Rounding.ForDisplay((decimal)position.Holding.ImpermanentLossPct, 4));
        Assert.Equal(0.073726299458984375m, Rounding.ForDisplay(position.Holding.Fees, 18));
    }

    [Fact]
    public void What_was_put_in_is_unknown_and_said_so_where_no_history_tells()
    {
        var bench = new EvmBench();

        Assert.NotNull(V3(bench).Unknown);
        Assert.Null(V3(bench).Holding);

        Tell(bench, Increase, 1, 1, 1); // A history that does not come to what is there is none either.
        Assert.Contains("does not come to", V3(bench).Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_keeps_no_history_leaves_the_rest_readable()
    {
        var bench = new EvmBench();
        bench.World.SetLimit(SimulatedVenue.Evm, "log_range", 0);

        Assert.Contains("does not tell", V3(bench).Unknown, StringComparison.Ordinal);
        Assert.Equal(7_741.946431m, V3(bench).Sides[0].Amount);
    }

    /// <summary>A tenth of 1,000,000 USDC and 500 WETH. 80,000 and 62.5 went in (62.5 x 80,000 = 50 x 100,000): 102.5 WETH held, 100 now: 2.439 % less.</summary>
    [Fact]
    public void A_pairs_share_is_its_part_of_both_reserves()
    {
        var bench = new EvmBench();
        bench.Chain.TransferShares(EvmBench.WethPair, EvmBench.Owner, SimulatedChain.Nobody, 1_000);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        var transaction = bench.Chain.Begin(EvmBench.Owner);
        bench.Chain.TransferShares(EvmBench.WethPair, SimulatedChain.Nobody, EvmBench.Owner, 1_000, transaction);
        bench.Chain.Tell(
            EvmBench.WethPair, [Mint, SimulatedChain.Topic(EvmBench.Stranger)], [bench.RawUsdc(80_000m), 625 * Ether / 10], transaction);

        // The first share came without saying what was put in for it, and was given back.
        var share = Assert.Single(Read(bench), position => position.Protocol == "uniswap-v2");

        Assert.Equal((100_000m, 50m), (share.Sides[0].Amount, share.Sides[1].Amount));
        Assert.True(share is { InRange: null, PriceLower: null, Price: 0.0005m });
        Assert.Contains("does not tell what was put in", share.Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pairs_loss_against_holding_is_the_textbooks()
    {
        var bench = new EvmBench();
        bench.Chain.Put(EvmBench.OldPair, new UniswapV2Pair
        {
            Token0 = EvmBench.Old,
            Token1 = EvmBench.Usdc,
            Reserve0 = 400_00000000,
            Reserve1 = 1_000_000_000,
            TotalShares = 90,
        });
        var transaction = bench.Chain.Begin(EvmBench.Owner);
        bench.Chain.TransferShares(EvmBench.OldPair, SimulatedChain.Nobody, EvmBench.Owner, 10, transaction);
        bench.Chain.Tell(EvmBench.OldPair, [Mint, SimulatedChain.Topic(EvmBench.Stranger)], [80_00000000, bench.RawUsdc(50m)], transaction);

        var share = Assert.Single(Read(bench), position => position.Pool == EvmBench.OldPair);

        // 40 OLD and 100 USDC now, at 2.5 USDC an OLD: 200 USDC. 80 and 50 were put in: 250 held. The price went up fourfold: 2 x 2 / 5 - 1 = -20 %.
        Assert.Equal((40m, 100m), (share.Sides[0].Amount, share.Sides[1].Amount));
        Assert.Equal(new PoolAgainstHolding(Asset.Usdc, 200m, 250m, 0m, -20d), share.Holding);
    }

    [Fact]
    public void Shares_from_another_wallet_have_no_known_entry()
    {
        var bench = new EvmBench();
        bench.Chain.TransferShares(EvmBench.OldPair, SimulatedChain.Nobody, EvmBench.Stranger, 23);
        bench.Chain.TransferShares(EvmBench.OldPair, EvmBench.Stranger, EvmBench.Owner, 23);

        Assert.Contains("another wallet", Assert.Single(Read(bench), position => position.Pool == EvmBench.OldPair).Unknown, StringComparison.Ordinal);
    }

    /// <summary>Anybody can put a position of worthless tokens into anybody's wallet.</summary>
    [Fact]
    public void A_position_of_unknown_tokens_is_shown_and_counts_nothing()
    {
        var bench = new EvmBench();
        const string Junk = "0x0000000000000000000000000000000000bad002";
        const string JunkPool = "0x00000000000000000000000000000000000000c9";
        var before = Pool(bench);
        bench.Chain.Put(JunkPool, new UniswapV3Pool { Token0 = Junk, Token1 = EvmBench.Weth, Fee = 3_000, SqrtPriceX96 = EvmBench.SqrtPrice, Tick = EvmBench.Tick });
        bench.Chain.Alter<UniswapV3Factory>(EvmBench.Factory, factory => factory with { Pools = factory.Pools.Add((Junk, EvmBench.Weth, 3_000), JunkPool) });
        bench.Chain.Alter<PositionManager>(EvmBench.Manager, manager => manager with
        {
            Positions = manager.Positions.Add(43, EvmBench.InRange with { Token0 = Junk, Fee = 3_000, Liquidity = BigInteger.Pow(10, 30) }),
        });

        var junk = Assert.Single(Read(bench), position => position.Id == "uniswap-v3:43");

        Assert.False(junk.Counts);
        Assert.Equal($"?@1:{Junk}", junk.Sides[0].Asset.Code);
        Assert.Null(junk.Sides[1].Amount);
        Assert.Equal(before, Pool(bench));
    }

    [Fact]
    public void So_many_positions_that_nobody_could_mean_them_are_refused_and_not_half_read()
    {
        var bench = new EvmBench();
        bench.Chain.Alter<PositionManager>(EvmBench.Manager, manager => manager with
        {
            Positions = Enumerable.Range(100, 501).ToImmutableSortedDictionary(id => (long)id, _ => EvmBench.InRange),
        });

        Assert.Contains("too many", bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Pool, default)).Fault().Detail, StringComparison.Ordinal);
        bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Answer();
    }

    private static PoolPosition V3(EvmBench bench) => Assert.Single(Read(bench), position => position.Protocol == "uniswap-v3");

    private static ImmutableArray<PoolPosition> Read(EvmBench bench) => bench.Ask(() => bench.Evm.GetPoolPositionsAsync(bench.Credentials, default)).Value();

    private static IEnumerable<(Asset, decimal)> Pool(EvmBench bench) =>
        bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Pool, default)).Value().Select(row => (row.Asset, row.Total));

    private static void Put(EvmBench bench, PoolPositionToken position) =>
        bench.Chain.Alter<PositionManager>(EvmBench.Manager, manager => manager with { Positions = manager.Positions.SetItem(42, position) });

    private static void Grow(EvmBench bench, int lower, BigInteger outsideLower, int upper, BigInteger outsideUpper) =>
        bench.Chain.Alter<UniswapV3Pool>(EvmBench.Pool, pool => pool with
        {
            Ticks = pool.Ticks.SetItem(lower, new PoolTick(outsideLower, 0)).SetItem(upper, new PoolTick(outsideUpper, 0)),
        });

    private static void Tell(EvmBench bench, string what, BigInteger liquidity, BigInteger amount0, BigInteger amount1) =>
        bench.Chain.Tell(EvmBench.Manager, [what, SimulatedChain.Topic(42)], liquidity, amount0, amount1);
}
