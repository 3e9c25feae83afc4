using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tests.Conformance;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

/// <summary>
/// A simulated chain in this process with a block each second, and a wallet on it: coins, tokens, a tenth of a Uniswap V2 pair, and a Uniswap V3 position whose
/// figures were computed apart, in Python.
/// </summary>
internal sealed class EvmBench : VenueBench
{
    public const string Owner = "0x00000000000000000000000000000000000a11ce";
    public const string Stranger = "0x00000000000000000000000000000000000b0b00";
    public const string Usdc = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    public const string Weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";
    public const string Old = "0x000000000000000000000000000000000000beef";
    public const string Feed = "0x0000000000000000000000000000000000feed01";
    public const string WethPair = "0x00000000000000000000000000000000000000b1";
    public const string OldPair = "0x00000000000000000000000000000000000000b2";
    public const string Pool = "0x00000000000000000000000000000000000000c1";
    public const string Manager = "0xc36442b4a4522e871399cd717abdd847ab11fe88";
    public const string Factory = "0x1f98431c8ad98523631ae4a59f267346ea31f984";

    /// <summary>2,000 USDC for an ETH: the root of 10^18 / (2,000 x 10^6), times 2^96.</summary>
    public static readonly BigInteger SqrtPrice = BigInteger.Parse("1771595571142957102961017161607260");

    public const int Tick = 200_311;

    private readonly MuteableHandler _line;

    public EvmBench(Action<EvmOptions>? set = null)
    {
        World = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = Clock, MarketsWalk = false });
        Chain = World.OpenChain(new ChainOrder { ChainId = 1, BlockSeconds = 1 });
        var options = new EvmOptions
        {
            RpcUrl = new Uri("https://node.test/rpc/1"),
            CallsPerSecond = 1_000,
            LogSpan = 100_000_000,
            Tokens = Old,
            DollarFeeds = $"{Usdc}/{Feed}",
            V2Pairs = $"{WethPair},{OldPair}",
            V3Pools = Pool,
        };
        set?.Invoke(options);
        Gate = new LocalVenueGate(GateOptions.Default, Clock);
        _line = new MuteableHandler(World.CreateHandler(SimulatedVenue.Evm));
        Evm = new EvmAdapter(new HttpClient(_line), Gate, EvmChain.All[0], options, Clock, new Random(1));
        Deploy();
        Fund();
    }

    public SimulatedWorld World { get; }

    public SimulatedChain Chain { get; }

    public LocalVenueGate Gate { get; }

    public EvmAdapter Evm { get; }

    public static Asset OldAsset { get; } = Asset.Parse($"OLD@1:{Old}");

    public override IExchangeAdapter Adapter => Evm;

    public override bool HasKey => false;

    public override ExchangeCredentials Credentials { get; } = new("", "", address: Owner);

    public override ExchangeCredentials Empty { get; } = new("", "", address: "0x00000000000000000000000000000000000000e0");

    /// <summary>Many providers' addresses hold a key.</summary>
    public override IEnumerable<string> Secrets => ["/rpc/1"];

    public override IReadOnlyDictionary<WalletKind, Money[]> Owned { get; } = new Dictionary<WalletKind, Money[]>
    {
        [WalletKind.Chain] = [new(1.5m, Asset.Parse("ETH")), new(250.5m, Asset.Usdc), new(12.34567891m, OldAsset)],
        [WalletKind.Pool] =
        [
            // A tenth of the pair; the position; its fees.
            new(100_000m + 7_741.946431m + 147.338158m, Asset.Usdc),
            new(50m + 4.256633510590360018m + 0.000057220458984375m, Asset.Parse("WETH")),
        ],
    };

    public override (string Instrument, PositionSide Side, decimal Contracts)[] Positions => [];

    public override Money[] Flows => [new(300m, Asset.Usdc), new(1.5m, Asset.Parse("ETH")), new(12.34567891m, OldAsset), new(-49.5m, Asset.Usdc)];

    public override void Break(Trouble trouble)
    {
        if (trouble == Trouble.NoAnswer)
        {
            _line.IsMute = true;
            return;
        }

        foreach (var order in SimulatedTroubles.Orders(SimulatedVenue.Evm, trouble))
        {
            World.Inject(order);
        }
    }

    public override void Mend()
    {
        _line.IsMute = false;
        World.ClearFaults();
    }

    public override void SetClock(TimeSpan ahead) => World.SetClockSkew(SimulatedVenue.Evm, ahead);

    public static BigInteger Pow2(int exponent) => BigInteger.One << exponent;

    public static BigInteger Wrap(BigInteger below) => Pow2(256) + below;

    /// <summary>The position between ticks 199,000 and 201,500: in range.</summary>
    public static PoolPositionToken InRange { get; } = new()
    {
        Owner = Owner,
        Token0 = Usdc,
        Token1 = Weth,
        Fee = 500,
        TickLower = 199_000,
        TickUpper = 201_500,
        Liquidity = 3_000_000_000_000_000,
        FeeInsideLast0 = Wrap(-500 * Pow2(90)),
        FeeInsideLast1 = 1_000 * Pow2(110),
        Owed0 = 17,
    };

    public BigInteger RawUsdc(decimal amount) => (BigInteger)(amount * 1_000_000m);

    private void Deploy()
    {
        Chain.Put(Usdc, new Erc20 { Symbol = "USDC", Decimals = 6 });
        Chain.Put(Weth, new Erc20 { Symbol = "WETH" });
        Chain.Put(Old, new Erc20 { Symbol = "OLD", Decimals = 8, HasShortSymbol = true });
        Chain.Put(Feed, new DollarFeed { Answered = 99_980_000, UpdatedAt = Clock.GetUtcNow().AddHours(-3) });
        Chain.Put(WethPair, new UniswapV2Pair
        {
            Token0 = Usdc,
            Token1 = Weth,
            Reserve0 = RawUsdc(1_000_000m),
            Reserve1 = 500 * BigInteger.Pow(10, 18),
            TotalShares = 9_000,
        });
        Chain.Put(OldPair, new UniswapV2Pair { Token0 = Old, Token1 = Usdc, Reserve0 = 400_00000000, Reserve1 = RawUsdc(1_000m), TotalShares = 77 });
        Chain.Put(Pool, new UniswapV3Pool
        {
            Token0 = Usdc,
            Token1 = Weth,
            Fee = 500,
            SqrtPriceX96 = SqrtPrice,
            Tick = Tick,
            FeeGrowth0 = 12_345 * Pow2(90),
            FeeGrowth1 = 6_789 * Pow2(110),
            Ticks = ImmutableDictionary<int, PoolTick>.Empty
                .Add(199_000, new PoolTick(345 * Pow2(90), 89 * Pow2(110)))
                .Add(201_500, new PoolTick(Wrap(-1_000 * Pow2(90)), 700 * Pow2(110))),
        });
        Chain.Put(Factory, new UniswapV3Factory { Pools = ImmutableDictionary<(string, string, int), string>.Empty.Add((Usdc, Weth, 500), Pool) });
        Chain.Put(Manager, new PositionManager { Factory = Factory, Positions = ImmutableSortedDictionary<long, PoolPositionToken>.Empty.Add(42, InRange) });
    }

    private void Fund()
    {
        Chain.SetCoins(Owner, 1_500_000_000_000_000_000);
        Chain.Transfer(Usdc, SimulatedChain.Nobody, Stranger, RawUsdc(1_000m));
        Chain.Transfer(Usdc, Stranger, Owner, RawUsdc(300m));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Chain.Transfer(Old, SimulatedChain.Nobody, Owner, 12_34567891, Chain.Begin(Stranger));
        Clock.Advance(TimeSpan.FromMinutes(1));
        Chain.Transfer(Usdc, Owner, Stranger, RawUsdc(49.5m));
        Chain.TransferShares(WethPair, SimulatedChain.Nobody, Owner, 1_000, Chain.Begin(Owner));
        Clock.Advance(TimeSpan.FromHours(2)); // A clock that jumps back an hour still finds all of it.
    }
}
