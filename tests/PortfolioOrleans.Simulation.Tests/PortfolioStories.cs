using System.Collections.Immutable;
using Orleans.Hosting;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Reminders;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>What a user sees happen, from the venue to the snapshot.</summary>
public sealed class PortfolioStories
{
    private static readonly ExchangeFault Down = new(FaultKind.Unreachable, "does not answer");

    [Fact]
    public void An_added_account_is_synced_at_once_and_makes_the_portfolio_complete()
    {
        using var house = new SimulatedHouse().Start();

        house.WithAlice();

        var snapshot = house.Snapshot();
        Assert.Equal(200m, snapshot.Equity);
        Assert.Equal(
            ["spot/Spot/Ok", "spot/Futures/Ok", "unified/Trading/Ok", "unified/Funding/Ok"],
            snapshot.Sources.OrderBy(source => source.Venue).ThenBy(source => source.Wallet == WalletKind.Funding)
                .Select(source => $"{source.Venue}/{source.Wallet}/{source.Status}"));
    }

    [Fact]
    public void Balances_are_read_every_thirty_seconds_and_positions_every_sixty()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        house.World.RunFor(TimeSpan.FromMinutes(2));
        house.Spot.Requests.Clear();

        house.World.RunFor(TimeSpan.FromHours(1));

        // Two wallets, one of them with positions; each pause begins when the last reading ends.
        Assert.InRange(house.Spot.Requests["balances"], 2 * 110, 2 * 120);
        Assert.InRange(house.Spot.Requests["positions"], 55, 60);
        Assert.InRange(house.Spot.Requests["prices"], 1_700, 1_800);
    }

    [Fact]
    public void A_price_moved_tenfold_and_back_is_the_drawdown_computed_by_hand()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        house.Spot.SetPrice("BTC-USDT", 1_000m);
        house.World.RunFor(TimeSpan.FromSeconds(5));
        var high = house.Snapshot();
        house.Spot.SetPrice("BTC-USDT", 100m);
        house.World.RunFor(TimeSpan.FromSeconds(5));
        var low = house.Snapshot();

        Assert.Equal((1_100m, 900m, 0m), (high.Equity, high.Pnl.Daily, high.Drawdown.Depth));
        Assert.Equal((200m, 0m, 1_100m, 900m / 1_100m), (low.Equity, low.Pnl.Daily, low.Drawdown.PeakEquity, low.Drawdown.Depth));
    }

    [Fact]
    public void A_short_position_gains_as_its_mark_falls_and_every_figure_of_it_is_shown()
    {
        using var house = new SimulatedHouse().Start();
        house.Spot.SetMark("BTCUSDT", 100m);
        house.Spot.Account("alice").Positions.Add(new Position(
            "BTCUSDT", Symbol.Parse("BTC-USDT"), PositionSide.Short, 2m, ContractTerms.PerCoin(Asset.Usdt), 110m, 100m, 20m, 5m, 180m,
            MarginMode.Isolated, null, AddsToEquity: true, null, house.Now, null));
        house.WithAlice();

        house.Spot.SetMark("BTCUSDT", 95m);
        house.World.RunFor(TimeSpan.FromSeconds(5));
        var snapshot = house.Snapshot();

        // 1 BTC at 100, 100 USDT, and 2 x (110 - 95) of the short.
        var row = Assert.Single(snapshot.Positions);
        Assert.Equal((230m, 30m, -190m), (snapshot.Equity, snapshot.Pnl.Unrealized, snapshot.Exposure.Short == 190m ? -190m : 0m));
        Assert.Equal((PositionSide.Short, 2m, 110m, 95m, 30m), (row.Side, row.Size, row.EntryPrice, row.MarkPrice, row.UnrealizedPnl));
        Assert.Equal((190m, 5m, 180m, MarginMode.Isolated), (row.Exposure, row.Leverage, row.LiquidationPrice, row.MarginMode));
        Assert.Equal(Asset.Usdt, row.SettlementAsset);
    }

    [Fact]
    public void A_deposit_of_half_the_equity_is_never_seen_as_gain_or_drawdown()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            using var house = new SimulatedHouse(seed).Start().WithAlice();
            house.World.RunFor(TimeSpan.FromMilliseconds(house.Chance.Next(60_000)));

            house.Spot.Account("alice").Deposit(WalletKind.Spot, "BTC", 1m, house.Now);
            house.World.RunFor(TimeSpan.FromMinutes(2));

            Assert.Equal(300m, house.Snapshot().Equity);
            Assert.Equal(300m, house.Snapshot().Drawdown.PeakEquity);
            Assert.Equal(300m, house.Snapshot().NetFlowTotal);
            Assert.All(house.Events, happened =>
            {
                Assert.Equal(0m, happened.Pnl?.Daily ?? 0m);
                Assert.Equal(0m, happened.Drawdown?.Depth ?? 0m);
            });
        }
    }

    [Fact]
    public void A_transfer_between_wallets_is_never_seen_as_gain_or_drawdown()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            using var house = new SimulatedHouse(seed).Start().WithAlice();
            house.World.RunFor(TimeSpan.FromMilliseconds(house.Chance.Next(60_000)));

            house.Spot.Account("alice").Transfer(WalletKind.Spot, WalletKind.Futures, "BTC", 0.4m);
            house.World.RunFor(TimeSpan.FromMinutes(2));

            // Before the first complete one an account was there and not read yet.
            Assert.All(
                house.Events.SkipWhile(happened => !happened.Complete).Where(happened => happened.Snapshot is not null),
                happened => Assert.Equal(200m, happened.Snapshot!.Equity));
        }
    }

    [Fact]
    public void A_venue_that_is_down_keeps_its_numbers_flagged_and_moves_no_peak_and_is_complete_within_a_minute_of_its_return()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var before = house.Snapshot();

        house.Spot.Fault = Down;
        house.Spot.SetPrice("BTC-USDT", 5_000m);
        house.Unified.SetPrice("BTC-USDT", 5_000m);
        house.World.RunFor(TimeSpan.FromMinutes(10));
        var during = house.Snapshot();
        house.Spot.SetPrice("BTC-USDT", 100m);
        house.Unified.SetPrice("BTC-USDT", 100m);
        house.Spot.Fault = null;
        house.World.RunFor(TimeSpan.FromMinutes(1));
        var after = house.Snapshot();

        Assert.False(during.Complete);
        Assert.Equal(1m, during.Balances.Single(row => row.Asset.Code == "BTC").Total);
        var source = during.Sources.First(row => row.Venue == "spot");
        Assert.Equal((SourceStatus.Failed, Down.Detail), (source.Status, source.Error));
        Assert.True(house.Now - source.AsOf > TimeSpan.FromMinutes(9));
        Assert.Equal(before.Drawdown with { AsOf = null }, during.Drawdown with { AsOf = null });
        Assert.Equal(before.Pnl.Daily, during.Pnl.Daily);
        Assert.True(after.Complete);
        Assert.Equal((200m, 200m, 0m), (after.Equity, after.Drawdown.PeakEquity, after.Drawdown.Depth));
    }

    [Fact]
    public void A_key_that_is_revoked_says_so_and_the_other_account_goes_on()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        house.Spot.Account("alice").Fault = new ExchangeFault(FaultKind.CredentialsRejected, "-2015 key revoked");
        house.World.RunFor(TimeSpan.FromMinutes(2));

        var accounts = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync());
        Assert.Equal((SyncStatus.Refused, "-2015 key revoked"), (accounts[0].Sync.Status, accounts[0].Sync.Error));
        Assert.Equal(SyncStatus.Ok, accounts[1].Sync.Status);
    }

    [Fact]
    public void Syncing_on_demand_has_a_cooldown()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var id = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync())[0].AccountId;
        house.Spot.Account("alice")[WalletKind.Spot, "BTC"] = 2m;

        var synced = house.World.Run(() => house.Portfolio("alice").SyncAccountAsync(id, CancellationToken.None));
        var refusal = Assert.Throws<SyncTooSoonException>(() => house.World.Run(() => house.Portfolio("alice").SyncAccountAsync(id, CancellationToken.None)));
        house.World.RunFor(TimeSpan.FromSeconds(10));
        house.World.Run(() => house.Portfolio("alice").SyncAccountAsync(id, CancellationToken.None));

        Assert.Equal(2m, synced.Wallets[0].Balances[0].Total);
        Assert.InRange(refusal.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_removed_account_leaves_without_a_loss_and_its_key_can_come_back()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var id = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync())[0].AccountId;

        house.World.Run(() => house.Portfolio("alice").RemoveAccountAsync(id, CancellationToken.None));
        house.World.RunFor(TimeSpan.FromSeconds(15));
        var without = house.Snapshot();
        house.World.Run(() => house.AddAsync("alice", house.Spot));
        house.World.RunFor(TimeSpan.FromSeconds(15));
        var with = house.Snapshot();

        Assert.Equal((100m, 0m, 0m), (without.Equity, without.Pnl.Daily, without.Drawdown.Depth));
        Assert.Equal((200m, 0m, 0m), (with.Equity, with.Pnl.Daily, with.Drawdown.Depth));
        Assert.Null(house.World.Run(() => house.Stored<IAccountStore>().FindCredentialsAsync(id, CancellationToken.None)));
    }

    [Fact]
    public void The_same_key_again_is_the_same_account_and_another_users_key_is_refused()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var first = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync())[0].AccountId;

        var again = house.World.Run(() => house.AddAsync("alice", house.Spot));

        Assert.Equal(first, again.AccountId);
        Assert.Throws<AccountTakenException>(() => house.World.Run(() => house.Portfolio("bob").AddAccountAsync(
            new NewAccount("spot", "hers", again.Version >= 0 ? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty
                .Add("api_key", "alice").Add("api_secret", "x") : null!, AllowPowerfulKey: false), CancellationToken.None)));
    }

    [Fact]
    public void A_key_that_may_trade_is_refused_until_the_user_says_that_it_is_meant()
    {
        using var house = new SimulatedHouse().Start();
        house.Spot.Account("alice").Rights = new(CanRead: true, CanTrade: true, CanWithdraw: false, IpRestricted: null, AccountUid: null);

        var refusal = Assert.Throws<KeyTooPowerfulException>(() => house.World.Run(() => house.JoinAsync()));

        Assert.Contains("may trade", refusal.Message);
        Assert.Empty(house.World.Run(() => house.Stored<IAccountStore>().ListAsync("alice", CancellationToken.None)));
    }

    [Fact]
    public void A_venue_that_cannot_be_asked_keeps_no_half_account()
    {
        using var house = new SimulatedHouse().Start();
        house.Spot.Fault = Down with { RetryAfter = TimeSpan.FromSeconds(5) };

        var refusal = Assert.Throws<VenueUnavailableException>(() => house.World.Run(() => house.JoinAsync()));

        Assert.Equal(TimeSpan.FromSeconds(5), refusal.RetryAfter);
        Assert.Empty(house.World.Run(() => house.Portfolio("alice").GetAccountsAsync()));
    }

    [Fact]
    public void A_row_is_written_every_five_minutes_and_at_the_days_end()
    {
        using var house = new SimulatedHouse(start: new DateTimeOffset(2026, 3, 4, 22, 0, 0, TimeSpan.Zero)).Start().WithAlice();

        house.World.RunFor(TimeSpan.FromHours(4));

        var rows = house.World.Run(() => house.Stored<ISnapshotStore>().ListAsync(
            "alice", "alice", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, TimeSpan.Zero, 1_000, CancellationToken.None));
        var dayEnd = Assert.Single(rows, row => row.DayEnd);
        Assert.Equal(new DateOnly(2026, 3, 4), DateOnly.FromDateTime(dayEnd.At.UtcDateTime));
        Assert.True(dayEnd.At > new DateTimeOffset(2026, 3, 4, 23, 59, 45, TimeSpan.Zero));
        Assert.InRange(rows.Count(row => !row.DayEnd), 46, 49);
    }

    [Fact]
    public void Accounts_put_into_the_table_behind_the_grains_back_are_taken_up()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        house.Spot.Account("second")[WalletKind.Spot, "USDT"] = 7m;
        house.World.Run(() => house.Stored<IAccountStore>().AddAsync(
            new Account("spot-fromoutside", "alice", "spot", "second", "print", false, false, house.Now),
            house.Stored<Storage.Credentials.CredentialVault>().Encrypt(
                "spot-fromoutside", new Dictionary<string, string> { ["api_key"] = "second", ["api_secret"] = "x" }),
            CancellationToken.None));

        house.World.RunFor(TimeSpan.FromMinutes(6)); // The wake-up reminder looks, without anybody telling.

        Assert.Equal(207m, house.Snapshot().Equity);
        Assert.Equal(0m, house.Snapshot().Pnl.Daily);
    }

    [Fact]
    public void Every_account_has_its_reminder_whichever_way_it_came()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        house.World.Run(() => house.Stored<IAccountStore>().AddAsync(
            new Account("spot-fromoutside", "alice", "spot", "second", "print", false, false, house.Now),
            house.Stored<Storage.Credentials.CredentialVault>().Encrypt(
                "spot-fromoutside", new Dictionary<string, string> { ["api_key"] = "second", ["api_secret"] = "x" }),
            CancellationToken.None));

        house.World.RunFor(TimeSpan.FromMinutes(6));

        var reminders = house.World.Run(() => house.Stored<IReminderRows>().ListRangeAsync(0, 0, CancellationToken.None));
        var accounts = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync());
        Assert.Equal(3, accounts.Length);
        Assert.All(accounts, account => Assert.Single(reminders, reminder => reminder.GrainId.EndsWith($"/{account.AccountId}", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_account_table_knows_of_the_last_sync_within_minutes_though_nothing_changes()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        house.World.RunFor(TimeSpan.FromMinutes(30));

        var accounts = house.World.Run(() => house.Stored<IAccountStore>().ListAsync("alice", CancellationToken.None));
        Assert.All(accounts, account => Assert.InRange(account.LastSyncAt!.Value, house.Now - TimeSpan.FromMinutes(6), house.Now));
    }

    [Fact]
    public void Sequence_numbers_grow_by_one_without_a_gap()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        house.World.RunFor(TimeSpan.FromMinutes(5));

        var numbers = house.Events.Select(happened => happened.Sequence).ToList();
        Assert.True(numbers.Count > 100);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers);
    }

    [Fact]
    public void A_market_that_stands_still_is_told_at_the_pace_of_valuations_and_a_move_within_a_reading()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var ticks = new List<PriceTick>();
        house.World.Run(() => house.Silo.Client.GetStreamProvider(Names.Streams).GetStream<PriceTick>(Names.PriceStream("spot", 0)).SubscribeAsync((tick, _) =>
        {
            ticks.Add(tick);
            return Task.CompletedTask;
        }));

        house.World.RunFor(TimeSpan.FromMinutes(1));
        var quiet = ticks.Count;
        house.Spot.SetPrice("BTC-USDT", 150m);
        house.World.RunFor(TimeSpan.FromSeconds(3));

        Assert.InRange(quiet, 5, 6); // Of thirty readings.
        Assert.Equal(150m, Assert.Single(ticks.Skip(quiet).First().Assets, quote => quote.Asset == Asset.Btc).Usd);
        Assert.Equal((250m, true), (house.Snapshot().Equity, house.Snapshot().Complete));
        Assert.All(house.Snapshot().Prices, price => Assert.False(price.Stale));
    }

    [Fact]
    public void A_markets_own_feed_saves_readings_and_its_silence_is_noticed_within_seconds()
    {
        using var house = new SimulatedHouse();
        house.Spot.Feed = new FakeFeed();
        house.Start().WithAlice();
        house.World.RunFor(TimeSpan.FromSeconds(5));
        house.Spot.Requests.Clear();

        for (var second = 1; second <= 45; second++)
        {
            house.Spot.SetPrice("BTC-USDT", 100m + second);
            var moved = new MarketReading([new Price(Symbol.Parse("BTC-USDT"), 100m + second, house.Now)], ImmutableDictionary<string, decimal>.Empty);
            house.World.Run(() =>
            {
                house.Spot.Feed.Say(moved);
                return Task.CompletedTask;
            });
            house.World.RunFor(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(house.Spot.Requests["prices"], 1, 3);
        Assert.Equal(245m, house.Snapshot().Equity);

        house.Spot.SetPrice("BTC-USDT", 200m); // And the feed says nothing of it.
        house.World.RunFor(TimeSpan.FromSeconds(8));

        Assert.Equal(300m, house.Snapshot().Equity);
    }

    [Fact]
    public void A_reading_that_found_an_account_as_it_was_waits_for_the_next_valuation()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var (before, read) = (house.Snapshot().Version, house.Spot.Requests["balances"]);

        house.World.RunFor(TimeSpan.FromMinutes(2));

        Assert.True(house.Spot.Requests["balances"] - read >= 6);
        Assert.InRange(house.Snapshot().Version - before, 11, 13);
        Assert.All(house.Snapshot().Sources, source => Assert.InRange(house.Now - source.AsOf!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(70)));
    }

    [Fact]
    public void Accounts_that_tell_what_they_read_are_not_asked_and_silent_ones_are()
    {
        var asked = new CountedQuestions();
        using var house = new SimulatedHouse { Also = silo => silo.AddIncomingGrainCallFilter(asked) }.Start().WithAlice();
        asked.ByAccount.Clear();

        house.World.RunFor(TimeSpan.FromMinutes(10));
        Assert.InRange(asked.ByAccount.Values.Sum(), 0, 4); // Of sixty valuations; a reading that takes a little longer may be asked for.

        house.Spot.Fault = Down; // After the first failure there is no news to tell.
        house.World.RunFor(TimeSpan.FromMinutes(1));
        asked.ByAccount.Clear();
        house.World.RunFor(TimeSpan.FromMinutes(10));

        Assert.InRange(asked.ByAccount.Single(account => account.Key.StartsWith("spot", StringComparison.Ordinal)).Value, 14, 21);
    }

    [Fact]
    public void Ticks_within_a_second_are_valued_together()
    {
        using var house = new SimulatedHouse().With("Sync:PricesPeriod", "00:00:00.100").Start().WithAlice();
        var before = house.Snapshot().Version;

        for (var i = 0; i < 100; i++)
        {
            house.Spot.SetPrice("BTC-USDT", 100m + i);
            house.World.RunFor(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(house.Snapshot().Version - before, 9, 13);
    }

    [Fact]
    public void Pools_and_what_is_set_aside_are_shown_beside_the_balances_and_survive_a_crash()
    {
        using var house = new SimulatedHouse().Start();
        var alice = house.Chain.Account("alice");
        alice[WalletKind.Pool, "BTC"] = 2m;
        alice.Pools.Add(new PoolPosition(
            "v3-7", "uniswap-v3", "0xpool", [new PoolSide(Asset.Btc, 1m, 1m, null), new PoolSide(Asset.Usdt, 0m, 0m, null)], true, false, 100m, 200m, 300m, null, "not told"));
        alice.SetAside.Add(AssetBalance.Of(Asset.Parse("SCAM"), 5m));
        house.WithAlice();
        house.World.Run(() => house.AddAsync("alice", house.Chain));
        house.World.RunFor(TimeSpan.FromSeconds(10));

        var before = house.Snapshot();
        house.Chain.Fault = Down;
        house.CrashAndRestart();
        house.World.RunFor(TimeSpan.FromSeconds(10));
        var after = house.Snapshot();

        Assert.Equal((400m, true), (before.Equity, before.Complete));
        foreach (var snapshot in new[] { before, after })
        {
            var pool = Assert.Single(snapshot.Pools);
            Assert.Equal(("v3-7", 200m, 100m, false), (pool.PoolId, pool.Value, pool.FeesValue, pool.InRange));
            Assert.Equal((Asset.Parse("SCAM"), 5m), (Assert.Single(snapshot.SetAside).Asset, snapshot.SetAside[0].Quantity));
            Assert.Equal(400m, snapshot.Equity);
        }
    }

    [Fact]
    public void Details_that_cannot_be_read_fail_no_account()
    {
        using var house = new SimulatedHouse().Start();
        house.Chain.Account("alice").PoolsFault = Down;
        house.WithAlice();
        house.World.Run(() => house.AddAsync("alice", house.Chain));
        house.World.RunFor(TimeSpan.FromSeconds(10));

        var account = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync()).Single(account => account.Venue == "chain");

        Assert.True(house.Snapshot().Complete);
        Assert.Equal((SyncStatus.Ok, "does not answer"), (account.Sync.Status, account.Details.Fault));
    }

    /// <summary>How often each account was asked for what it holds.</summary>
    private sealed class CountedQuestions : IIncomingGrainCallFilter
    {
        public Dictionary<string, int> ByAccount { get; } = new(StringComparer.Ordinal);

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context is { InterfaceName: nameof(IExchangeAccountGrain), MethodName: nameof(IExchangeAccountGrain.GetSnapshotAsync) })
            {
                var account = context.TargetId.Key.ToString();
                ByAccount[account] = ByAccount.GetValueOrDefault(account) + 1;
            }

            return context.Invoke();
        }
    }
}
