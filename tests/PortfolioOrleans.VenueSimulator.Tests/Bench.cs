using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>A world on a clock that stands, with both venues at hand in process. Markets are frozen unless asked otherwise.</summary>
internal sealed class Bench
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public Bench(int seed = 7, bool walk = false, string? stateFile = null, DateTimeOffset? start = null)
    {
        Clock = new ManualClock(start ?? Noon);
        World = new SimulatedWorld(new SimulatorOptions { Seed = seed, Clock = Clock, MarketsWalk = walk, StateFile = stateFile });
        Binance = Client(SimulatedVenue.Binance);
        Okx = Client(SimulatedVenue.Okx);
    }

    public ManualClock Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public SimulatedWorld World { get; }

    public HttpClient Binance { get; }

    public HttpClient Okx { get; }

    public HttpClient Client(SimulatedVenue venue, string ip = "127.0.0.1") => new(World.CreateHandler(venue, ip)) { BaseAddress = new Uri("http://venue.test") };

    /// <summary>An account that holds so much of each asset, where deposits go.</summary>
    public AccountSummary Open(SimulatedVenue venue, params (string Asset, decimal Amount)[] holdings) => Open(venue, "someone", holdings);

    public AccountSummary Open(SimulatedVenue venue, string label, params (string Asset, decimal Amount)[] holdings)
    {
        var account = World.OpenAccount(new NewAccount { Venue = venue, Label = label, Owner = "someone" });
        foreach (var (asset, amount) in holdings)
        {
            World.Deposit(account.AccountId, new FundsOrder { Asset = asset, Amount = amount });
        }

        return account;
    }

    /// <summary>An OKX account with everything in the trading account.</summary>
    public AccountSummary OpenTrading(params (string Asset, decimal Amount)[] holdings)
    {
        var account = Open(SimulatedVenue.Okx, holdings);
        foreach (var (asset, amount) in holdings)
        {
            World.Transfer(account.AccountId, new TransferOrder { Asset = asset, Amount = amount, From = Wallet.Funding, To = Wallet.Trading });
        }

        return account;
    }

    /// <summary>A Binance account with so much USDT in the futures wallet.</summary>
    public AccountSummary OpenFutures(decimal usdt, bool hedged = false)
    {
        var account = World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = "futures", Hedged = hedged });
        World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = usdt });
        World.Transfer(account.AccountId, new TransferOrder { Asset = "USDT", Amount = usdt, From = Wallet.Spot, To = Wallet.Futures });
        return account;
    }

    /// <summary>The balance of an asset in a wallet, by the simulator's own statement; 0 when there is none.</summary>
    public decimal Held(AccountSummary account, Wallet wallet, string asset) =>
        World.State(account.AccountId).Balances.FirstOrDefault(row => row.Wallet == wallet && row.Asset == asset)?.Total ?? 0m;
}
