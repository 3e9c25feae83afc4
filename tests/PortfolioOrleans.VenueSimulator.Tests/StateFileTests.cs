using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What survives a restart, and a kill.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("venues").FullName;

    private string StateFile => Path.Combine(_folder, "world.json");

    [Fact]
    public void A_world_is_found_again_as_it_was_left()
    {
        var before = new Bench(walk: true, stateFile: StateFile);
        var people = DemoWorld.Populate(before.World);
        before.World.MultiplyPrice("ETH", 3m);
        before.World.FreezeMarkets();
        before.World.Withdraw("alice-okx", new FundsOrder { Asset = "USDT", Amount = 5m, Pending = true });
        before.World.Save();

        var after = new Bench(seed: 99, walk: true, stateFile: StateFile);

        Assert.Equal(people, DemoWorld.Populate(after.World));
        Assert.Equal(before.World.Prices.Quotes, after.World.Prices.Quotes);
        Assert.True(after.World.Prices.Frozen);
        foreach (var account in before.World.Accounts)
        {
            Assert.Equal(Describe(before, account.AccountId), Describe(after, account.AccountId));
        }
    }

    [Fact]
    public void Every_wallet_debt_and_record_survives()
    {
        var before = new Bench(stateFile: StateFile);
        var account = before.Open(SimulatedVenue.Binance, ("USDT", 5_000m), ("BTC", 1m));
        var id = account.AccountId;
        before.World.Transfer(id, new TransferOrder { Asset = "USDT", Amount = 1_000m, From = Wallet.Spot, To = Wallet.IsolatedMargin, ToPair = "BTCUSDT" });
        before.World.Borrow(id, new LoanOrder { Asset = "BTC", Amount = 0.01m, Pair = "BTCUSDT" });
        before.World.Transfer(id, new TransferOrder { Asset = "BTC", Amount = 0.5m, From = Wallet.Spot, To = Wallet.CoinFutures });
        before.World.Fill(id, new FillOrder { Symbol = "BTCUSD_PERP", Side = TradeSide.Buy, Quantity = 3m });
        before.World.SubscribeEarn(id, new EarnOrder { Asset = "USDT", Amount = 100m });
        before.World.Convert(id, new ConvertOrder { From = "USDT", Amount = 10m, To = "BNB" });
        before.World.Distribute(id, new DistributionOrder { Asset = "BHFT", Amounts = [1m] });
        before.World.MoveFiat(id, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 10m });
        before.World.SetMode(id, new ModeOrder { PortfolioMargin = true, Unopened = [Wallet.Margin] });
        before.World.Delist(SimulatedVenue.Binance, "NEARUSDT");
        before.Binance.Binance(account, before.Now, "/dapi/v1/listenKey", "", HttpMethod.Post);
        before.World.Save();

        var after = new Bench(stateFile: StateFile);

        Assert.Equal(Describe(before, id), Describe(after, id));
        Assert.Equal(before.World.FillsOf(id), after.World.FillsOf(id));
        Assert.Equal(before.World.LedgerOf(id), after.World.LedgerOf(id));
        foreach (var path in (string[])["/sapi/v1/simple-earn/flexible/position", "/sapi/v1/asset/assetDividend", "/sapi/v1/margin/isolated/account", "/papi/v1/balance", "/dapi/v1/positionRisk"])
        {
            Assert.Equal(before.Binance.Binance(account, before.Now, path).Text, after.Binance.Binance(account, after.Now, path).Text);
        }

        Assert.Equal(-1121, after.Binance.Get("/api/v3/ticker/price?symbol=NEARUSDT").Code);
        Assert.Equal(200, (int)after.Binance.Binance(account, after.Now, "/dapi/v1/listenKey", "", HttpMethod.Put).Status);
    }

    [Fact]
    public void Ids_go_on_where_they_stopped()
    {
        var before = new Bench(stateFile: StateFile);
        var account = before.Open(SimulatedVenue.Binance, ("USDT", 1_000m));
        var first = before.World.Fill(account.AccountId, new FillOrder { Symbol = "ETHUSDT", Side = TradeSide.Buy, Quantity = 0.01m });
        before.World.Save();

        var after = new Bench(stateFile: StateFile);
        var second = after.World.Fill(account.AccountId, new FillOrder { Symbol = "ETHUSDT", Side = TradeSide.Buy, Quantity = 0.01m });

        Assert.True(long.Parse(second.TradeId) > long.Parse(first.TradeId));
    }

    [Fact]
    public async Task A_change_is_on_disk_a_second_later()
    {
        await using var hosted = await Hosted.StartAsync(stateFile: StateFile);
        hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "kept" });
        Assert.False(File.Exists(StateFile));

        hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("kept", Assert.Single(new Bench(stateFile: StateFile).World.Accounts).Label);
    }

    [Fact]
    public async Task Stopping_saves()
    {
        await using (var hosted = await Hosted.StartAsync(stateFile: StateFile))
        {
            hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "kept" });
        }

        Assert.Equal("kept", Assert.Single(new Bench(stateFile: StateFile).World.Accounts).Label);
    }

    [Fact]
    public void The_demo_is_on_disk_when_its_keys_are_handed_out()
    {
        var people = DemoWorld.Populate(new Bench(stateFile: StateFile).World);

        Assert.Equal(people.Select(person => person.Key), new Bench(stateFile: StateFile).World.Accounts.Select(account => account.Key));
    }

    [Fact]
    public void A_file_that_is_none_of_ours_is_left_alone_and_named()
    {
        File.WriteAllText(StateFile, "precious");

        var refusal = Assert.Throws<InvalidDataException>(() => new Bench(stateFile: StateFile));

        Assert.Contains(StateFile, refusal.Message);
        Assert.Equal("precious", File.ReadAllText(StateFile));
    }

    [Fact]
    public async Task A_save_that_fails_is_told_and_tried_again()
    {
        Directory.CreateDirectory(StateFile + ".next"); // In the way of the next file.
        await using var hosted = await Hosted.StartAsync(stateFile: StateFile);
        hosted.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "kept" });

        hosted.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(hosted.Venues.SaveError);
        Directory.Delete(StateFile + ".next");
        hosted.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(hosted.Venues.SaveError);
        Assert.True(File.Exists(StateFile));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Describe(Bench bench, string accountId)
    {
        var statement = bench.World.State(accountId);
        var account = bench.World.Accounts.Single(one => one.AccountId == accountId);
        var history = account.Venue == SimulatedVenue.Binance
            ? string.Concat(new[] { "/fapi/v1/income", "/sapi/v1/capital/deposit/hisrec" }.Select(path => bench.Binance.Binance(account, bench.Now, path).Text))
            : string.Concat(new[] { "/api/v5/account/bills-archive", "/api/v5/trade/fills" }.Select(path => bench.Okx.Okx(account, bench.Now, path).Text));
        return $"{account.Key} {account.Secret} {account.Hedged} {statement.EquityUsd} {string.Join(' ', statement.Balances)} {string.Join(' ', statement.Positions)} {history}";
    }
}
