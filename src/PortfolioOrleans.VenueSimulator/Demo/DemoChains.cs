using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.VenueSimulator.Demo;

/// <summary>
/// What the demo's customers hold on chains: alice a wallet that OKX Web3 tells of, with a bridged token and a scam in it, and one on Ethereum with shares of two
/// pools; bob one on Solana. Chains are not in the state file, so this is told anew at each start, once, and is the same each time.
/// </summary>
/// <param name="Project">The account whose key signs what is asked of OKX Web3.</param>
/// <param name="Wallets">Alice's first.</param>
public sealed record DemoChains(AccountSummary Project, IReadOnlyList<ChainWallet> Wallets)
{
    /// <summary>The chains that OKX Web3 is asked about.</summary>
    public const string Web3Chains = "1,8453,501";

    /// <summary>As an EVM adapter's setting takes it: token/feed.</summary>
    public const string DollarFeeds = $"{Weth}/{WethFeed},{Usdc}/{UsdcFeed},{Link}/{LinkFeed},{Uni}/{UniFeed}";

    /// <summary>The Uniswap V2 pair that is believed.</summary>
    public const string V2Pairs = Pair;

    private const string AliceWeb3 = "0x00000000000000000000000000000000000a11ce";
    private const string AliceEthereum = "0x00000000000000000000000000000000000a11c3";
    private const string BobSolana = "7dFTt5Q9DHJAHabaZ24STwLieWb1iwCBLdZf9UWPjorD";

    private const string Usdc = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
    private const string Weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";
    private const string Link = "0x514910771af9ca656af840dff83e8264ecf986ca";
    private const string Uni = "0x1f9840a85d5af5bf1d1762f925bdaddc4201f984";
    private const string BridgedAave = "0x63706e401c06ac8513145b7687a14804d17f814b";
    private const string Scam = "0x00000000000000000000000000000000005ca3ed";
    private const string SolanaUsdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

    private const string WethFeed = "0x0000000000000000000000000000000000feed01";
    private const string UsdcFeed = "0x0000000000000000000000000000000000feed02";
    private const string LinkFeed = "0x0000000000000000000000000000000000feed03";
    private const string UniFeed = "0x0000000000000000000000000000000000feed04";
    private const string Pair = "0x00000000000000000000000000000000000000b1";
    private const string Pool = "0x00000000000000000000000000000000000000c1";
    private const string Manager = "0xc36442b4a4522e871399cd717abdd847ab11fe88";
    private const string Factory = "0x1f98431c8ad98523631ae4a59f267346ea31f984";

    private const string Increased = "0x3067048beee31b25b2f1681f88dac838c8bba36af25bfb2b7cf7473a5847e35f";
    private const string Minted = "0x4c209b5fc8ad50758f13e2e1088ba56a560dff690a1c6fef26394f4c03821c4f";
    private const int PoolFee = 3_000;
    private const long PositionId = 7_001;

    private static readonly BigInteger Ether = BigInteger.Pow(10, 18);
    private static readonly BigInteger Micro = 1_000_000;

    /// <exception cref="ControlException">taken: it was told to this world already.</exception>
    public static DemoChains Settle(SimulatedWorld world) => world.Atomically(() =>
    {
        const string label = "demo-web3-project";
        var project = world.Accounts.FirstOrDefault(account => account.Label == label)
            ?? world.OpenAccount(new NewAccount { Venue = SimulatedVenue.OkxWeb3, Label = label });
        world.SetLimit(SimulatedVenue.OkxWeb3, "requests", 100); // As of a paid plan.

        SettleWeb3(world);
        SettleEthereum(world);
        ImmutableArray<ChainWallet> wallets =
        [
            new() { Owner = DemoWorld.Alice, Label = "alice-web3", Address = AliceWeb3 },
            new() { Owner = DemoWorld.Alice, Label = "alice-ethereum", Address = AliceEthereum, ChainId = 1 },
            new() { Owner = DemoWorld.Bob, Label = "bob-solana", Address = BobSolana },
        ];
        foreach (var wallet in wallets)
        {
            world.OwnWallet(wallet);
        }

        return new DemoChains(project, wallets);
    });

    private static void SettleWeb3(SimulatedWorld world)
    {
        world.ListToken(new Web3Token { Chain = "1", Contract = "", Symbol = "ETH", Coin = "ETH", Recognized = true });
        world.ListToken(new Web3Token { Chain = "1", Contract = Usdc, Symbol = "USDC", Name = "USD Coin", Decimals = 6, Coin = "USDC", Recognized = true });
        world.ListToken(new Web3Token { Chain = "8453", Contract = BridgedAave, Symbol = "AAVE", Name = "Aave Token (bridged)", Coin = "AAVE", Recognized = true });
        world.ListToken(new Web3Token { Chain = "1", Contract = Scam, Symbol = "claim-eth.example", Price = 5m, Risk = true });
        world.ListToken(new Web3Token { Chain = "501", Contract = "", Symbol = "SOL", Decimals = 9, Coin = "SOL", Recognized = true });
        world.ListToken(new Web3Token { Chain = "501", Contract = SolanaUsdc, Symbol = "USDC", Decimals = 6, Coin = "USDC", Recognized = true });

        Move(AliceWeb3, "1", "", 2.4m, daysAgo: 50);
        Move(AliceWeb3, "1", Usdc, 3_200m, daysAgo: 48);
        Move(AliceWeb3, "8453", BridgedAave, 12.5m, daysAgo: 40);
        Move(AliceWeb3, "1", Scam, 1_000_000m, daysAgo: 31);
        Move(BobSolana, "501", "", 35m, daysAgo: 45);
        Move(BobSolana, "501", SolanaUsdc, 900m, daysAgo: 44);

        // Before the portfolio began, so that nothing of it is a deposit.
        void Move(string address, string chain, string contract, decimal amount, int daysAgo) =>
            world.MoveToken(address, chain, contract, amount, at: world.Clock.GetUtcNow().AddDays(-daysAgo));
    }

    private static void SettleEthereum(SimulatedWorld world)
    {
        var chain = world.OpenChain(new ChainOrder
        {
            ChainId = 1,
            Genesis = new DateTimeOffset(world.Clock.GetUtcNow().UtcDateTime.Date.AddDays(-60), TimeSpan.Zero),
            Coins = Held(125 * Ether / 100),
        });
        chain.Put(Usdc, new Erc20 { Symbol = "USDC", Decimals = 6 });
        chain.Put(Weth, new Erc20 { Symbol = "WETH" });
        chain.Put(Link, new Erc20 { Symbol = "LINK", Balances = Held(80 * Ether) });
        chain.Put(Uni, new Erc20 { Symbol = "UNI", Balances = Held(60 * Ether) });
        chain.PutFeed(WethFeed, Weth, "ETH");
        chain.PutFeed(UsdcFeed, Usdc, "USDC");
        chain.PutFeed(LinkFeed, Link, "LINK");
        chain.PutFeed(UniFeed, Uni, "UNI");
        SettlePair(chain);
        SettlePosition(chain);
    }

    /// <summary>A hundredth of a pair of 12,000 LINK and 56.25 WETH, for which 100 LINK and 0.675 WETH were given.</summary>
    private static void SettlePair(SimulatedChain chain)
    {
        chain.Put(Pair, new UniswapV2Pair { Token0 = Link, Token1 = Weth, Reserve0 = 12_000 * Ether, Reserve1 = 5_625 * Ether / 100, TotalShares = 99 * Ether });
        var made = chain.Begin(AliceEthereum);
        chain.TransferShares(Pair, SimulatedChain.Nobody, AliceEthereum, Ether, made);
        chain.Tell(Pair, [Minted, SimulatedChain.Topic(AliceEthereum)], [100 * Ether, 675 * Ether / 1_000], made);
    }

    /// <summary>
    /// A pool of USDC and WETH at 3,200 USDC, and a position in it between 2,596 and 3,999, put in when an ETH was 2,900 USDC. What it comes to was computed
    /// apart, in Python, as the contracts compute it.
    /// </summary>
    private static void SettlePosition(SimulatedChain chain)
    {
        var position = new PoolPositionToken
        {
            Owner = AliceEthereum,
            Token0 = Usdc,
            Token1 = Weth,
            Fee = PoolFee,
            TickLower = 193_380,
            TickUpper = 197_700,
            Liquidity = 804_000_000_000_000,
            Owed0 = 425 * Micro / 10,
            Owed1 = 13 * Ether / 1_000,
            Worth0 = 4_510_752_804 + (425 * Micro / 10),
            Worth1 = 1_500_097_998_015_344_286 + (13 * Ether / 1_000),
        };
        chain.Put(Pool, new UniswapV3Pool
        {
            Token0 = Usdc,
            Token1 = Weth,
            Fee = PoolFee,
            SqrtPriceX96 = BigInteger.Parse("1400569274369653497968298455686454", System.Globalization.CultureInfo.InvariantCulture),
            Tick = 195_610,
        });
        chain.Put(Factory, new UniswapV3Factory { Pools = ImmutableDictionary<(string, string, int), string>.Empty.Add((Usdc, Weth, PoolFee), Pool) });
        chain.Put(Manager, new PositionManager { Factory = Factory, Positions = ImmutableSortedDictionary<long, PoolPositionToken>.Empty.Add(PositionId, position) });
        chain.Tell(Manager, [Increased, SimulatedChain.Topic(PositionId)], [position.Liquidity, 2_326_369_688, 2_217_156_885_600_708_842]);
    }

    private static ImmutableDictionary<string, BigInteger> Held(BigInteger amount) => ImmutableDictionary<string, BigInteger>.Empty.Add(AliceEthereum, amount);
}
