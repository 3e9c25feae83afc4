using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.Holdings;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>What survives: crashes in the middle of anything, a database that comes and goes, a grain store that is lost.</summary>
public sealed class CrashStories
{
    /// <summary>A few in the suite; `./test soak crashes` makes it many.</summary>
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_SEEDS") ?? "5", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Crashes_at_random_turns_lose_nothing_and_repeat_no_number_with_another_content()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var house = new SimulatedHouse(seed).Start().WithAlice();
            house.Table.LostAnswers = 0.02;
            var peak = 0m;
            var version = 0L;

            for (var crash = 0; crash < 20; crash++)
            {
                house.Spot.SetPrice("BTC-USDT", house.Chance.Next(50, 200));
                house.World.RunTurns(house.Chance.Next(1, 800));
                house.CrashAndRestart();

                var snapshot = house.Snapshot();
                Assert.True(snapshot.Drawdown.PeakEquity >= peak, $"seed {seed}, crash {crash}: the peak fell from {peak} to {snapshot.Drawdown.PeakEquity}");
                Assert.True(snapshot.Version >= version, $"seed {seed}, crash {crash}: the version fell");
                Assert.Equal(2, house.World.Run(() => house.Stored<IAccountStore>().ListAsync("alice", CancellationToken.None)).Count);
                (peak, version) = (snapshot.Drawdown.PeakEquity, snapshot.Version);
            }

            house.Table.LostAnswers = 0;
            house.World.RunFor(TimeSpan.FromSeconds(30));
            Assert.True(house.Snapshot().Complete);
            AssertEachNumberHasOneContent(house.Events);
        }
    }

    [Fact]
    public void After_a_crash_the_portfolio_is_complete_within_seconds()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        house.CrashAndRestart();
        house.World.RunFor(TimeSpan.FromSeconds(5));

        Assert.True(house.Snapshot().Complete);
    }

    [Fact]
    public void A_restarted_silo_answers_with_the_last_snapshot_before_any_venue_does()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var before = house.Snapshot();
        house.Spot.Latency = house.Unified.Latency = TimeSpan.FromMinutes(1);

        house.World.Crash(house.Silo);
        house.Start();

        Assert.Equal(before.Equity, house.Snapshot().Equity);
        Assert.True(house.Snapshot().Version >= before.Version);
    }

    [Fact]
    public void A_crash_between_a_deposit_and_its_sync_is_no_gain()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var house = new SimulatedHouse(seed).Start().WithAlice();

            house.Spot.Account("alice").Deposit(WalletKind.Spot, "BTC", 1m, house.Now);
            house.World.RunTurns(house.Chance.Next(1, 400));
            house.CrashAndRestart();
            house.World.RunFor(TimeSpan.FromMinutes(1));

            Assert.Equal((300m, 0m, 0m), (house.Snapshot().Equity, house.Snapshot().Pnl.Daily, house.Snapshot().Drawdown.Depth));
        }
    }

    [Fact]
    public void While_the_database_is_down_reads_answer_nothing_is_published_and_afterwards_nothing_is_missing()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        house.World.RunFor(TimeSpan.FromSeconds(30));
        var before = house.Snapshot();

        house.Table.IsDown = true;
        house.World.RunFor(TimeSpan.FromSeconds(1)); // What was under way ends.
        var heard = house.Events.Count;
        house.Spot.SetPrice("BTC-USDT", 500m);
        house.World.RunFor(TimeSpan.FromMinutes(5));
        var during = house.Snapshot();
        Assert.Equal(heard, house.Events.Count);
        house.Table.IsDown = false;
        house.World.RunFor(TimeSpan.FromSeconds(30));

        Assert.Equal(before.Equity, during.Equity);
        Assert.Equal((600m, true), (house.Snapshot().Equity, house.Snapshot().Complete));
        Assert.Equal(
            Enumerable.Range(1, house.Events.DistinctBy(happened => happened.Sequence).Count()).Select(number => (long)number),
            house.Events.Select(happened => happened.Sequence).Distinct());
        AssertEachNumberHasOneContent(house.Events);
    }

    [Fact]
    public void A_lost_grain_store_is_rebuilt_from_the_tables()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        house.Spot.Account("alice").Deposit(WalletKind.Spot, "BTC", 1m, house.Now);
        house.Spot.SetPrice("BTC-USDT", 400m);
        house.World.RunFor(TimeSpan.FromMinutes(6));
        house.Spot.SetPrice("BTC-USDT", 200m);
        house.World.RunFor(TimeSpan.FromMinutes(6));
        var before = house.Snapshot();

        Forget(house);
        house.CrashAndRestart();
        house.World.RunFor(TimeSpan.FromSeconds(30));

        var after = house.Snapshot();
        Assert.True(after.Complete);
        Assert.Equal((before.Equity, before.NetFlowTotal), (after.Equity, after.NetFlowTotal));
        Assert.Equal(
            (before.Drawdown.PeakEquity, before.Drawdown.TroughEquity, before.Drawdown.MaxDepth, before.Drawdown.UnderwaterSince),
            (after.Drawdown.PeakEquity, after.Drawdown.TroughEquity, after.Drawdown.MaxDepth, after.Drawdown.UnderwaterSince));
        Assert.True(after.Sequence > before.Sequence);
        AssertEachNumberHasOneContent(house.Events);
        Assert.Equal(1m, Assert.Single(house.World.Run(() => house.Stored<IHoldingStore>().LoadNetDepositsAsync(
            after.Sources.First(source => source.Venue == "spot").AccountId, CancellationToken.None))).Amount);
    }

    [Fact]
    public void The_same_seed_gives_the_same_turns_and_the_same_numbers()
    {
        static (ulong Trace, decimal Equity, long Version) Run(int seed)
        {
            using var house = new SimulatedHouse(seed).Start().WithAlice();
            for (var i = 0; i < 50; i++)
            {
                house.Spot.SetPrice("BTC-USDT", house.Chance.Next(1, 1_000));
                house.World.RunFor(TimeSpan.FromSeconds(7));
            }

            return (house.World.TraceHash, house.Snapshot().Equity, house.Snapshot().Version);
        }

        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5).Trace, Run(6).Trace);
    }

    private static void Forget(SimulatedHouse house) => house.World.Run(async () =>
    {
        var table = house.Stored<IGrainStateTable>();
        var accounts = await house.Stored<IAccountStore>().ListAsync("alice", CancellationToken.None);
        foreach (var (state, grain) in accounts.Select(account => ("account", $"exchangeaccount/{account.Id}")).Append(("portfolio", "portfolio/alice")))
        {
            var row = await table.ReadAsync(state, grain, CancellationToken.None);
            Assert.True(await table.ClearAsync(state, grain, row!.Version, CancellationToken.None));
        }
    });

    private static void AssertEachNumberHasOneContent(IEnumerable<PortfolioEvent> events)
    {
        foreach (var number in events.GroupBy(happened => happened.Sequence))
        {
            Assert.Single(number.Select(Content).Distinct());
        }
    }

    private static string Content(PortfolioEvent happened) =>
        $"{happened.Kind} {happened.Time:O} {happened.Complete} {happened.Snapshot?.Version} {happened.Snapshot?.Equity} {happened.Pnl} {happened.Drawdown} {happened.Exposure?.Long}";
}
