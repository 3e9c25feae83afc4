using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Simulation;
using Orleans.Hosting;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Users;
using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using Venues = PortfolioOrleans.VenueSimulator.SimulatedWorld;
using World = Orleans.Embedded.Simulation.SimulatedWorld;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>
/// Account grains with the adapters of the service in front of simulated Binance and OKX, which speak the venues' own protocols by request and by socket: all on
/// one simulated clock and one thread. The silo may be killed and started again; stores and venues stay.
/// </summary>
internal sealed class VenueHouse : IDisposable
{
    private const string User = "alice";

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Uri Address = new("https://venue.test");

    private readonly ServiceProvider _stores;
    private readonly FlakyTable _table;
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        ["Sync:PricesPeriod"] = "00:05:00", // It is about accounts.
        ["Portfolio:PricesMaxAge"] = "00:15:00",
        ["Portfolio:ValuationPause"] = "00:05:00",
    };

    public VenueHouse(int seed)
    {
        World = new World(seed, Noon);
        Chance = new Random(seed);
        Venues = new Venues(new SimulatorOptions { Seed = seed, Clock = World.Clock });
        _stores = new ServiceCollection().AddSingleton<TimeProvider>(World.Clock).AddMemoryStorage().BuildServiceProvider();
        _table = new FlakyTable(_stores.GetRequiredService<IGrainStateTable>(), World.Clock, Chance);
        World.Run(() => _stores.GetRequiredService<IUserStore>().AddAsync(new User(User, User, Now), CancellationToken.None));
    }

    public World World { get; }

    public Venues Venues { get; }

    public Random Chance { get; }

    public SimulatedSilo Silo { get; private set; } = null!;

    public DateTimeOffset Now => World.Clock.GetUtcNow();

    /// <summary>How long a request is on its way, and its answer on the way back.</summary>
    public TimeSpan OneWay { get; init; } = TimeSpan.FromMilliseconds(20);

    public VenueHouse With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    public VenueHouse Start()
    {
        Silo = World.StartSilo(Configure);
        return this;
    }

    /// <summary>Ends the silo in this moment, and with it its connections; the next one starts seconds later, over the same stores, with every account awake.</summary>
    public void KillAndRestart(IEnumerable<string> accounts)
    {
        World.Crash(Silo);
        At(() => Venues.DisconnectSockets(SimulatedVenue.Binance) + Venues.DisconnectSockets(SimulatedVenue.Okx));
        World.RunFor(TimeSpan.FromSeconds(3));
        Start();
        foreach (var account in accounts)
        {
            Snapshot(account);
        }
    }

    /// <summary>Lets sockets say what is new each second, from now on.</summary>
    public void LetVenuesSpeak() => World.Spawn(async () =>
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), World.Clock);
            Venues.Tick();
        }
    });

    /// <summary>Gives a customer of a simulated venue an account in the house.</summary>
    /// <returns>Its id in the house.</returns>
    public string Open(AccountSummary customer)
    {
        var isBinance = customer.Venue == SimulatedVenue.Binance;
        var credentials = ImmutableDictionary<string, string>.Empty.Add("api_key", customer.Key).Add("api_secret", customer.Secret);
        var account = new Contracts.Accounts.NewAccount(
            isBinance ? BinanceAdapter.Id : OkxAdapter.Id, customer.Label, isBinance ? credentials : credentials.Add("passphrase", customer.Passphrase), AllowPowerfulKey: false);
        var id = customer.Label;
        World.Run(() => Grain(id).OpenAsync(User, account, CancellationToken.None));
        return id;
    }

    public AccountSnapshot Snapshot(string account) => World.Run(() => Grain(account).GetSnapshotAsync());

    /// <summary>Does something at a venue, in the simulation and in no time.</summary>
    public T At<T>(Func<T> order) => World.Run(() => Task.FromResult(order()));

    public void At(Action order) => World.Run(() =>
    {
        order();
        return Task.CompletedTask;
    });

    public long Count(string account) => World.Run(() => _stores.GetRequiredService<ITransactionStore>().CountAsync(account, CancellationToken.None));

    /// <summary>All that the ledger holds of an account, newest first.</summary>
    public List<Transaction> Ledger(string account) => World.Run(async () =>
    {
        const int most = 10_000;
        var store = _stores.GetRequiredService<ITransactionStore>();
        var all = new List<Transaction>();
        TransactionPlace? before = null;
        while (true)
        {
            var page = await store.ListAsync(User, new TransactionFilter(account, Before: before, Limit: most), CancellationToken.None);
            all.AddRange(page.Select(row => row.Transaction));
            if (page.Length < most)
            {
                return all;
            }

            before = new TransactionPlace(page[^1].Transaction.At, account, page[^1].Transaction.Id);
        }
    });

    /// <summary>The fills of a customer by the simulator's own books, under the ids they have in our ledger.</summary>
    public IEnumerable<string> FillsOf(AccountSummary customer, bool reachable = false) => Venues.FillsOf(customer.AccountId, reachable).Select(fill => fill.Wallet switch
    {
        _ when customer.Venue == SimulatedVenue.Okx => $"fill:{fill.Symbol}:{fill.OrderId}:{fill.TradeId}",
        Wallet.Spot => $"spot-fill:{fill.Symbol}:{fill.TradeId}",
        Wallet.CoinFutures => $"coin-futures-fill:{fill.Symbol}:{fill.TradeId}",
        _ => $"futures-fill:{fill.Symbol}:{fill.TradeId}",
    });

    public void Dispose() => World.Dispose();

    private IExchangeAccountGrain Grain(string account) => Silo.Client.GetGrain<IExchangeAccountGrain>(account);

    private void Configure(ISiloBuilder silo)
    {
        silo.AddHouse(_stores, new TableGrainStorage(_table), _settings, Chance);
        silo.Services.AddSingleton<IExchangeAdapter>(services => new BinanceAdapter(
            Http(SimulatedVenue.Binance), Gate(services, BinanceAdapter.Id), new BinanceOptions { RestUrl = Address, FuturesUrl = Address }, World.Clock, Chance,
            new AccountDialer(new SimulatedDialer(Venues, SimulatedVenue.Binance))));
        silo.Services.AddSingleton<IExchangeAdapter>(services => new OkxAdapter(
            Http(SimulatedVenue.Okx), Gate(services, OkxAdapter.Id), new OkxOptions { RestUrl = Address }, World.Clock, Chance,
            new AccountDialer(new SimulatedDialer(Venues, SimulatedVenue.Okx))));
    }

    /// <summary>Answered before it returns, so that nothing leaves the simulation.</summary>
    private HttpClient Http(SimulatedVenue venue) => new(Venues.CreateHandler(venue)) { Timeout = Timeout.InfiniteTimeSpan };

    private SlowGate Gate(IServiceProvider services, string venue) => new(services.GetRequiredService<Func<string, IVenueGate>>()(venue), OneWay, World.Clock);
}
