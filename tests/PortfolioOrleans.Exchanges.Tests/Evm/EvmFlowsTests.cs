using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmFlowsTests
{
    private const string Router = "0x00000000000000000000000000000000000000d1";
    private const string Unwrapped = "0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65";

    [Fact]
    public void A_trade_is_neither_deposit_nor_withdrawal()
    {
        var bench = new EvmBench();
        var swap = bench.Chain.Begin(EvmBench.Owner);
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Owner, Router, bench.RawUsdc(100m), swap);
        bench.Chain.Transfer(EvmBench.Old, SimulatedChain.Nobody, EvmBench.Owner, 40_00000000, swap);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void A_token_bought_with_the_chains_coin_is_no_deposit()
    {
        var bench = new EvmBench();
        bench.Chain.Transfer(EvmBench.Old, SimulatedChain.Nobody, EvmBench.Owner, 40_00000000, bench.Chain.Begin(EvmBench.Owner, BigInteger.Pow(10, 17)));

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void A_token_sold_for_the_chains_coin_is_no_withdrawal()
    {
        var bench = new EvmBench();
        var swap = bench.Chain.Begin(EvmBench.Owner);
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Owner, Router, bench.RawUsdc(100m), swap);
        bench.Chain.Tell(EvmBench.Weth, [Unwrapped, SimulatedChain.Topic(Router)], [BigInteger.Pow(10, 17)], swap);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Theory]
    [InlineData(EvmBench.WethPair)]
    [InlineData(EvmBench.Pool)]
    [InlineData(EvmBench.Manager)]
    public void What_goes_into_a_pool_or_comes_out_of_one_only_changes_its_place(string pool)
    {
        var bench = new EvmBench();
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Owner, pool, bench.RawUsdc(100m));
        bench.Chain.Transfer(EvmBench.Usdc, pool, EvmBench.Owner, bench.RawUsdc(30m), bench.Chain.Begin(EvmBench.Owner));

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void What_somebody_else_takes_by_allowance_has_left()
    {
        var bench = new EvmBench();
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Owner, EvmBench.Stranger, bench.RawUsdc(1m), bench.Chain.Begin(EvmBench.Stranger));

        Assert.Equal(-1m, Read(bench).Last().Change.Amount);
    }

    [Fact]
    public void A_deposit_in_a_block_that_is_replaced_never_was()
    {
        var bench = new EvmBench();
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Stranger, EvmBench.Owner, bench.RawUsdc(5m));
        Assert.Equal(5m, Read(bench).Last().Change.Amount);

        bench.Chain.Reorganize(1);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    /// <summary>Half an hour later only what came since is asked for, and all of it is still answered, each once.</summary>
    [Fact]
    public void Settled_blocks_are_asked_about_once()
    {
        var bench = new EvmBench(options => options.LogSpan = 1_000);
        var since = bench.Clock.GetUtcNow().AddHours(-3);
        var first = Read(bench, since);
        bench.Clock.Advance(TimeSpan.FromMinutes(10));
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Stranger, EvmBench.Owner, bench.RawUsdc(5m));
        var before = bench.World.Statistics(SimulatedVenue.Evm).Requests;

        var second = Read(bench, since);

        Assert.Equal(first, second.AsEnumerable().SkipLast(1));
        Assert.Equal(5m, second[^1].Change.Amount);
        Assert.InRange(bench.World.Statistics(SimulatedVenue.Evm).Requests - before, 4, 12);
    }

    [Fact]
    public void A_node_that_allows_short_spans_alone_is_asked_in_short_spans()
    {
        var bench = new EvmBench(options => options.LogSpan = 100_000);
        bench.World.SetLimit(SimulatedVenue.Evm, "log_range", 2_000);

        Assert.Equal(bench.Flows, Read(bench, bench.Clock.GetUtcNow().AddHours(-4)).Select(flow => flow.Change));
    }

    [Fact]
    public void A_node_that_tells_nothing_of_the_past_is_a_fault_and_not_an_empty_list()
    {
        var bench = new EvmBench();
        bench.World.SetLimit(SimulatedVenue.Evm, "log_range", 0);

        Assert.Equal(
            FaultKind.BadRequest, bench.Ask(() => bench.Evm.GetFlowsAsync(bench.Credentials, bench.Clock.GetUtcNow().AddHours(-4), default)).Fault().Kind);
    }

    private static ImmutableArray<ExternalFlow> Read(EvmBench bench, DateTimeOffset? since = null) =>
        bench.Ask(() => bench.Evm.GetFlowsAsync(bench.Credentials, since ?? bench.Clock.GetUtcNow().AddDays(-14), default)).Value();
}
