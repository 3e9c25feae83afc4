using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PositionSide = PortfolioOrleans.Domain.Holdings.PositionSide;
using SimulatedSide = PortfolioOrleans.VenueSimulator.Control.PositionSide;
using TradeSide = PortfolioOrleans.VenueSimulator.Control.TradeSide;
using VenueFault = PortfolioOrleans.VenueSimulator.Control.FaultKind;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>Binance's feed against a simulated Binance that cuts lines and announces ends.</summary>
public sealed class SimulatedBinanceFeedTests
{
    private const string Who = "alice";

    private static readonly WalletKind[] Heard = [WalletKind.Spot, WalletKind.Futures, WalletKind.CoinFutures];

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly SimulatedWorld _world;
    private readonly SimulatedDialer _dialer;
    private readonly BinanceAdapter _adapter;
    private ExchangeCredentials _credentials = new("", "");

    public SimulatedBinanceFeedTests()
    {
        _world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock, MarketsWalk = false });
        _dialer = new SimulatedDialer(_world, SimulatedVenue.Binance);
        var address = new Uri("https://venue.test");
        _adapter = new BinanceAdapter(
            new HttpClient(_world.CreateHandler(SimulatedVenue.Binance)), new LocalVenueGate(GateOptions.Default, _clock),
            new BinanceOptions { RestUrl = address, FuturesUrl = address }, _clock, new Random(1), _dialer);
    }

    /// <summary>
    /// Two hundred events, every tenth of them behind a cut line, an announced end or an ended listen key now and then: what is put together from the feed, and from
    /// what it asks to have looked up, is what the venue says whenever all is quiet.
    /// </summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_feed_and_what_it_asks_for_come_to_what_the_venue_says(int seed, bool isHedged)
    {
        Open(isHedged);
        var chance = new Random(seed);
        var hearing = new Hearing<LiveEvent>(_clock, stop => _adapter.Live!.FollowAccountAsync(_credentials, stop));
        var balances = Heard.ToDictionary(wallet => wallet, _ => new Dictionary<Asset, decimal>());
        var positions = new Dictionary<(string Instrument, PositionSide Side), decimal>();
        var readAt = Heard.ToDictionary(wallet => wallet, _ => DateTimeOffset.MinValue);
        var fills = new HashSet<string>();

        for (var step = 0; step < 200; step++)
        {
            switch (chance.Next(40))
            {
                case 0 or 1 or 2:
                    _world.DisconnectSockets(SimulatedVenue.Binance);
                    break;
                case 3:
                    _world.ExpireListenKeys(Who);
                    break;
                case 4:
                    _world.AnnounceShutdown(SimulatedVenue.Binance);
                    break;
                case 5:
                    _world.TerminateUserStreams(Who);
                    break;
            }

            Act(chance, isHedged);
            Pass(hearing, chance.Next(1, 30));
            Apply();
            if (step % 20 == 19)
            {
                Pass(hearing, 120); // Quiet: whatever was cut is mended by now.
                Apply();
                Check();
            }
        }

        Assert.InRange(_dialer.Attempts, 20, 600);
        Assert.NotEmpty(fills);
        Assert.Subset(Truth(), fills);

        void Apply()
        {
            foreach (var happened in hearing.Take())
            {
                switch (happened)
                {
                    case LiveEvent.Opened { Wallets: [var wallet] }:
                        Read(wallet);
                        break;
                    case LiveEvent.Stirred { Wallet: var wallet } when Heard.Contains(wallet):
                        Read(wallet);
                        break;
                    case LiveEvent.BalanceMoved { Wallet: var wallet }:
                        Read(wallet);
                        break;
                    case LiveEvent.Balances { Wallet: var wallet } when happened.At < readAt[wallet]:
                    case LiveEvent.Positions { Wallet: var other } when happened.At < readAt[other]:
                        break; // It was in what was read.
                    case LiveEvent.Balances { Wallet: var wallet, Rows: var rows }:
                        rows.ToList().ForEach(row => balances[wallet][row.Asset] = row.Total);
                        break;
                    case LiveEvent.Positions { Rows: var rows }:
                        rows.ToList().ForEach(row => positions[(row.Instrument, row.Side)] = row.Contracts);
                        break;
                    case LiveEvent.Happened { Transactions: var transactions }:
                        fills.UnionWith(transactions.Select(each => each.Id));
                        break;
                }
            }
        }

        void Read(WalletKind wallet)
        {
            balances[wallet] = Balances(wallet).ToDictionary(row => row.Asset, row => row.Total);
            if (wallet != WalletKind.Spot)
            {
                var isCoin = wallet == WalletKind.CoinFutures;
                foreach (var gone in positions.Keys.Where(key => key.Instrument.Contains('_') == isCoin).ToList())
                {
                    positions.Remove(gone);
                }

                foreach (var row in Positions(wallet))
                {
                    positions[(row.Instrument, row.Side)] = row.Contracts;
                }
            }

            readAt[wallet] = _clock.GetUtcNow();
        }

        void Check()
        {
            foreach (var wallet in Heard)
            {
                Assert.Equal(
                    Balances(wallet).Where(row => row.Total != 0m).Select(row => (wallet, row.Asset, row.Total)).Order(),
                    balances[wallet].Where(row => row.Value != 0m).Select(row => (wallet, row.Key, row.Value)).Order());
            }

            Assert.Equal(
                Positions(WalletKind.Futures).Concat(Positions(WalletKind.CoinFutures)).Select(row => (row.Instrument, row.Side, row.Contracts)).Order(),
                positions.Where(row => row.Value != 0m).Select(row => (row.Key.Instrument, row.Key.Side, row.Value)).Order());
        }
    }

    [Fact]
    public void Events_that_come_twice_and_out_of_order_tell_the_same_fills()
    {
        Open(isHedged: false);
        _world.Inject(new FaultOrder { Kind = VenueFault.DuplicateEvents, Venue = SimulatedVenue.Binance });
        _world.Inject(new FaultOrder { Kind = VenueFault.ReorderEvents, Venue = SimulatedVenue.Binance });
        var hearing = new Hearing<LiveEvent>(_clock, stop => _adapter.Live!.FollowAccountAsync(_credentials, stop));
        Pass(hearing, 2);

        for (var count = 0; count < 10; count++)
        {
            Trade("ETHUSDT", TradeSide.Buy, 0.1m);
            Trade("BTCUSDT", TradeSide.Buy, 0.01m, isFuture: true);
            Trade("BTCUSD_PERP", TradeSide.Sell, 1m, isFuture: true);
            Pass(hearing, 1);
        }

        Pass(hearing, 5);
        var told = hearing.Take().OfType<LiveEvent.Happened>().SelectMany(happened => happened.Transactions).Select(each => each.Id).ToHashSet();
        Assert.Equal(30, told.Count);
        Assert.Subset(Truth(), told);
    }

    [Fact]
    public void Lines_that_fall_silent_are_replaced()
    {
        Open(isHedged: false);
        var hearing = new Hearing<LiveEvent>(_clock, stop => _adapter.Live!.FollowAccountAsync(_credentials, stop));
        Pass(hearing, 2);
        hearing.Take();

        _world.Inject(new FaultOrder { Kind = VenueFault.SilentSockets, Venue = SimulatedVenue.Binance });
        Pass(hearing, 100);
        _world.ClearFaults();
        Pass(hearing, 120);

        var events = hearing.Take();
        Assert.Equal(Heard, events.OfType<LiveEvent.Lost>().SelectMany(lost => lost.Wallets).Distinct().OrderBy(wallet => Array.IndexOf(Heard, wallet)));
        Assert.Equal(Heard, events.OfType<LiveEvent.Opened>().SelectMany(opened => opened.Wallets).Distinct().OrderBy(wallet => Array.IndexOf(Heard, wallet)));
    }

    private void Open(bool isHedged)
    {
        var account = _world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = Who, Owner = Who, Hedged = isHedged });
        _credentials = new ExchangeCredentials(account.Key, account.Secret);
        _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = 200_000m });
        _world.Deposit(Who, new FundsOrder { Asset = "BTC", Amount = 5m });
        Move("USDT", 100_000m, Wallet.Spot, Wallet.Futures);
        Move("BTC", 2m, Wallet.Spot, Wallet.CoinFutures);
    }

    private void Act(Random chance, bool isHedged)
    {
        switch (chance.Next(9))
        {
            case 0:
                _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = chance.Next(1, 100) });
                break;
            case 1:
                Move("USDT", chance.Next(1, 100), Wallet.Spot, Wallet.Futures);
                break;
            case 2:
                Trade("ETHUSDT", TradeSide.Buy, 1m);
                break;
            case 3:
                var held = Balances(WalletKind.Spot).FirstOrDefault(row => row.Asset.Code == "ETH")?.Free ?? 0m;
                if (held >= 0.1m)
                {
                    Trade("ETHUSDT", TradeSide.Sell, decimal.Round(held, 2, MidpointRounding.ToZero));
                }

                break;
            case 4 when Positions(WalletKind.Futures).Any(row => row.Instrument == "BTCUSDT"):
                _world.PayFunding(Who, new FundingOrder { Symbol = "BTCUSDT", Rate = 0.0001m });
                break;
            case 5 or 6 when !isHedged:
                Trade("BTCUSD_PERP", chance.Next(2) == 0 ? TradeSide.Buy : TradeSide.Sell, chance.Next(1, 3), isFuture: true);
                break;
            default:
                if (isHedged)
                {
                    Hedge(chance);
                }
                else
                {
                    // Around zero: opened, added to, closed, turned over.
                    Trade("BTCUSDT", chance.Next(2) == 0 ? TradeSide.Buy : TradeSide.Sell, chance.Next(1, 3) / 100m, isFuture: true);
                }

                break;
        }
    }

    /// <summary>Adds to one side of a hedge, or closes it.</summary>
    private void Hedge(Random chance)
    {
        var side = chance.Next(2) == 0 ? SimulatedSide.Long : SimulatedSide.Short;
        var open = Positions(WalletKind.Futures).FirstOrDefault(row => row.Instrument == "BTCUSDT" && $"{row.Side}" == $"{side}");
        var isClosing = open is not null && chance.Next(2) == 0;
        _world.Fill(Who, new FillOrder
        {
            Symbol = "BTCUSDT",
            Futures = true,
            Side = (side == SimulatedSide.Long) != isClosing ? TradeSide.Buy : TradeSide.Sell,
            Quantity = isClosing ? open!.Contracts : 0.01m,
            PositionSide = side,
        });
    }

    private HashSet<string> Truth() => _world.FillsOf(Who).Select(fill => fill.Wallet switch
    {
        Wallet.Spot => $"spot-fill:{fill.Symbol}:{fill.TradeId}",
        Wallet.CoinFutures => $"coin-futures-fill:{fill.Symbol}:{fill.TradeId}",
        _ => $"futures-fill:{fill.Symbol}:{fill.TradeId}",
    }).ToHashSet();

    private void Pass(Hearing<LiveEvent> hearing, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _world.Tick();
            hearing.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private ImmutableArray<AssetBalance> Balances(WalletKind wallet) =>
        _clock.Finish(() => _adapter.GetBalancesAsync(_credentials, wallet, CancellationToken.None)).Value();

    private ImmutableArray<Position> Positions(WalletKind wallet) =>
        _clock.Finish(() => _adapter.GetPositionsAsync(_credentials, wallet, CancellationToken.None)).Value();

    private void Move(string asset, decimal amount, Wallet from, Wallet to) =>
        _world.Transfer(Who, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to });

    private void Trade(string symbol, TradeSide side, decimal quantity, bool isFuture = false) =>
        _world.Fill(Who, new FillOrder { Symbol = symbol, Side = side, Quantity = quantity, Futures = isFuture });
}
