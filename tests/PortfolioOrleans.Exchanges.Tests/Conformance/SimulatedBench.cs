using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using Side = PortfolioOrleans.Domain.Holdings.PositionSide;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>The simulator in this process, with still markets and one account that has a little of everything.</summary>
internal sealed class SimulatedBench : VenueBench
{
    private readonly SimulatedVenue _venue;
    private readonly AccountSummary _account;
    private readonly MuteableHandler _line;

    public SimulatedBench(SimulatedVenue venue)
    {
        _venue = venue;
        World = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = Clock, MarketsWalk = false });
        _account = World.OpenAccount(new NewAccount { Venue = venue, Label = "alice", Owner = "alice" });
        Credentials = new ExchangeCredentials(_account.Key, _account.Secret, _account.Passphrase);
        var nobody = World.OpenAccount(new NewAccount { Venue = venue, Label = "nobody" });
        Empty = new ExchangeCredentials(nobody.Key, nobody.Secret, nobody.Passphrase);
        Gate = new LocalVenueGate(GateOptions.Default, Clock);

        _line = new MuteableHandler(World.CreateHandler(venue));
        var http = new HttpClient(_line);
        var address = new Uri("https://venue.test");
        if (venue == SimulatedVenue.Binance)
        {
            Adapter = new BinanceAdapter(
                http, Gate, new BinanceOptions { RestUrl = address, FuturesUrl = address, EarnMaxAge = TimeSpan.Zero }, Clock, new Random(1));
            FundBinance();
        }
        else
        {
            Adapter = new OkxAdapter(http, Gate, new OkxOptions { RestUrl = address }, Clock, new Random(1));
            FundOkx();
        }
    }

    public SimulatedWorld World { get; }

    public LocalVenueGate Gate { get; }

    public override IExchangeAdapter Adapter { get; }

    public override ExchangeCredentials Credentials { get; }

    public override ExchangeCredentials Empty { get; }

    public override IReadOnlyDictionary<WalletKind, Money[]> Owned => Adapter.Venue.Wallets.ToDictionary(wallet => wallet.Wallet, wallet => OwnedIn(wallet.Wallet));

    public override IReadOnlySet<WalletKind> Unopened { get; } = new HashSet<WalletKind> { WalletKind.PortfolioMargin };

    public override (string Instrument, Side Side, decimal Contracts)[] Positions =>
        [.. Statement.Positions.Select(position => (position.Symbol, position.Size < 0m ? Side.Short : Side.Long, Math.Abs(position.Size)))];

    public override Money[] Flows => _venue == SimulatedVenue.Binance
        ? [new(20_000m, Asset.Usdt), new(1m, Asset.Btc), new(-100.5m, Asset.Usdt), new(500m, Asset.Usdt)]
        : [new(20_000m, Asset.Usdt), new(2m, Asset.Btc), new(-0.101m, Asset.Btc), new(700m, Asset.Usdt)];

    public AccountStatement Statement => World.State(_account.AccountId);

    public override void Break(Trouble trouble)
    {
        if (trouble == Trouble.NoAnswer)
        {
            _line.IsMute = true;
            return;
        }

        foreach (var order in SimulatedTroubles.Orders(_venue, trouble))
        {
            World.Inject(order);
        }
    }

    public override void Mend()
    {
        _line.IsMute = false;
        World.ClearFaults();
    }

    public override void SetClock(TimeSpan ahead) => World.SetClockSkew(_venue, ahead);

    /// <summary>What is there less what is owed.</summary>
    private Money[] OwnedIn(WalletKind wallet)
    {
        var statement = Statement;
        return statement.Balances.Where(balance => KindOf(balance.Wallet) == wallet && balance.Total != 0m).Select(balance => new Money(balance.Total, Asset.Parse(balance.Asset)))
            .Concat(statement.Debts.Where(debt => KindOf(debt.Wallet) == wallet).Select(debt => new Money(-debt.Borrowed - debt.Interest, Asset.Parse(debt.Asset))))
            .GroupBy(money => money.Asset)
            .Select(group => new Money(group.Sum(money => money.Amount), group.Key))
            .ToArray();
    }

    private static WalletKind? KindOf(Wallet wallet) => wallet switch
    {
        Wallet.EarnFlexible or Wallet.EarnLocked or Wallet.Savings => WalletKind.Earn,
        _ => Enum.TryParse<WalletKind>($"{wallet}", out var kind) ? kind : null,
    };

    private void FundBinance()
    {
        Deposit("USDT", 20_000m);
        Deposit("BTC", 1m);
        Clock.Advance(TimeSpan.FromMinutes(1));
        World.Withdraw(_account.AccountId, new FundsOrder { Asset = "USDT", Amount = 100m, Fee = 0.5m });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Deposit("USDT", 500m);
        World.Withdraw(_account.AccountId, new FundsOrder { Asset = "USDT", Amount = 50m, Fee = 1m, Pending = true });
        Move("USDT", 5_000m, Wallet.Spot, Wallet.Futures);
        Move("USDT", 1_000m, Wallet.Spot, Wallet.Funding);
        Trade("BTCUSDT", TradeSide.Buy, 0.05m);
        Trade("BTCUSDT", TradeSide.Buy, 0.1m, isFuture: true);
        World.SetLeverage(_account.AccountId, new LeverageOrder { Symbol = "ETHUSDT", Leverage = 5, Isolated = true });
        Trade("ETHUSDT", TradeSide.Sell, 2m, isFuture: true);
        Move("BTC", 0.2m, Wallet.Spot, Wallet.CoinFutures);
        Trade("BTCUSD_PERP", TradeSide.Sell, 3m, isFuture: true);
        Move("USDT", 2_000m, Wallet.Spot, Wallet.Margin);
        World.Borrow(_account.AccountId, new LoanOrder { Asset = "ETH", Amount = 0.5m });
        World.Transfer(_account.AccountId, new TransferOrder { Asset = "USDT", Amount = 300m, From = Wallet.Spot, To = Wallet.IsolatedMargin, ToPair = "BTCUSDT" });
        World.SubscribeEarn(_account.AccountId, new EarnOrder { Asset = "USDT", Amount = 250m });
        World.SubscribeEarn(_account.AccountId, new EarnOrder { Asset = "BTC", Amount = 0.01m, LockDays = 30 });
        World.MultiplyPrice("ETHUSDT", 0.97m);
        Clock.Advance(TimeSpan.FromMinutes(5));
    }

    private void FundOkx()
    {
        Deposit("USDT", 20_000m);
        Deposit("BTC", 2m);
        Clock.Advance(TimeSpan.FromMinutes(1));
        World.Withdraw(_account.AccountId, new FundsOrder { Asset = "BTC", Amount = 0.1m, Fee = 0.001m });
        Clock.Advance(TimeSpan.FromMinutes(1));
        Deposit("USDT", 700m);
        Move("USDT", 15_000m, Wallet.Funding, Wallet.Trading);
        Move("BTC", 1m, Wallet.Funding, Wallet.Trading);
        Trade("ETH-USDT", TradeSide.Buy, 1m);
        Trade("BTC-USDT-SWAP", TradeSide.Buy, 20m);
        Trade("BTC-USD-SWAP", TradeSide.Sell, 30m);
        World.SetLeverage(_account.AccountId, new LeverageOrder { Symbol = "BTC-USDT-SWAP", Leverage = 3 });
        World.MultiplyPrice("BTC-USDT-SWAP", 1.03m);
        Clock.Advance(TimeSpan.FromMinutes(5));
    }

    private void Deposit(string asset, decimal amount) => World.Deposit(_account.AccountId, new FundsOrder { Asset = asset, Amount = amount });

    private void Move(string asset, decimal amount, Wallet from, Wallet to) =>
        World.Transfer(_account.AccountId, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to });

    private void Trade(string symbol, TradeSide side, decimal quantity, bool isFuture = false) =>
        World.Fill(_account.AccountId, new FillOrder { Symbol = symbol, Side = side, Quantity = quantity, Futures = isFuture });
}
