using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Simulation;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.Users;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>
/// The whole house in a simulated world: our grains, our stores' in-memory twins and two fake venues, all on one simulated clock and one thread. The silo
/// may be crashed and started again; stores and venues stay.
/// </summary>
internal sealed class SimulatedHouse : IDisposable
{
    private static readonly DateTimeOffset Midday = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _stores;
    private readonly Dictionary<string, string?> _settings = [];
    private int _watchers;

    public SimulatedHouse(int seed = 1, DateTimeOffset? start = null)
    {
        World = new SimulatedWorld(seed, start ?? Midday);
        Chance = new Random(seed);
        Hears = Events.Add;
        _stores = new ServiceCollection().AddSingleton<TimeProvider>(World.Clock).AddMemoryStorage().BuildServiceProvider();
        Table = new FlakyTable(Stored<IGrainStateTable>(), World.Clock, Chance);
        Spot = new FakeVenue("spot", World.Clock, new FakeWallet(WalletKind.Spot), new FakeWallet(WalletKind.Futures, HasPositions: true));
        Unified = new FakeVenue("unified", World.Clock, new FakeWallet(WalletKind.Trading, HasPositions: true), new FakeWallet(WalletKind.Funding));
        Chain = new FakeChain("chain", World.Clock);
        Chain.Venue = Chain.Venue with { Histories = [] }; // As chains are.
        foreach (var venue in new[] { Spot, Unified, Chain })
        {
            venue.Latency = TimeSpan.FromMilliseconds(40);
            venue.SetPrice("BTC-USDT", 100m);
            venue.SetPrice("USDT-USD", 1m);
        }
    }

    public SimulatedWorld World { get; }

    public Random Chance { get; }

    public FlakyTable Table { get; }

    /// <summary>Where grains keep their states: in <see cref="Table"/>, unless the test brings another store.</summary>
    public IGrainStorage States { get => field ??= new TableGrainStorage(Table); set; }

    public FakeVenue Spot { get; }

    public FakeVenue Unified { get; }

    /// <summary>Nobody has an account there unless the test adds one.</summary>
    public FakeChain Chain { get; }

    public SimulatedSilo Silo { get; private set; } = null!;

    public DateTimeOffset Now => World.Clock.GetUtcNow();

    /// <summary>What came over the stream of each portfolio, over all lives of the silo; empty if the test <see cref="Hears">hears</see> for itself.</summary>
    public List<PortfolioEvent> Events { get; } = [];

    /// <summary>What is done with each event: kept, unless the test has too many of them.</summary>
    public Action<PortfolioEvent> Hears { get; set; }

    /// <summary>What else belongs into each silo that is started.</summary>
    public Action<ISiloBuilder> Also { get; set; } = _ => { };

    public T Stored<T>()
        where T : notnull => _stores.GetRequiredService<T>();

    public SimulatedHouse With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public SimulatedHouse Start()
    {
        Silo = World.StartSilo(Configure);
        return this;
    }

    /// <summary>Ends the silo in this moment and starts the next over the same stores, waking its portfolios as the service does.</summary>
    public void CrashAndRestart()
    {
        World.Crash(Silo);
        Start();
        World.Run(async () =>
        {
            foreach (var owner in await Stored<IAccountStore>().ListOwnersAsync(1_000, null, CancellationToken.None))
            {
                await Watch(owner);
                await Portfolio(owner).RefreshAsync(CancellationToken.None);
            }
        });
    }

    public IPortfolioGrain Portfolio(string user) => Silo.Client.GetGrain<IPortfolioGrain>(user);

    public PortfolioSnapshot Snapshot(string user = "alice") => World.Run(() => Portfolio(user).GetSnapshotAsync());

    /// <summary>A user with an account at each venue, holding what the test then gives them.</summary>
    public async Task<(AccountSnapshot Spot, AccountSnapshot Unified)> JoinAsync(string user = "alice")
    {
        await Stored<IUserStore>().AddAsync(new User(user, user, Now), CancellationToken.None);
        Spot.Account(user);
        Unified.Account(user);
        await Watch(user);
        return (await AddAsync(user, Spot), await AddAsync(user, Unified));
    }

    public Task<AccountSnapshot> AddAsync(string user, FakeVenue venue) => Portfolio(user).AddAccountAsync(
        new NewAccount(
            venue.Venue.Id,
            "mine",
            ImmutableDictionary<string, string>.Empty.Add("api_key", user).Add("api_secret", Keys.Secret),
            AllowPowerfulKey: false),
        CancellationToken.None);

    /// <summary>Gives each account something, joins, and runs until the first complete valuation.</summary>
    public SimulatedHouse WithAlice(decimal spotBtc = 1m, decimal unifiedUsdt = 100m)
    {
        Spot.Account("alice")[WalletKind.Spot, "BTC"] = spotBtc;
        Unified.Account("alice")[WalletKind.Trading, "USDT"] = unifiedUsdt;
        World.Run(() => JoinAsync());
        World.RunFor(TimeSpan.FromSeconds(5));
        Assert.True(Snapshot().Complete);
        return this;
    }

    public void Dispose() => World.Dispose();

    private async Task Watch(string user)
    {
        _watchers++;
        var stream = Silo.Client.GetStreamProvider(Names.Streams).GetStream<PortfolioEvent>(Names.PortfolioEventStream(user));
        await stream.SubscribeAsync((happened, _) =>
        {
            Hears(happened);
            return Task.CompletedTask;
        });
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.AddHouse(_stores, States, _settings, Chance);
        silo.Services.AddSingleton<IExchangeAdapter>(Spot);
        silo.Services.AddSingleton<IExchangeAdapter>(Unified);
        silo.Services.AddSingleton<IExchangeAdapter>(Chain);
        Also(silo);
    }
}
