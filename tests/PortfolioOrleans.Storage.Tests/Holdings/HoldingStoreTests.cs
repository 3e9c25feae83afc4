using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Holdings;

public abstract class HoldingStoreTests(Twin twin) : StoreTests(twin)
{
    private static readonly Asset Eth = Asset.Parse("ETH");

    private static readonly Position Short = new(
        "BTC-USD-SWAP", Symbol.Parse("BTC-USD"), PositionSide.Short, 12m, new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc), 50_000.5m, 49_000m,
        0.0012m, 10m, 61_234.5m, MarginMode.Isolated, -0.5m, AddsToEquity: true, Noon.AddDays(-3), Noon, "position 7");

    private static readonly Position Bare = new(
        "ETHUSDT", Symbol.Parse("ETH-USDT"), PositionSide.Long, 1.50m, ContractTerms.PerCoin(Asset.Usdt), null, null, null, null, null, null, null,
        AddsToEquity: false, null, Noon, null);

    private IHoldingStore Holdings => Get<IHoldingStore>();

    [Fact]
    public async Task A_wallet_is_loaded_as_it_was_saved_without_its_fault()
    {
        await GivenAliceAsync();
        var trading = new WalletHoldings(
            WalletKind.Trading,
            [AssetBalance.Restore(Asset.Usdt, 10.10m, 5m, 20m), AssetBalance.Of(Asset.Btc, 0.00000001m), AssetBalance.Restore(Eth, 0m, 0m, -3m)],
            [Short, Bare],
            Noon,
            Fault: "The venue did not answer.");
        var spot = Wallet(WalletKind.Spot, Noon.AddSeconds(1));

        await SaveAsync(trading, spot);

        AssertSame([spot, trading with { Fault = null }], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task Numbers_keep_every_digit_and_their_scale()
    {
        await GivenAliceAsync();
        decimal[] numbers =
        [
            0.0000000000000000000000000001m, -0.0000000000000000000000000001m, 1.234567890123456789012345678m, 9_999_999_999_999_999_999_999_999_999m,
            decimal.MaxValue, decimal.MinValue, 0m, 1.10m, 100m,
        ];
        var wallet = new WalletHoldings(
            WalletKind.Spot, [.. numbers.Select(number => AssetBalance.Restore(Asset.Btc, number, number, number))], [Bare with { Contracts = decimal.MaxValue }], Noon, null);

        await SaveAsync(wallet);

        var loaded = (await Holdings.LoadAsync("acc-1", None))[0];
        Assert.Equal(numbers, loaded.Balances.Select(balance => balance.Total));
        Assert.Equal(numbers.Select(number => number.ToString()), loaded.Balances.Select(balance => balance.Free.ToString()));
        Assert.Equal(decimal.MaxValue, loaded.Positions[0].Contracts);
    }

    [Fact]
    public async Task Assets_are_opaque_and_may_stand_in_a_wallet_twice()
    {
        await GivenAliceAsync();
        Asset[] assets = [.. new[] { "1000SATS", "stETH", "币安人生", "BTC", "BTC", "a'b\"c\\d", "😀" }.Select(Asset.Parse)];
        var wallet = new WalletHoldings(WalletKind.Spot, [.. assets.Select(asset => AssetBalance.Of(asset, 1m))], [], Noon, null);

        await SaveAsync(wallet);

        Assert.Equal(assets, (await Holdings.LoadAsync("acc-1", None))[0].Balances.Select(balance => balance.Asset));
    }

    [Fact]
    public async Task A_newer_reading_replaces_the_wallet_and_an_older_one_changes_nothing()
    {
        await GivenAliceAsync();
        var first = Wallet(WalletKind.Spot, Noon, 1m, 2m, 3m) with { Positions = [Short, Bare] };
        var newer = Wallet(WalletKind.Spot, Noon.AddSeconds(1), 4m) with { Positions = [Bare] };
        await SaveAsync(first);

        await SaveAsync(newer);
        await SaveAsync(first);

        AssertSame([newer], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task A_reading_from_a_clock_that_ran_ahead_is_replaced_once_the_clock_is_right()
    {
        await GivenAliceAsync();
        await SaveAsync(Wallet(WalletKind.Spot, Noon.AddMinutes(10), 1m));

        await SaveAsync(Wallet(WalletKind.Spot, Noon, 2m));

        AssertSame([Wallet(WalletKind.Spot, Noon, 2m)], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task Of_two_readings_of_one_moment_the_later_save_stays()
    {
        await GivenAliceAsync();
        await SaveAsync(Wallet(WalletKind.Spot, Noon, 1m));

        await SaveAsync(Wallet(WalletKind.Spot, Noon, 2m));

        AssertSame([Wallet(WalletKind.Spot, Noon, 2m)], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task A_wallet_that_was_never_read_replaces_no_reading()
    {
        await GivenAliceAsync();
        var never = Wallet(WalletKind.Earn, asOf: null);
        var read = Wallet(WalletKind.Spot, Noon, 1m);
        await SaveAsync(read, never);

        await SaveAsync(Wallet(WalletKind.Spot, asOf: null));

        AssertSame([read, never], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task Each_wallet_is_as_old_as_its_own_reading()
    {
        await GivenAliceAsync();
        await SaveAsync(Wallet(WalletKind.Spot, Noon, 1m), Wallet(WalletKind.Futures, Noon.AddSeconds(10), 1m));

        await SaveAsync(Wallet(WalletKind.Spot, Noon.AddSeconds(5), 2m), Wallet(WalletKind.Futures, Noon.AddSeconds(5), 2m));

        AssertSame(
            [Wallet(WalletKind.Spot, Noon.AddSeconds(5), 2m), Wallet(WalletKind.Futures, Noon.AddSeconds(10), 1m)], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task Flows_that_became_known_last_come_first()
    {
        await GivenAliceAsync();
        var clock = Get<SetClock>();
        var begun = clock.Now;
        await SaveFlowsAsync(Flow("1", 1m, Noon.AddDays(-3)), Flow("2", 2m, Noon), Flow("0", 7m, Noon) with { Counts = false });
        clock.Now += TimeSpan.FromHours(1);
        await SaveFlowsAsync(Flow("1", 1m, Noon.AddDays(-3)), Flow("3", 3m, Noon.AddDays(-5)));

        Assert.Equal(["3", "2", "1"], (await Holdings.LoadNewlyKnownFlowsAsync("acc-1", begun, None)).Select(flow => flow.Id));
        Assert.Equal(["3"], (await Holdings.LoadNewlyKnownFlowsAsync("acc-1", clock.Now, None)).Select(flow => flow.Id));
        Assert.Empty(await Holdings.LoadNewlyKnownFlowsAsync("acc-9", begun, None));
    }

    [Fact]
    public async Task Flows_are_counted_once_and_those_before_the_first_reading_never()
    {
        await GivenAliceAsync();
        await SaveFlowsAsync(Flow("1", 100m, Noon), Flow("0", 7m, Noon.AddDays(-1)) with { Counts = false }, Flow("2", -30.5m, Noon.AddHours(1)));

        await SaveFlowsAsync(Flow("1", 999m, Noon.AddDays(9)), Flow("3", 0.5m, Noon.AddHours(1), Asset.Btc), Flow("0", 7m, Noon.AddDays(-1)));

        Assert.Equal([new Money(0.5m, Asset.Btc), new Money(69.5m, Asset.Usdt)], await NetDepositsAsync("acc-1"));
        Assert.Equal(
            [Flow("1", 100m, Noon), Flow("2", -30.5m, Noon.AddHours(1)), Flow("3", 0.5m, Noon.AddHours(1), Asset.Btc)],
            (await Holdings.LoadFlowsAsync("acc-1", Noon, None)).AsEnumerable());
        Assert.Equal(4, (await Holdings.LoadFlowsAsync("acc-1", DateTimeOffset.MinValue, None)).Length);
        Assert.Empty(await Holdings.LoadFlowsAsync("acc-1", Noon.AddHours(1).AddTicks(1), None));
    }

    [Fact]
    public async Task A_flow_that_stands_twice_in_one_save_counts_once()
    {
        await GivenAliceAsync();

        await SaveFlowsAsync(Flow("1", 100m, Noon), Flow("1", 100m, Noon));

        Assert.Equal([new Money(100m, Asset.Usdt)], await NetDepositsAsync("acc-1"));
    }

    [Fact]
    public async Task An_account_never_saved_holds_nothing()
    {
        await GivenAliceAsync();

        Assert.Empty(await Holdings.LoadAsync("acc-1", None));
        Assert.Empty(await NetDepositsAsync("acc-1"));
        Assert.Empty(await Holdings.LoadFlowsAsync("acc-9", DateTimeOffset.MinValue, None));
    }

    [Fact]
    public async Task Holdings_go_to_an_account_of_their_own_user_alone()
    {
        await GivenAliceAsync();
        await GivenUserAsync("bob");

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Holdings.SaveAsync("bob", "acc-1", [Wallet(WalletKind.Spot, Noon, 1m)], [], None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Holdings.SaveAsync("bob", "acc-1", [], [Flow("1", 1m, Noon)], None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Holdings.SaveAsync("alice", "acc-9", [Wallet(WalletKind.Spot, Noon, 1m)], [], None));

        Assert.Empty(await Holdings.LoadAsync("acc-1", None));
        Assert.Empty(await Holdings.LoadFlowsAsync("acc-1", DateTimeOffset.MinValue, None));
    }

    [Fact]
    public async Task A_save_that_makes_no_sense_is_refused_whole()
    {
        await GivenAliceAsync();
        var good = Wallet(WalletKind.Spot, Noon, 1m);

        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(good, good));
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(good with { Balances = [AssetBalance.Of(default, 1m)] }));
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(good with { Positions = [Bare with { Instrument = "" }] }));
        await Assert.ThrowsAsync<ArgumentException>(() => Holdings.SaveAsync("alice", "acc-1", [good], [Flow("", 1m, Noon)], None));

        Assert.Empty(await Holdings.LoadAsync("acc-1", None));
    }

    /// <summary>A model kept beside the store: the newest reading of each wallet, whatever the order of saves.</summary>
    [Fact]
    public async Task Random_saves_leave_the_newest_reading_of_each_wallet()
    {
        await GivenAliceAsync();
        var random = new Random(20260803);
        var model = new SortedDictionary<WalletKind, WalletHoldings>();

        for (var i = 0; i < 60; i++)
        {
            var wallets = Enum.GetValues<WalletKind>()
                .Where(_ => random.Next(3) == 0)
                .Select(kind => Wallet(kind, Noon.AddSeconds(random.Next(20)), [.. Enumerable.Range(0, random.Next(6)).Select(_ => (decimal)random.Next(3))]) with
                {
                    Positions = [.. Enumerable.Range(0, random.Next(4)).Select(n => Bare with { Instrument = $"I{n}", Contracts = random.Next(3) })],
                })
                .ToArray();
            await SaveAsync([.. wallets]);
            foreach (var wallet in wallets.Where(wallet => !model.TryGetValue(wallet.Wallet, out var last) || last.AsOf <= wallet.AsOf))
            {
                model[wallet.Wallet] = wallet;
            }
        }

        AssertSame([.. model.Values], await Holdings.LoadAsync("acc-1", None));
    }

    [Fact]
    public async Task Saves_of_many_accounts_at_once_all_arrive()
    {
        await GivenUserAsync("alice");
        var ids = Enumerable.Range(0, 30).Select(i => $"acc-{i:00}").ToArray();
        foreach (var id in ids)
        {
            await GivenAccountAsync(id, "alice");
        }

        await Task.WhenAll(ids.SelectMany((id, i) => Enumerable.Range(0, 5).Select(round =>
            Holdings.SaveAsync("alice", id, [Wallet(WalletKind.Spot, Noon.AddSeconds(round), i, round)], [Flow($"{round}", 1m, Noon)], None))));

        for (var i = 0; i < ids.Length; i++)
        {
            AssertSame([Wallet(WalletKind.Spot, Noon.AddSeconds(4), i, 4)], await Holdings.LoadAsync(ids[i], None));
            Assert.Equal([new Money(5m, Asset.Usdt)], await NetDepositsAsync(ids[i]));
        }
    }

    protected static WalletHoldings Wallet(WalletKind kind, DateTimeOffset? asOf, params decimal[] amounts) =>
        new(kind, [.. amounts.Select(amount => AssetBalance.Of(Asset.Usdt, amount))], [], asOf, Fault: null);

    private static CountedFlow Flow(string id, decimal amount, DateTimeOffset at, Asset? asset = null) =>
        new(new ExternalFlow(id, new Money(amount, asset ?? Asset.Usdt), at), Counts: true);

    private async Task<Money[]> NetDepositsAsync(string accountId) => [.. await Holdings.LoadNetDepositsAsync(accountId, None)];

    /// <summary>Record by record: an array compares by identity.</summary>
    private static void AssertSame(ImmutableArray<WalletHoldings> expected, ImmutableArray<WalletHoldings> actual)
    {
        Assert.Equal(expected.Select(wallet => (wallet.Wallet, wallet.AsOf, wallet.Fault)), actual.Select(wallet => (wallet.Wallet, wallet.AsOf, wallet.Fault)));
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal(one.Balances.AsEnumerable(), other.Balances);
            Assert.Equal(one.Positions.AsEnumerable(), other.Positions);
        }
    }

    protected async Task GivenAliceAsync()
    {
        await GivenUserAsync("alice");
        await GivenAccountAsync("acc-1", "alice");
    }

    private Task SaveAsync(params ImmutableArray<WalletHoldings> wallets) => Holdings.SaveAsync("alice", "acc-1", wallets, [], None);

    private Task SaveFlowsAsync(params ImmutableArray<CountedFlow> flows) => Holdings.SaveAsync("alice", "acc-1", [], flows, None);

    public sealed class OnMemory() : HoldingStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : HoldingStoreTests(Twin.Postgres(server));
}
