using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Venues;

/// <summary>What all accounts of a venue share, on the engine this is built on and on as many silos as it has.</summary>
public sealed class VenueGrainTests : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public VenueGrainTests()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddMemoryStorage();
            silo.Services.AddSingleton<IExchangeAdapter>(Venue());
            silo.AddMemoryGrainStorage(Names.Store);
            silo.AddMemoryGrainStorage(Names.PubSubStore);
            silo.AddMemoryStreams(Names.Streams);
            silo.UseInMemoryReminderService();
            silo.AddPortfolioGrains();
        });
        _cluster = builder.Build();
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Accounts_on_any_silo_share_one_budget_clock_and_breaker()
    {
        var gates = _cluster.GetActiveSilos().Select(silo => silo.ServiceProvider.GetRequiredService<Func<string, IVenueGate>>()("fake")).ToList();
        var cost = new RequestCost("fake.host", "api", 60, 100, TimeSpan.FromMinutes(1), RequestPriority.Live);

        var first = await gates[0].EnterAsync(cost, CancellationToken.None);
        await gates[0].SetClockOffsetAsync("fake.host", TimeSpan.FromMilliseconds(250), CancellationToken.None);
        await gates[0].LeaveAsync(new RequestOutcome("fake.host", "api", null, null), CancellationToken.None);
        var status = await StatusWhenAsync(status => status.Hosts.Any(host => host.ClockOffset is not null));
        var second = await gates[^1].EnterAsync(cost, CancellationToken.None);

        Assert.Null(first.Refusal);
        Assert.Equal(FaultKind.Deferred, second.Refusal?.Kind);
        var host = Assert.Single(status.Hosts);
        Assert.Equal(("fake.host", "closed", null, TimeSpan.FromMilliseconds(250)), (host.Host, host.Breaker, host.BannedUntil, host.ClockOffset));
        Assert.Equal([new VenueBudgetRow("api", 60, 100, TimeSpan.FromMinutes(1))], status.Budgets.ToArray());
    }

    [Fact]
    public async Task A_lockout_told_by_one_account_holds_for_all_and_is_shown()
    {
        var gates = _cluster.GetActiveSilos().Select(silo => silo.ServiceProvider.GetRequiredService<Func<string, IVenueGate>>()("fake")).ToList();
        var cost = new RequestCost("fake.host", "api", 1, 100, TimeSpan.FromMinutes(1), RequestPriority.Live);
        await gates[0].EnterAsync(cost, CancellationToken.None);

        await gates[0].LeaveAsync(
            new RequestOutcome("fake.host", "api", null, new ExchangeFault(FaultKind.Banned, "418", TimeSpan.FromMinutes(5))), CancellationToken.None);
        var status = await StatusWhenAsync(status => status.Hosts.Any(host => host.BannedUntil is not null));
        var other = await gates[^1].EnterAsync(cost, CancellationToken.None);

        Assert.Equal(FaultKind.Banned, other.Refusal?.Kind);
        Assert.True(status.Hosts[0].BannedUntil > TimeProvider.System.GetUtcNow().AddMinutes(4));
    }

    [Fact]
    public async Task The_catalog_says_what_each_venue_reads_and_wants()
    {
        var venues = await _cluster.Client.GetGrain<IVenueCatalogGrain>(0).GetVenuesAsync();

        var venue = Assert.Single(venues);
        Assert.Equal(("fake", "FAKE"), (venue.Id, venue.Name));
        Assert.Equal(["spot", "futures"], venue.Wallets.ToArray());
        Assert.Equal([("api_key", false), ("api_secret", true)], venue.Credentials.Select(field => (field.Name, field.Secret)));
    }

    [Fact]
    public async Task A_market_answers_with_what_it_read_and_leaves_out_what_has_no_price()
    {
        var market = _cluster.Client.GetGrain<IMarketGrain>("fake");
        for (var looks = 0; (await market.GetStatusAsync()).Priced == 0 && looks < 400; looks++)
        {
            await Task.Delay(25);
        }

        var prices = await market.GetPricesAsync([Asset.Btc, Asset.Parse("XYZ")], ["BTCUSDT"]);

        Assert.Equal([new AssetQuote(Asset.Btc, 50_000m)], prices.Assets.ToArray());
        Assert.Equal([new MarkQuote("BTCUSDT", 50_010m)], prices.Marks.ToArray());
    }

    [Fact]
    public async Task A_venue_this_version_does_not_know_has_no_prices()
    {
        var prices = await _cluster.Client.GetGrain<IMarketGrain>("forgotten").GetPricesAsync([Asset.Btc], []);

        Assert.Equal(0, prices.Version);
        Assert.Empty(prices.Assets);
    }

    private static FakeVenue Venue()
    {
        var venue = new FakeVenue("fake", TimeProvider.System, new FakeWallet(WalletKind.Spot), new FakeWallet(WalletKind.Futures, HasPositions: true));
        venue.SetPrice("BTC-USDT", 50_000m);
        venue.SetPrice("USDT-USD", 1m);
        venue.SetMark("BTCUSDT", 50_010m);
        return venue;
    }

    /// <summary>What is reported one way arrives soon.</summary>
    private async Task<VenueStatus> StatusWhenAsync(Predicate<VenueStatus> holds)
    {
        var adapter = _cluster.Client.GetGrain<IExchangeAdapterGrain>("fake");
        var status = await adapter.GetStatusAsync();
        for (var looks = 0; !holds(status) && looks < 400; looks++)
        {
            await Task.Delay(25);
            status = await adapter.GetStatusAsync();
        }

        return status;
    }
}
