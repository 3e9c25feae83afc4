using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using MarginMode = PortfolioOrleans.VenueSimulator.Control.MarginMode;
using TradeSide = PortfolioOrleans.VenueSimulator.Control.TradeSide;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>Binance's histories against a simulated Binance: what they tell comes to what the venue's books say.</summary>
public sealed class SimulatedBinanceHistoriesTests
{
    private const string Who = "alice";

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly SimulatedWorld _world;
    private readonly BinanceAdapter _adapter;
    private readonly ExchangeCredentials _credentials;

    public SimulatedBinanceHistoriesTests()
    {
        _world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock, MarketsWalk = false });
        var account = _world.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = Who, Owner = Who });
        _credentials = new ExchangeCredentials(account.Key, account.Secret);
        var address = new Uri("https://venue.test");
        _adapter = new BinanceAdapter(
            new HttpClient(_world.CreateHandler(SimulatedVenue.Binance)), new LocalVenueGate(GateOptions.Default, _clock),
            new BinanceOptions { RestUrl = address, FuturesUrl = address, EarnMaxAge = TimeSpan.Zero }, _clock, new Random(1));
    }

    [Fact]
    public void What_happened_in_each_wallet_adds_up_to_what_is_in_it()
    {
        Live();

        var told = _adapter.Venue.Histories.SelectMany(history => Walk(history.Id)).ToList();

        Assert.Equal(told.Count, told.DistinctBy(transaction => transaction.Id).Count());
        foreach (var wallet in _adapter.Venue.Wallets.Select(each => each.Wallet).Except([WalletKind.PortfolioMargin]))
        {
            var sums = told
                .Where(transaction => transaction.Wallet == wallet)
                .SelectMany(transaction => transaction.Legs)
                .GroupBy(leg => leg.Change.Asset)
                .Select(legs => (Asset: legs.Key, Total: legs.Sum(leg => leg.Change.Amount)))
                .Where(sum => sum.Total != 0m)
                .OrderBy(sum => sum.Asset);
            Assert.Equal(Balances(wallet).Select(row => (wallet, row.Asset, row.Total)), sums.Select(sum => (wallet, sum.Asset, sum.Total)));
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
                TransactionKind.TransferIn, TransactionKind.TransferOut, TransactionKind.Convert, TransactionKind.Dust, TransactionKind.Reward, TransactionKind.Airdrop,
                TransactionKind.FiatDeposit, TransactionKind.FiatWithdrawal, TransactionKind.Interest,
            },
            kinds);
    }

    [Fact]
    public void A_walk_that_is_repeated_tells_nothing_new()
    {
        Live();
        foreach (var history in _adapter.Venue.Histories)
        {
            var ids = new HashSet<string>();
            var cursor = Walk(history.Id, null, ids);
            var known = ids.Count;

            _clock.Advance(TimeSpan.FromHours(1));
            Walk(history.Id, cursor, ids);

            Assert.True(known == ids.Count, $"{history.Id} told {ids.Count - known} more.");
        }
    }

    [Fact]
    public void What_happened_since_a_walk_is_told_by_the_next()
    {
        Live();
        var cursors = _adapter.Venue.Histories.ToDictionary(history => history.Id, history => Walk(history.Id, null, []));
        _clock.Advance(TimeSpan.FromDays(2));

        Trade("ETHUSDT", TradeSide.Buy, 1m);
        Trade("BTCUSDT", TradeSide.Buy, 0.1m, isFuture: true);
        Trade("BTCUSD_PERP", TradeSide.Buy, 1m, isFuture: true);
        _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = 1m });
        _clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var history in (string[])["spot-fills", "futures-fills", "coin-futures-fills", "deposits"])
        {
            var since = _clock.GetUtcNow().AddHours(-1);
            var fresh = new List<Transaction>();
            Walk(history, cursors[history], [], fresh);
            Assert.Single(fresh, transaction => transaction.At > since);
        }
    }

    [Fact]
    public void What_a_portfolio_margin_account_trades_is_told_once_and_in_its_one_wallet()
    {
        _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = 100_000m });
        _world.Deposit(Who, new FundsOrder { Asset = "BTC", Amount = 1m });
        Move("USDT", 20_000m, Wallet.Spot, Wallet.Futures);
        Move("USDT", 20_000m, Wallet.Spot, Wallet.Margin);
        Move("BTC", 0.5m, Wallet.Spot, Wallet.CoinFutures);
        _world.SetMode(Who, new ModeOrder { PortfolioMargin = true });
        Later();
        Trade("BTCUSDT", TradeSide.Buy, 0.2m, isFuture: true);
        Trade("BTCUSD_PERP", TradeSide.Sell, 30m, isFuture: true);
        _world.Fill(Who, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.01m, Margin = MarginMode.Cross });
        Later();
        _world.PayFunding(Who, new FundingOrder { Symbol = "BTCUSDT", Rate = 0.0001m });
        _world.PayFunding(Who, new FundingOrder { Symbol = "BTCUSD_PERP", Rate = 0.0001m });
        _world.Borrow(Who, new LoanOrder { Asset = "ETH", Amount = 1m });
        _world.ChargeInterest(Who, new InterestOrder { Asset = "ETH" });
        Later();

        var told = _adapter.Venue.Histories.SelectMany(history => Walk(history.Id)).ToList();

        var traded = told.Where(transaction => transaction.Trade is not null || transaction.Kind is TransactionKind.Funding or TransactionKind.Interest).ToList();
        Assert.Equal(
            ["pm-coin-futures-fill", "pm-coin-income", "pm-futures-fill", "pm-income", "pm-margin-fill", "pm-margin-interest"],
            traded.Select(transaction => transaction.Id[..transaction.Id.IndexOf(':', StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.All(traded, transaction => Assert.Equal(WalletKind.PortfolioMargin, transaction.Wallet));
    }

    [Fact]
    public void Who_has_no_portfolio_margin_is_not_asked_for_its_trades()
    {
        Live();
        foreach (var history in _adapter.Venue.Histories.Where(history => history.Id.StartsWith("pm-", StringComparison.Ordinal)))
        {
            Assert.Empty(Walk(history.Id));
        }

        Assert.Equal(["/papi/v1/balance"], _world.Statistics(SimulatedVenue.Binance).Paths.Keys.Where(path => path.StartsWith("/papi", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Two years of one wallet, half a year of the others, which the venue still shows; killed every ninth page, between the rows and the cursor. A page takes a
    /// second, as it does: what the venue shows moves on meanwhile.
    /// </summary>
    [Theory]
    [InlineData("spot-fills", "spot-fill", Wallet.Spot)]
    [InlineData("futures-fills", "futures-fill", Wallet.Futures)]
    [InlineData("coin-futures-fills", "coin-futures-fill", Wallet.CoinFutures)]
    public void All_fills_that_the_venue_still_shows_are_read_however_often_the_walk_is_killed(string history, string prefix, Wallet wallet)
    {
        _world.WriteHistory(Who, new HistoryOrder { Fills = 20_000, From = _clock.GetUtcNow().AddDays(history == "spot-fills" ? -730 : -175) });
        var ids = new HashSet<string>();
        string? kept = null;
        var (pages, isEnd) = (0, false);
        while (!isEnd)
        {
            var page = Ask(history, kept);
            _clock.Advance(TimeSpan.FromSeconds(1));
            ids.UnionWith(page.Transactions.Select(transaction => transaction.Id));
            Assert.True(pages < 2_000, "The walk does not come to an end.");
            if (++pages % 9 == 0)
            {
                continue; // Killed between the rows and the cursor.
            }

            (kept, isEnd) = (page.Cursor, page.IsEnd);
            Assert.InRange(kept.Length, 1, 262_144);
        }

        var expected = _world.FillsOf(Who, reachable: true).Where(fill => fill.Wallet == wallet).Select(fill => $"{prefix}:{fill.Symbol}:{fill.TradeId}").ToHashSet();
        Assert.True(expected.SetEquals(ids), $"{expected.Count} expected, {ids.Count} read, {ids.Intersect(expected).Count()} in both");
        Assert.True(expected.Count > 1_000, $"{expected.Count} fills are too few to test anything.");
        Assert.Equal(0, _world.Statistics(SimulatedVenue.Binance).Refused);
    }

    /// <summary>A little of everything that moves money at Binance.</summary>
    private void Live()
    {
        _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = 100_000m });
        _world.Deposit(Who, new FundsOrder { Asset = "BTC", Amount = 3m });
        _world.Deposit(Who, new FundsOrder { Asset = "USDT", Amount = 50m, Wallet = Wallet.Funding });
        Later();
        _world.Withdraw(Who, new FundsOrder { Asset = "BTC", Amount = 0.1m, Fee = 0.001m });
        Move("USDT", 30_000m, Wallet.Spot, Wallet.Futures);
        Move("USDT", 1_000m, Wallet.Spot, Wallet.Funding);
        Move("USDT", 100m, Wallet.Funding, Wallet.Futures);
        Move("BTC", 0.5m, Wallet.Spot, Wallet.CoinFutures);
        Move("USDT", 5_000m, Wallet.Spot, Wallet.Margin);
        _world.Transfer(Who, new TransferOrder { Asset = "USDT", Amount = 300m, From = Wallet.Spot, To = Wallet.IsolatedMargin, ToPair = "BTCUSDT" });
        Later();
        Trade("ETHUSDT", TradeSide.Buy, 2m);
        Later();
        Trade("ETHUSDT", TradeSide.Sell, 0.5m);
        _world.Fill(Who, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.01m, Margin = MarginMode.Cross });
        _world.Fill(Who, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Buy, Quantity = 0.003m, Margin = MarginMode.Isolated });
        Trade("BTCUSDT", TradeSide.Buy, 0.2m, isFuture: true);
        Trade("ETHUSDT", TradeSide.Sell, 3m, isFuture: true);
        Trade("BTCUSD_PERP", TradeSide.Sell, 30m, isFuture: true);
        Later();
        _world.MultiplyPrice("BTCUSDT", 1.03m);
        _world.PayFunding(Who, new FundingOrder { Symbol = "BTCUSDT", Rate = 0.0001m });
        _world.PayFunding(Who, new FundingOrder { Symbol = "BTCUSD_PERP", Rate = 0.0001m });
        Later();
        Trade("BTCUSDT", TradeSide.Sell, 0.2m, isFuture: true);
        Trade("BTCUSD_PERP", TradeSide.Buy, 10m, isFuture: true);
        Later();
        Move("USDT", 500m, Wallet.Futures, Wallet.Spot);
        _world.Convert(Who, new ConvertOrder { From = "USDT", Amount = 100m, To = "ETH" });
        _world.Borrow(Who, new LoanOrder { Asset = "ETH", Amount = 1m });
        Later();
        _world.ChargeInterest(Who, new InterestOrder { Asset = "ETH" });
        _world.Borrow(Who, new LoanOrder { Asset = "BTC", Amount = 0.01m, Pair = "BTCUSDT" });
        _world.ChargeInterest(Who, new InterestOrder { Asset = "BTC", Pair = "BTCUSDT" });
        _world.SubscribeEarn(Who, new EarnOrder { Asset = "USDT", Amount = 1_000m });
        _world.SubscribeEarn(Who, new EarnOrder { Asset = "BTC", Amount = 0.1m, LockDays = 30 });
        Later();
        _world.RewardEarn(Who, new EarnOrder { Asset = "USDT", Amount = 0.25m });
        _world.RewardEarn(Who, new EarnOrder { Asset = "USDT", Amount = 0.125m, Bonus = true });
        _world.RewardEarn(Who, new EarnOrder { Asset = "BTC", Amount = 0.0001m, LockDays = 30 });
        Later();
        _world.RedeemEarn(Who, new EarnOrder { Asset = "USDT", Amount = 200m });
        _world.Distribute(Who, new DistributionOrder { Asset = "BNB", Amounts = [1m, 2m, 2m] });
        _world.MoveFiat(Who, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 500m, Fee = 1m });
        _world.MoveFiat(Who, new FiatOrder { Incoming = false, Currency = "EUR", Amount = 100m, Fee = 2m });
        _world.MoveFiat(Who, new FiatOrder { Incoming = true, Currency = "EUR", Amount = 200m, Fee = 4m, Crypto = "BTC", Obtained = 0.003m, Method = "Credit Card" });
        Later();
        _world.SweepDust(Who, new DustOrder { Assets = ["ETH"] });
        Later();
    }

    private List<Transaction> Walk(string history)
    {
        var all = new List<Transaction>();
        Walk(history, null, [], all);
        return [.. all.DistinctBy(transaction => transaction.Id)]; // A contract that is asked about by name and by week tells some fills twice.
    }

    /// <summary>To the end; answers the last cursor.</summary>
    private string Walk(string history, string? cursor, HashSet<string> ids, List<Transaction>? all = null)
    {
        while (true)
        {
            var page = Ask(history, cursor);
            ids.UnionWith(page.Transactions.Select(transaction => transaction.Id));
            all?.AddRange(page.Transactions);
            cursor = page.Cursor;
            if (page.IsEnd)
            {
                return cursor;
            }
        }
    }

    /// <summary>As a patient caller asks: again when the budget has room.</summary>
    private HistoryPage Ask(string history, string? cursor)
    {
        var query = new HistoryQuery(history, cursor, [.. ((string[])["BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "USDT", "USDC", "EUR"]).Select(Asset.Parse)]);
        while (true)
        {
            var reply = _clock.Finish(() => _adapter.GetTransactionsAsync(_credentials, query, CancellationToken.None));
            if (reply is not ExchangeReply<HistoryPage>.Failure { Fault: { Kind: Exchanges.FaultKind.Deferred, RetryAfter: { } wait } })
            {
                return reply.Value();
            }

            _clock.Advance(wait);
        }
    }

    private ImmutableArray<AssetBalance> Balances(WalletKind wallet) =>
        [.. _clock.Finish(() => _adapter.GetBalancesAsync(_credentials, wallet, CancellationToken.None)).Value().Where(row => row.Total != 0m).OrderBy(row => row.Asset)];

    private void Later() => _clock.Advance(TimeSpan.FromMinutes(7));

    private void Move(string asset, decimal amount, Wallet from, Wallet to) =>
        _world.Transfer(Who, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to });

    private void Trade(string symbol, TradeSide side, decimal quantity, bool isFuture = false) =>
        _world.Fill(Who, new FillOrder { Symbol = symbol, Side = side, Quantity = quantity, Futures = isFuture });
}
