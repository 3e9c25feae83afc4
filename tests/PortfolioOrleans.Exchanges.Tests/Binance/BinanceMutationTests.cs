using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Binance.Feed;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Tests.Support;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

/// <summary>Spoiled wallets, histories and words of the feed: each is read, or is a fault, and what was read can be computed with.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class BinanceMutationTests(ITestOutputHelper output)
{
    private const int FewAnswers = 600;
    private const int FewMessages = 3_000;

    private const string CoinInstruments = """
        {"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","contractStatus":"TRADING","contractSize":100,"baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC","filters":[]}]}
        """;

    /// <summary>A wallet, the path it is read from, and a good answer.</summary>
    private static readonly (WalletKind Wallet, string Path, string Message)[] Wallets =
    [
        (WalletKind.Earn, "/sapi/v1/simple-earn/flexible/position", """{"rows":[{"asset":"USDT","totalAmount":"75.46","productId":"USDT001"}],"total":1}"""),
        (WalletKind.Earn, "/sapi/v1/simple-earn/locked/position", """{"rows":[{"positionId":123123,"asset":"AXS","amount":"122.09","purchaseTime":1646182276000}],"total":1}"""),
        (WalletKind.Margin, "/sapi/v1/margin/account", """{"userAssets":[{"asset":"BNB","borrowed":"201.6","free":"2346.5","interest":"0.1","locked":"0"}]}"""),
        (WalletKind.IsolatedMargin, "/sapi/v1/margin/isolated/account", """
            {"assets":[{"symbol":"BTCUSDT","baseAsset":{"asset":"BTC","free":"1","locked":"0","borrowed":"0","interest":"0"},
              "quoteAsset":{"asset":"USDT","free":"1","locked":"0","borrowed":"5","interest":"0"}}]}
            """),
        (WalletKind.CoinFutures, "/dapi/v1/balance", """[{"asset":"BTC","balance":"0.0025","crossUnPnl":"0","availableBalance":"0.0024"}]"""),
        (WalletKind.CoinFutures, "/dapi/v1/positionRisk", """
            [{"symbol":"BTCUSD_PERP","positionAmt":"-3","entryPrice":"50000","markPrice":"40000","unRealizedProfit":"0.0015","leverage":"7","marginType":"isolated","positionSide":"BOTH"},
             {"symbol":"ETHUSD_PERP","positionAmt":"1","entryPrice":"3000","markPrice":"3000","unRealizedProfit":"0","positionSide":"LONG"}]
            """),
        (WalletKind.CoinFutures, "/dapi/v1/exchangeInfo", CoinInstruments),
        (WalletKind.PortfolioMargin, "/papi/v1/balance", """
            [{"asset":"USDT","crossMarginBorrowed":"10","crossMarginFree":"1000","crossMarginInterest":"0.5","crossMarginLocked":"3","umWalletBalance":"200","cmWalletBalance":"-50"}]
            """),
    ];

    /// <summary>A history, the path it is read from, and a good answer.</summary>
    private static readonly (string History, string Path, string Message)[] Histories =
    [
        ("deposits", "/sapi/v1/capital/deposit/hisrec", """[{"id":"77","amount":"0.5","coin":"BTC","status":1,"insertTime":1600000000000,"walletType":0}]"""),
        ("withdrawals", "/sapi/v1/capital/withdraw/history", """[{"id":"b6","amount":"8.91","transactionFee":"0.004","coin":"USDT","status":6,"applyTime":"2026-03-01 11:12:02"}]"""),
        ("spot-fills", "/api/v3/myTrades", """
            [{"symbol":"BTCUSDT","id":28457,"orderId":100234,"price":"4.000001","qty":"12","quoteQty":"48.000012","commission":"10.1","commissionAsset":"BNB","time":1499865549590,"isBuyer":true}]
            """),
        ("futures-fills", "/fapi/v1/userTrades", """
            [{"symbol":"BTCUSDT","id":698759,"orderId":25851813,"side":"SELL","price":"7819.01","qty":"0.002","realizedPnl":"-0.9","commission":"0.07","commissionAsset":"USDT",
              "positionSide":"SHORT","time":1772452000000}]
            """),
        ("coin-futures-fills", "/dapi/v1/userTrades", """
            [{"symbol":"BTCUSD_PERP","id":6,"orderId":28,"side":"SELL","price":"8800","qty":"1","realizedPnl":"0.1","marginAsset":"BTC","baseQty":"0.01","commission":"0.0001",
              "commissionAsset":"BTC","time":1772452000000}]
            """),
        ("income", "/fapi/v1/income", """[{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-0.375","asset":"USDT","time":1570608000000,"tranId":"9689322392","tradeId":""}]"""),
        ("transfers", "/sapi/v1/asset/transfer", """{"total":2,"rows":[{"asset":"USDT","amount":"1","type":"MAIN_FUNDING","status":"CONFIRMED","tranId":11415955596,"timestamp":1544433328000}]}"""),
        ("converts", "/sapi/v1/convert/tradeFlow", """
            {"list":[{"orderId":940708407462087195,"orderStatus":"SUCCESS","fromAsset":"USDT","fromAmount":"20","toAsset":"BNB","toAmount":"0.06","createTime":1624248872184}],"moreData":false}
            """),
        ("dust", "/sapi/v1/asset/dribblet", """
            {"total":1,"userAssetDribblets":[{"operateTime":1615985535000,"transId":45,"userAssetDribbletDetails":[
              {"transId":43,"serviceChargeAmount":"0.000009","amount":"0.0009","operateTime":1615985535000,"transferedAmount":"0.000441","fromAsset":"USDT"}]}]}
            """),
        ("distributions", "/sapi/v1/asset/assetDividend", """{"rows":[{"id":1637366104,"amount":"10","asset":"BHFT","divTime":1563189166000,"enInfo":"BHFT distribution"}],"total":2}"""),
        ("earn-moves", "/sapi/v1/simple-earn/flexible/history/subscriptionRecord", """
            {"rows":[{"amount":"100","asset":"USDT","time":1700000000000,"purchaseId":26055,"sourceAccount":"SPOT","status":"SUCCESS"}],"total":1}
            """),
        ("earn-rewards", "/sapi/v1/simple-earn/flexible/history/rewardsRecord", """
            {"rows":[{"asset":"BUSD","rewards":"0.00006408","projectId":"USDT001","type":"BONUS","time":1700000000000}],"total":1}
            """),
        ("margin-interest", "/sapi/v1/margin/interestHistory", """
            {"rows":[{"txId":1352286576452864727,"interestAccuredTime":1672160400000,"asset":"USDT","interest":"0.02414667","isolatedSymbol":"BNBUSDT"}],"total":1}
            """),
        ("fiat-orders", "/sapi/v1/fiat/orders", """
            {"code":"000000","data":[{"orderNo":"7d76","fiatCurrency":"BRL","indicatedAmount":"10.00","amount":"10.00","totalFee":"0.50","status":"Finished","createTime":1626144956000}],"total":1}
            """),
        ("fiat-payments", "/sapi/v1/fiat/payments", """
            {"code":"000000","data":[{"orderNo":"353f","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","cryptoCurrency":"LUNA","totalFee":"0.2","status":"Completed",
              "createTime":1624529919000}],"total":1}
            """),
    ];

    private static readonly ExchangeCredentials Member = new("member", "secret");

    private static readonly string[] Words =
    [
        """{"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1564034571105,"u":1564034571073,"B":[{"a":"ETH","f":"10000.5","l":"0.5"},{"a":"LDUSDT","f":"1","l":"0"}]}}""",
        """{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"100.5","T":1573200697068}}""",
        """
        {"subscriptionId":0,"event":{"e":"executionReport","E":1499405658658,"s":"BTCUSDT","c":"x","S":"BUY","x":"TRADE","X":"FILLED","i":4293153,"l":"0.5","z":"0.5","L":"60000",
         "Y":"30000","n":"0.01","N":"BNB","T":1499405658657,"t":77,"m":false}}
        """,
        """{"id":"ping","status":200,"result":{},"rateLimits":[]}""",
        """{"event":{"e":"serverShutdown","E":1770123456789}}""",
        """
        {"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"122624.12","cw":"100.12","bc":"50.12"}],
         "P":[{"s":"BTCUSDT","pa":"20","ep":"6563.66","up":"2850.2","mt":"isolated","iw":"1","ps":"BOTH"},{"s":"BTCUSD_PERP","pa":"-3","ep":"6563.66","ps":"SHORT","mt":"cross"}]}}
        """,
        """
        {"stream":"key","data":{"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"TEST","S":"SELL","x":"TRADE","X":"FILLED","i":8886774,"l":"0.5",
         "z":"0.5","L":"60000","N":"USDT","n":"0.01","T":1568879465650,"t":5,"m":false,"ps":"LONG","rp":"1.5"}}}
        """,
        """{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1611646737476,"ac":{"s":"BTCUSDT","l":25}}""",
        """[{"e":"24hrMiniTicker","E":1672515782136,"s":"BTCUSDT","c":"60000","o":"1","h":"1","l":"1","v":"1","q":"1"},{"e":"24hrMiniTicker","E":1672515782136,"s":"ETHUSDT","c":"3000"}]""",
        """[{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"11784.6","P":"11784.2","r":"0.00038167","T":1562306400000}]""",
    ];

    [Fact]
    public void Spoiled_wallets_are_read_or_are_faults()
    {
        var fuzzing = new Fuzzing(FewAnswers, percent: 3);
        var (answers, faults) = (0, 0);
        for (var seed = 0; fuzzing.Sent < fuzzing.Messages; seed++)
        {
            foreach (var (wallet, path, message) in Wallets)
            {
                var given = With(path, new Mutator((seed * 1_000) + path.Length).Spoil(message));
                Count(
                    fuzzing.Read(() => given.Ask(() => given.Binance.GetBalancesAsync(Given.Credentials, wallet, CancellationToken.None))),
                    rows => Assert.All(rows, row => Assert.False(row.IsZero)));
                if (given.Binance.Venue.Wallets.Single(each => each.Wallet == wallet).HasPositions)
                {
                    Count(given.Ask(() => given.Binance.GetPositionsAsync(Given.Credentials, wallet, CancellationToken.None)), rows => Assert.All(rows, Sane));
                }
            }
        }

        fuzzing.Finish(output, $"{answers} answers, {faults} faults");
        Assert.True(answers > 60 && faults > 60, $"{answers} answers, {faults} faults: both must be frequent for this to test anything.");

        void Count<T>(ExchangeReply<T> reply, Action<T> check)
        {
            if (reply is ExchangeReply<T>.Answer { Value: var value })
            {
                answers++;
                check(value);
            }
            else
            {
                faults++;
                Assert.InRange(reply.Fault().Detail.Length, 1, 400);
            }
        }
    }

    [Fact]
    public void Spoiled_histories_are_read_or_are_faults()
    {
        var fuzzing = new Fuzzing(FewAnswers, percent: 3);
        var (pages, faults) = (0, 0);
        for (var seed = 0; fuzzing.Sent < fuzzing.Messages; seed++)
        {
            foreach (var (history, path, message) in Histories)
            {
                var given = With(path, new Mutator((seed * 1_000) + path.Length).Spoil(message));
                var reply = fuzzing.Read(() => given.Ask(() => given.Binance.GetTransactionsAsync(
                    Given.Credentials, new HistoryQuery(history, null, [Asset.Btc]), CancellationToken.None)));
                if (reply is ExchangeReply<HistoryPage>.Answer { Value: var page })
                {
                    pages++;
                    Assert.All(page.Transactions, Sane);
                    Assert.NotEmpty(page.Cursor);
                }
                else
                {
                    faults++;
                    Assert.InRange(reply.Fault().Detail.Length, 1, 400);
                }
            }
        }

        fuzzing.Finish(output, $"{pages} pages, {faults} faults");
        Assert.True(pages > 60 && faults > 60, $"{pages} pages, {faults} faults: both must be frequent for this to test anything.");
    }

    [Fact]
    public void Whatever_the_feed_says_has_a_meaning()
    {
        new Fuzzing(FewMessages, percent: 30).Hear(Talks, Words, output);
    }

    private static Given With(string path, byte[] spoiled)
    {
        var given = new Given();
        foreach (var (other, message) in Wallets.Where(each => each.Path != "/papi/v1/balance").Select(each => (each.Path, each.Message))
            .Concat(Histories.Select(each => (each.Path, each.Message))))
        {
            given.Venue.On(other, message);
        }

        given.Venue
            .On("/papi/v1/um/positionRisk", "[]")
            .On("/papi/v1/cm/positionRisk", "[]")
            .On(path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(spoiled) });
        return given;
    }

    /// <summary>One of each kind of connection, ready to hear.</summary>
    private static Func<byte[], HeardKind>[] Talks()
    {
        var clock = ManualClock.AtNoon();
        var venue = new ScriptedVenue()
            .On("/api/v3/time", """{"serverTime":1772452800000}""")
            .On("/fapi/v1/time", """{"serverTime":1772452800000}""")
            .On("/dapi/v1/time", """{"serverTime":1772452800000}""")
            .On("/api/v3/exchangeInfo", Samples.BinanceSpotInstruments)
            .On("/fapi/v1/exchangeInfo", Samples.BinanceFuturesInstruments)
            .On("/dapi/v1/exchangeInfo", CoinInstruments)
            .On("/fapi/v1/listenKey", """{"listenKey":"key"}""")
            .On("/dapi/v1/listenKey", """{"listenKey":"key"}""")
            .On("/papi/v1/listenKey", """{"listenKey":"key"}""")
            .On("/papi/v1/balance", asked => asked.Headers["X-MBX-APIKEY"] == Member.ApiKey
                ? ScriptedVenue.Json("""[{"asset":"USDT","crossMarginFree":"1"}]""")
                : ScriptedVenue.Json("""{"code":-1,"msg":"no such account"}""", HttpStatusCode.NotFound));
        var options = new BinanceOptions();
        var endpoints = new BinanceEndpoints(options);
        var client = new VenueClient(new HttpClient(venue), new OpenGate(), new BinanceProtocol(options, endpoints), options, clock, new Random(1));
        var asker = new BinanceAsker(client, endpoints);
        var catalogs = new BinanceCatalogs(client, endpoints, options.InstrumentsMaxAge, clock);
        var holdings = new BinanceHoldings(client, asker, endpoints, catalogs, options, clock);
        var parts = new BinanceFeedParts(client, asker, endpoints, new BinanceAddresses(options), catalogs, holdings, options, clock);
        var address = new Uri("wss://venue.test/ws/x");
        return
        [
            Ready(new SpotUserTalk(parts, Given.Credentials), Sane),
            Ready(new ListenKeyTalk(parts, Given.Credentials, WalletKind.Futures), Sane),
            Ready(new ListenKeyTalk(parts, Given.Credentials, WalletKind.CoinFutures), Sane),
            Ready(new ListenKeyTalk(parts, Member, WalletKind.PortfolioMargin), Sane),
            .. Enum.GetValues<BinanceMarketTalk.Told>().Select(told => Ready(new BinanceMarketTalk(parts, address, told), Sane)),
        ];

        Func<byte[], HeardKind> Ready<T>(ILiveTalk<T> talk, Action<T> check)
        {
            clock.Finish(() => talk.LocateAsync(CancellationToken.None)).Answer();
            return message =>
            {
                var heard = talk.Hear(message);
                foreach (var happened in heard.Events)
                {
                    check(happened);
                }

                Assert.True(heard.Fault is null || heard.Fault.Detail.Length is > 0 and < 400);
                return heard.Kind;
            };
        }
    }

    private static void Sane(LiveEvent happened)
    {
        switch (happened)
        {
            case LiveEvent.Positions { Rows: var rows }:
                Assert.All(rows, row =>
                {
                    _ = row.UnrealizedPnlAt(row.MarkPrice);
                    Assert.True(row.Contracts >= 0m);
                });
                break;
            case LiveEvent.Happened { Transactions: var transactions }:
                Assert.All(transactions, Sane);
                break;
        }
    }

    private static void Sane(MarketReading reading)
    {
        Assert.All(reading.Prices, price => Assert.True(price.Amount > 0m));
        Assert.All(reading.Marks.Values, mark => Assert.True(mark > 0m));
    }

    private static void Sane(Position position)
    {
        Assert.True(position is { Contracts: > 0m, Terms.Size: > 0m });
        _ = position.UnrealizedPnlAt(position.MarkPrice);
        _ = position.NotionalAt(position.MarkPrice ?? 1m);
    }

    private static void Sane(Transaction transaction)
    {
        Assert.NotEmpty(transaction.Id);
        Assert.True(transaction.Trade is null or { Price: > 0m, Quantity: > 0m });
        Assert.All(transaction.Legs, leg => Assert.False(leg.Change.Asset.IsNone));
    }
}
