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
