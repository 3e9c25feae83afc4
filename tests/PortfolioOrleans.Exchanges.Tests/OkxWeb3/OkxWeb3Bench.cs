using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Conformance;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.OkxWeb3;
using PositionSide = PortfolioOrleans.Domain.Holdings.PositionSide;

namespace PortfolioOrleans.Exchanges.Tests.OkxWeb3;

/// <summary>The simulated OKX Web3 in this process, on its trial plan, with one wallet that holds a little of everything, a scam included.</summary>
internal sealed class OkxWeb3Bench : VenueBench
{
    public const string Address = "0x00000000000000000000000000000000000a11ce";
    public const string Usdc = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    public const string UsdcOnBase = "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913";
    public const string Fun = "0x00000000000000000000000000000000000000f1";
    public const string FakeUsdt = "0x0000000000000000000000000000000000bad001";

    private readonly MuteableHandler _line;

    public OkxWeb3Bench()
    {
        World = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = Clock, MarketsWalk = false });
        var project = World.OpenAccount(new NewAccount { Venue = SimulatedVenue.OkxWeb3, Label = "project" });
        Options = new OkxWeb3Options
        {
            RestUrl = new Uri("https://web3.test"),
            TimeUrl = new Uri("https://time.test"),
            ApiKey = project.Key,
            ApiSecret = project.Secret,
            Passphrase = project.Passphrase,
        };
        Gate = new LocalVenueGate(GateOptions.Default, Clock);
        _line = new MuteableHandler(World.CreateHandler(SimulatedVenue.OkxWeb3));
        Web3 = new OkxWeb3Adapter(new HttpClient(_line), Gate, Options, Clock, new Random(1));

        List("1", "", "ETH", 2_000m);
        List("1", Usdc, "USDC", 0.9998m);
        List("8453", UsdcOnBase, "USDC", 0.9997m);
        List("8453", Fun, "FUN", 0.125m);
        World.ListToken(new Web3Token { Chain = "56", Contract = FakeUsdt, Symbol = "USDT", Name = "Tether USD", Price = 1m, Risk = true });
        Fund();

        // As the market grain does for every portfolio: what is held is wanted priced.
        Web3.Want([.. Owned[WalletKind.Chain].Select(money => money.Asset)]);
    }

    public SimulatedWorld World { get; }

    public LocalVenueGate Gate { get; }

    public OkxWeb3Options Options { get; }

    public OkxWeb3Adapter Web3 { get; }

    public override IExchangeAdapter Adapter => Web3;

    public override ExchangeCredentials Credentials { get; } = new("", "", address: "0x00000000000000000000000000000000000A11CE");

    public override ExchangeCredentials Empty { get; } = new("", "", address: "0x00000000000000000000000000000000000000e0");

    public override IEnumerable<string> Secrets => [Options.ApiKey, Options.ApiSecret, Options.Passphrase];

    public override IReadOnlyDictionary<WalletKind, Money[]> Owned { get; } = new Dictionary<WalletKind, Money[]>
    {
        [WalletKind.Chain] = [new(1.25m, Asset.Parse("ETH")), new(150m, Asset.Usdc), new(40m, Asset.Parse($"FUN@8453:{Fun}"))],
    };

    public override (string Instrument, PositionSide Side, decimal Contracts)[] Positions => [];

    public override Money[] Flows =>
        [new(1.5m, Asset.Parse("ETH")), new(100m, Asset.Usdc), new(50m, Asset.Usdc), new(40m, Asset.Parse($"FUN@8453:{Fun}")), new(-0.25m, Asset.Parse("ETH"))];

    public override void Break(Trouble trouble)
    {
        if (trouble == Trouble.NoAnswer)
        {
            _line.IsMute = true;
            return;
        }

        foreach (var order in SimulatedTroubles.Orders(SimulatedVenue.OkxWeb3, trouble))
        {
            World.Inject(order);
        }
    }

    public override void Mend()
    {
        _line.IsMute = false;
        World.ClearFaults();
    }

    public override void SetClock(TimeSpan ahead) => World.SetClockSkew(SimulatedVenue.OkxWeb3, ahead);

    private void List(string chain, string contract, string symbol, decimal price) =>
        World.ListToken(new Web3Token { Chain = chain, Contract = contract, Symbol = symbol, Name = symbol, Price = price, Recognized = true });

    private void Fund()
    {
        Move("1", "", 1.5m);
        Move("1", Usdc, 100m);
        Move("8453", UsdcOnBase, 50m);
        Move("8453", Fun, 40m);
        Move("56", FakeUsdt, 1_000_000m);
        World.FailTokenMove(Address, "1", Usdc, 5m);
        Move("1", "", -0.25m);
    }

    private void Move(string chain, string contract, decimal amount)
    {
        World.MoveToken(Address, chain, contract, amount);
        Clock.Advance(TimeSpan.FromMinutes(1));
    }
}
