using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmFlowsTests
{
    private const string Router = "0x00000000000000000000000000000000000000d1";
    private const string Wrapped = "0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c";
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

    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);

    [Fact]
    public void Coins_that_come_are_a_deposit_whoever_sent_them_and_however()
    {
        var bench = new EvmBench();
        bench.Chain.Send(EvmBench.Stranger, EvmBench.Owner, Ether);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        bench.Chain.Begin(EvmBench.Stranger);
        bench.Chain.MoveCoins(Router, EvmBench.Owner, 2 * Ether); // By a contract, in somebody else's transaction.

        Assert.Equal([.. bench.Flows, Eth(1m), Eth(2m)], Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void Coins_sent_are_a_withdrawal_and_what_the_network_takes_is_a_cost()
    {
        var bench = new EvmBench();
        bench.Chain.Send(EvmBench.Owner, EvmBench.Stranger, Ether / 2, fee: Ether / 1_000);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        bench.Chain.Begin(EvmBench.Owner, fee: Ether / 1_000); // Something that moved nothing, as an approval.

        Assert.Equal([.. bench.Flows, Eth(-0.5m)], Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void Coins_paid_for_a_token_or_got_for_one_are_a_trade()
    {
        var bench = new EvmBench();
        var bought = bench.Chain.Begin(EvmBench.Owner, Ether / 10, Ether / 1_000);
        bench.Chain.MoveCoins(EvmBench.Owner, Router, Ether / 10);
        bench.Chain.Transfer(EvmBench.Old, SimulatedChain.Nobody, EvmBench.Owner, 40_00000000, bought);
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        var sold = bench.Chain.Begin(EvmBench.Owner, fee: Ether / 1_000);
        bench.Chain.Transfer(EvmBench.Usdc, EvmBench.Owner, Router, bench.RawUsdc(100m), sold);
        bench.Chain.MoveCoins(Router, EvmBench.Owner, Ether / 20);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Theory]
    [InlineData(Wrapped, -1)]
    [InlineData(Unwrapped, 1)]
    public void Wrapping_the_coin_and_unwrapping_it_changes_its_place(string told, int sign)
    {
        var bench = new EvmBench();
        var transaction = bench.Chain.Begin(EvmBench.Owner);
        bench.Chain.MoveCoins(EvmBench.Weth, EvmBench.Owner, sign * Ether);
        bench.Chain.Tell(EvmBench.Weth, [told, SimulatedChain.Topic(EvmBench.Owner)], [Ether], transaction);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    [Fact]
    public void Coins_put_into_a_pool_change_their_place()
    {
        var bench = new EvmBench();
        var transaction = bench.Chain.Begin(EvmBench.Owner, Ether);
        bench.Chain.MoveCoins(EvmBench.Owner, EvmBench.Pool, Ether);
        bench.Chain.Tell(EvmBench.Manager, [SimulatedChain.Topic(7)], [Ether], transaction);

        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
    }

    /// <summary>Most nodes forget what was there more than 128 blocks ago: what comes between two readings is seen all the same.</summary>
    [Fact]
    public void A_node_that_forgets_is_believed_from_where_it_remembers()
    {
        var bench = new EvmBench();
        bench.World.SetLimit(SimulatedVenue.Evm, "history", 128);
        var since = bench.Clock.GetUtcNow().AddHours(-3);
        Assert.DoesNotContain(Read(bench, since), flow => flow.Change.Asset == Eth(1m).Asset);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        bench.Chain.Send(EvmBench.Stranger, EvmBench.Owner, Ether);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(Eth(1m), Read(bench, since)[^1].Change);
    }

    [Fact]
    public void The_same_deposit_in_another_block_is_the_same()
    {
        var bench = new EvmBench();
        bench.Chain.Send(EvmBench.Stranger, EvmBench.Owner, Ether);
        var first = Read(bench)[^1];

        bench.Chain.Reorganize(1);
        Assert.Equal(bench.Flows, Read(bench).Select(flow => flow.Change));
        bench.Clock.Advance(TimeSpan.FromSeconds(2));
        bench.Chain.Send(EvmBench.Stranger, EvmBench.Owner, Ether);

        Assert.Equal((first.Id, first.Change), (Read(bench)[^1].Id, Eth(1m)));
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

    private static Money Eth(decimal amount) => new(amount, Asset.Parse("ETH"));

    private static ImmutableArray<ExternalFlow> Read(EvmBench bench, DateTimeOffset? since = null) =>
        bench.Ask(() => bench.Evm.GetFlowsAsync(bench.Credentials, since ?? bench.Clock.GetUtcNow().AddDays(-14), default)).Value();
}
