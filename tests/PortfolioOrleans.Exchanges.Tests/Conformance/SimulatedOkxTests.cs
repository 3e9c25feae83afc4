using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PositionSide = PortfolioOrleans.Domain.Holdings.PositionSide;
using TradeSide = PortfolioOrleans.VenueSimulator.Control.TradeSide;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>OKX's histories and feed against a simulated OKX: what they tell comes to what the venue's books say.</summary>
public sealed class SimulatedOkxTests
{
    private const string Who = "alice";

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly SimulatedWorld _world;
    private readonly SimulatedDialer _dialer;
    private readonly OkxAdapter _adapter;
    private readonly ExchangeCredentials _credentials;

    public SimulatedOkxTests()
    {
        _world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock, MarketsWalk = false });
        var account = _world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = Who, Owner = Who });
        _credentials = new ExchangeCredentials(account.Key, account.Secret, account.Passphrase);
        _dialer = new SimulatedDialer(_world, SimulatedVenue.Okx);
        _adapter = new OkxAdapter(
            new HttpClient(_world.CreateHandler(SimulatedVenue.Okx)), new LocalVenueGate(GateOptions.Default, _clock),
            new OkxOptions { RestUrl = new Uri("https://venue.test") }, _clock, new Random(1), _dialer);
    }

    [Fact]
    public void What_happened_in_each_wallet_adds_up_to_what_is_in_it()
    {
        Live();

        var told = _adapter.Venue.Histories.SelectMany(history => Walk(history.Id)).ToList();

        Assert.Equal(told.Count, told.DistinctBy(transaction => transaction.Id).Count());
        foreach (var wallet in _adapter.Venue.Wallets.Select(each => each.Wallet))
        {
            var sums = told
                .Where(transaction => transaction.Wallet == wallet)
                .SelectMany(transaction => transaction.Legs)
                .GroupBy(leg => leg.Change.Asset)
                .Select(legs => (Asset: legs.Key, Total: legs.Sum(leg => leg.Change.Amount)))
                .Where(sum => sum.Total != 0m)
                .OrderBy(sum => sum.Asset);
            Assert.Equal(Balances(wallet).Select(row => (row.Asset, Rounded(row.Total))), sums.Select(sum => (sum.Asset, Rounded(sum.Total))));
        }
    }

    [Fact]
    public void Every_kind_of_thing_that_happened_is_told_by_its_kind()
    {
        Live();

        var kinds = _adapter.Venue.Histories.SelectMany(history => Walk(history.Id)).Select(transaction => transaction.Kind).ToHashSet();

        Assert.Superset(
            new HashSet<TransactionKind>
            {
                TransactionKind.Deposit, TransactionKind.Withdrawal, TransactionKind.Buy, TransactionKind.Sell, TransactionKind.FuturesTrade, TransactionKind.Funding,
                TransactionKind.TransferIn, TransactionKind.TransferOut, TransactionKind.Convert, TransactionKind.Dust, TransactionKind.Reward,
            },
            kinds);
    }

    /// <summary>Five months, of which the venue still shows three; killed seven times, twice of them before the cursor was kept.</summary>
    [Fact]
    public void All_fills_that_the_venue_still_shows_are_read_however_often_the_walk_is_killed()
    {
        _world.WriteHistory(Who, new HistoryOrder { Fills = 4_000, From = _clock.GetUtcNow().AddDays(-150) });
        var ids = new HashSet<string>();
        string? kept = null;
        for (var pages = 1; ; pages++)
        {
            var page = Ask("fills", kept);
            ids.UnionWith(page.Transactions.Select(transaction => transaction.Id));
            if (pages % 9 == 0)
            {
                continue; // Killed between the rows and the cursor.
            }

            kept = page.Cursor;
            if (page.IsEnd)
            {
                break;
            }
        }

        var expected = _world.FillsOf(Who, reachable: true).Select(fill => $"fill:{fill.Symbol}:{fill.OrderId}:{fill.TradeId}").ToHashSet();
        Assert.InRange(expected.Count, 1_000, 4_000);
        Assert.True(expected.SetEquals(ids), $"{expected.Count} expected, {ids.Count} read");
        Assert.Empty(Ask("fills", kept).Transactions.Where(transaction => !ids.Contains(transaction.Id)));
    }

    /// <summary>
    /// Two hours, two hundred events, every tenth of them behind a cut line, an announced end now and then: what is put together from the feed, and from what it asks to
    /// have looked up, is what the venue says whenever all is quiet.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_feed_and_what_it_asks_for_come_to_what_the_venue_says(int seed)
    {
        var chance = new Random(seed);
        Deposit("USDT", 200_000m);
        Move("USDT", 150_000m, Wallet.Funding, Wallet.Trading);
        var hearing = new Hearing<LiveEvent>(_clock, stop => _adapter.Live!.FollowAccountAsync(_credentials, stop));
        var (balances, positions) = (new Dictionary<Asset, AssetBalance>(), new Dictionary<(string, PositionSide), Position>());
        var fills = new HashSet<string>();
        var readAt = DateTimeOffset.MinValue;

        for (var step = 0; step < 200; step++)
        {
            switch (chance.Next(40))
            {
                case 0 or 1 or 2 or 3:
                    _world.DisconnectSockets(SimulatedVenue.Okx);
                    break;
                case 4:
                    _world.AnnounceShutdown(SimulatedVenue.Okx);
                    break;
            }

            Act(chance);
            Pass(hearing, TimeSpan.FromSeconds(chance.Next(1, 60)));
            Apply();
            if (step % 20 == 19)
            {
                Pass(hearing, TimeSpan.FromMinutes(2)); // Quiet: whatever was cut is mended by now.
                Apply();
                Check();
            }
        }

        Assert.InRange(_dialer.Attempts, 10, 200);
        Assert.ProperSuperset(fills, _world.FillsOf(Who).Select(fill => $"fill:{fill.Symbol}:{fill.OrderId}:{fill.TradeId}").ToHashSet());

        void Apply()
        {
            foreach (var happened in hearing.Take())
            {
                switch (happened)
                {
                    case LiveEvent.Opened { Wallets: [WalletKind.Trading] } or LiveEvent.Stirred { Wallet: WalletKind.Trading }:
                        balances = Balances(WalletKind.Trading).ToDictionary(row => row.Asset);
                        positions = Positions().ToDictionary(row => (row.Instrument, row.Side));
                        readAt = _clock.GetUtcNow();
                        break;
                    case LiveEvent.Balances or LiveEvent.Positions when happened.At < readAt:
                        break; // It was in what was read.
                    case LiveEvent.Balances { Rows: var rows }:
                        rows.ToList().ForEach(row => balances[row.Asset] = row);
                        break;
                    case LiveEvent.Positions { Rows: var rows }:
                        rows.ToList().ForEach(row => positions[(row.Instrument, row.Side)] = row);
                        break;
                    case LiveEvent.Happened { Transactions: var transactions }:
                        fills.UnionWith(transactions.Where(each => each.Trade is not null).Select(each => each.Id));
                        break;
                }
            }
        }

        void Check()
        {
            Assert.Equal(
                Balances(WalletKind.Trading).Select(row => (row.Asset, Rounded(row.Total))),
                balances.Values.Where(row => row.Total != 0m).OrderBy(row => row.Asset).Select(row => (row.Asset, Rounded(row.Total))));
            Assert.Equal(
                Positions().Select(row => (row.Instrument, row.Side, row.Contracts)).Order(),
                positions.Values.Where(row => row.Contracts != 0m).Select(row => (row.Instrument, row.Side, row.Contracts)).Order());
        }
    }

    /// <summary>A little of everything that moves money at OKX.</summary>
    private void Live()
    {
        Deposit("USDT", 100_000m);
        Deposit("BTC", 3m);
        Later();
        _world.Withdraw(Who, new FundsOrder { Asset = "BTC", Amount = 0.1m, Fee = 0.001m });
        Move("USDT", 60_000m, Wallet.Funding, Wallet.Trading);
        Move("BTC", 1m, Wallet.Funding, Wallet.Trading);
        Later();
        Trade("ETH-USDT", TradeSide.Buy, 2m);
        Later();
        Trade("ETH-USDT", TradeSide.Sell, 0.5m);
        Trade("BTC-USDT-SWAP", TradeSide.Buy, 20m);
        Trade("BTC-USD-SWAP", TradeSide.Sell, 30m);
        Later();
        _world.MultiplyPrice("BTC-USDT-SWAP", 1.03m);
        _world.PayFunding(Who, new FundingOrder { Symbol = "BTC-USDT-SWAP", Rate = 0.0001m });
        Later();
        Trade("BTC-USDT-SWAP", TradeSide.Sell, 15m);
        _world.Convert(Who, new ConvertOrder { From = "USDT", Amount = 100m, To = "ETH" });
        Later();
        Move("USDT", 500m, Wallet.Trading, Wallet.Funding);
        _world.SubscribeEarn(Who, new EarnOrder { Asset = "USDT", Amount = 1_000m });
        Later();
        _world.RewardEarn(Who, new EarnOrder { Asset = "USDT", Amount = 0.25m });
        Later();
        _world.RedeemEarn(Who, new EarnOrder { Asset = "USDT", Amount = 200m });
        Later();
        _world.SweepDust(Who, new DustOrder { Assets = ["ETH"] });
        Later();
    }

    private void Act(Random chance)
    {
        switch (chance.Next(8))
        {
            case 0:
                Deposit("USDT", chance.Next(1, 100));
                break;
            case 1:
                Move("USDT", chance.Next(1, 100), Wallet.Trading, Wallet.Funding);
                break;
            case 2:
                Trade("ETH-USDT", TradeSide.Buy, 1m);
                break;
            case 3:
                var held = Balances(WalletKind.Trading).FirstOrDefault(row => row.Asset.Code == "ETH")?.Total ?? 0m;
                if (held > 0m)
                {
                    Trade("ETH-USDT", TradeSide.Sell, held); // All of it, so that it is gone.
                }

                break;
            case 4 when Positions().Any(row => row.Instrument == "BTC-USDT-SWAP"):
                _world.PayFunding(Who, new FundingOrder { Symbol = "BTC-USDT-SWAP", Rate = 0.0001m });
                break;
            default:
                // Around zero: opened, added to, closed, turned over.
                Trade("BTC-USDT-SWAP", chance.Next(2) == 0 ? TradeSide.Buy : TradeSide.Sell, chance.Next(1, 3));
                break;
        }
    }

    private void Pass(Hearing<LiveEvent> hearing, TimeSpan by)
    {
        for (var second = 0; second < by.TotalSeconds; second++)
        {
            _world.Tick();
            hearing.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private List<Transaction> Walk(string history)
    {
        var all = new List<Transaction>();
        string? cursor = null;
        for (var isEnd = false; !isEnd;)
        {
            var page = Ask(history, cursor);
            all.AddRange(page.Transactions);
            (cursor, isEnd) = (page.Cursor, page.IsEnd);
        }

        return [.. all.DistinctBy(transaction => transaction.Id)]; // The archives tell again what the recent lists told.
    }

    private HistoryPage Ask(string history, string? cursor) =>
        _clock.Finish(() => _adapter.GetTransactionsAsync(_credentials, new HistoryQuery(history, cursor, []), CancellationToken.None)).Value();

    private ImmutableArray<AssetBalance> Balances(WalletKind wallet) =>
        [.. _clock.Finish(() => _adapter.GetBalancesAsync(_credentials, wallet, CancellationToken.None)).Value().Where(row => row.Total != 0m).OrderBy(row => row.Asset)];

    private ImmutableArray<Position> Positions() =>
        _clock.Finish(() => _adapter.GetPositionsAsync(_credentials, WalletKind.Trading, CancellationToken.None)).Value();

    /// <summary>The venue rounds an inverse contract's PnL to sixteen places.</summary>
    private static decimal Rounded(decimal amount) => decimal.Round(amount, 12);

    private void Later() => _clock.Advance(TimeSpan.FromMinutes(7));

    private void Deposit(string asset, decimal amount) => _world.Deposit(Who, new FundsOrder { Asset = asset, Amount = amount });

    private void Move(string asset, decimal amount, Wallet from, Wallet to) =>
        _world.Transfer(Who, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to });

    private void Trade(string symbol, TradeSide side, decimal quantity) => _world.Fill(Who, new FillOrder { Symbol = symbol, Side = side, Quantity = quantity });
}
