using System.Net;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Okx.Feed;
using PortfolioOrleans.Exchanges.Tests.Support;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

/// <summary>Spoiled histories and spoiled words of the feed: each is read, or is a fault, and what was read can be computed with.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class OkxMutationTests(ITestOutputHelper output)
{
    private const int FewPages = 840;
    private const int FewMessages = 6_000;

    private static readonly (string History, string Path, string Message)[] Pages =
    [
        ("deposits", "/api/v5/asset/deposit-history", """{"code":"0","msg":"","data":[{"depId":"88","ccy":"USDT","amt":"1","state":"2","ts":"1772400000000","txId":"0x1"}]}"""),
        ("withdrawals", "/api/v5/asset/withdrawal-history", """{"code":"0","msg":"","data":[{"wdId":"1","ccy":"USDT","amt":"100","fee":"0.5","feeCcy":"OKB","state":"2","ts":"1772400000000"}]}"""),
        ("fills", "/api/v5/trade/fills", """
            {"code":"0","msg":"","data":[
             {"side":"buy","fillSz":"0.00192834","fillPx":"51858","fee":"-0.00000192834","ordId":"6","instType":"SPOT","instId":"BTC-USDT","billId":"9","subType":"1","fillTime":"1772400000000","execType":"T","tradeId":"7","feeCcy":"BTC","ts":"1772400000001"},
             {"side":"sell","fillSz":"25","fillPx":"61000","fee":"-7.6","feeCcy":"USDT","fillPnl":"250","ordId":"1","instType":"SWAP","instId":"BTC-USDT-SWAP","posSide":"long","billId":"8","tradeId":"7","ts":"1772400000000"},
             {"side":"sell","fillSz":"2","fillPx":"0.05","fee":"-0.0001","feeCcy":"BTC","ordId":"2","instType":"OPTION","instId":"BTC-USD-260327-92000-C","posSide":"net","billId":"7","tradeId":"8","ts":"1772400000000"}]}
            """),
        ("bills", "/api/v5/account/bills", """
            {"code":"0","msg":"","data":[
             {"billId":"77","ccy":"USDT","ts":"1772400000000","type":"8","subType":"173","balChg":"-1.5","bal":"98.5","pnl":"-1.5","fee":"0","instType":"SWAP","mgnMode":"isolated"},
             {"billId":"76","ccy":"USDT","ts":"1772400000000","type":"5","subType":"104","balChg":"-42","pnl":"-40","fee":"-2"},
             {"billId":"75","ccy":"USDT","ts":"1772400000000","type":"7","subType":"9","balChg":"0","interest":"0.25"},
             {"billId":"74","ccy":"USDT","ts":"1772400000000","type":"1","subType":"11","balChg":"100","from":"6","to":"18"}]}
            """),
        ("funding-bills", "/api/v5/asset/bills", """{"code":"0","msg":"","data":[{"billId":"1","ccy":"BTC","balChg":"5","bal":"7","type":"130","ts":"1772400000000"},{"billId":"2","ccy":"BTC","balChg":"-5","bal":"2","type":"75","ts":"1772400000000"}]}"""),
        ("converts", "/api/v5/asset/convert/history", """{"code":"0","msg":"","data":[{"instId":"ETH-USDT","side":"buy","fillPx":"3000","baseCcy":"ETH","quoteCcy":"USDT","fillBaseSz":"0.01","state":"fullyFilled","tradeId":"t1","fillQuoteSz":"30","ts":"1772400000000"}]}"""),
        ("savings", "/api/v5/finance/savings/lending-history", """{"code":"0","msg":"","data":[{"ccy":"ETH","amt":"0.2","earnings":"0.00000136","rate":"0.06","ts":"1772403600000"}]}"""),
    ];

    private static readonly string[] Words =
    [
        """{"event":"login","code":"0","msg":"","connId":"a4d3ae55"}""",
        """{"event":"subscribe","arg":{"channel":"account"},"connId":"a4d3ae55"}""",
        """{"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"}""",
        """{"event":"notice","code":"64008","msg":"The connection will soon be closed","connId":"a"}""",
        """
        {"arg":{"channel":"account","uid":"1"},"eventType":"snapshot","curPage":1,"lastPage":true,"data":[{"uTime":"1772452800000","totalEq":"1","details":[
          {"ccy":"USDT","eq":"4892.95","cashBal":"4750.42","availBal":"4734.37","frozenBal":"158.5","stgyEq":"150","upl":"-7.4"},{"ccy":"BTC","eq":"1","availEq":"1","upl":""}]}]}
        """,
        """
        {"arg":{"channel":"positions","instType":"ANY"},"eventType":"event_update","data":[
          {"instType":"SWAP","instId":"BTC-USD-SWAP","pos":"25","posSide":"net","avgPx":"60000","markPx":"61000","upl":"0.001","lever":"10.0","liqPx":"","mgnMode":"cross","ccy":"BTC","posCcy":"","posId":"65","uTime":"1772452000000","notionalUsd":"2500"},
          {"instType":"MARGIN","instId":"BTC-USDT","pos":"30000","posSide":"net","posCcy":"USDT","ccy":"BTC","avgPx":"60000","markPx":"61000","upl":"-0.008","posId":"66","uTime":"1772452000000"},
          {"instType":"SWAP","instId":"BTC-USDT-SWAP","pos":"0","posSide":"net","ccy":"USDT","posId":"67","uTime":"1772452000000"}]}
        """,
        """
        {"arg":{"channel":"orders","instType":"ANY"},"data":[
          {"instType":"SPOT","instId":"BTC-USDT","ordId":"4","tradeId":"2","side":"sell","state":"filled","category":"normal","fillPx":"31527.1","fillSz":"0.001","fillFee":"-0.02","fillFeeCcy":"USDT","fillTime":"1654084353263","execType":"M","accFillSz":"0.001","avgPx":"31527.1","uTime":"1654084353264"},
          {"instType":"SWAP","instId":"BTC-USDT-SWAP","ordId":"5","tradeId":"6","side":"sell","category":"adl","fillPx":"60000","fillSz":"1","fillFee":"-0.3","fillFeeCcy":"USDT","fillPnl":"-10","uTime":"1654084353264","posSide":"long"}]}
        """,
        """
        {"arg":{"channel":"balance_and_position","uid":"7"},"data":[{"pTime":"1772452800000","eventType":"funding_fee","balData":[{"ccy":"BTC","cashBal":"1","uTime":"1772452800000"}],
          "posData":[{"posId":"1","tradeId":"2","instId":"BTC-USDT-SWAP","instType":"SWAP","mgnMode":"cross","posSide":"long","pos":"10","ccy":"USDT","posCcy":"","avgPx":"3320","uTime":"1772452800000"}],"trades":[]}]}
        """,
        """{"arg":{"channel":"deposit-info"},"data":[{"depId":"88","ccy":"USDT","amt":"1","state":"2","ts":"1772452800000","pTime":"1674103661147"}]}""",
        """{"arg":{"channel":"withdrawal-info"},"data":[{"wdId":"88","ccy":"USDT","amt":"1","fee":"0.1","state":"2","ts":"1772452800000"}]}""",
        """{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"61000.1","askPx":"1","bidPx":"","open24h":"2","ts":"1772452799500"}]}""",
        """{"arg":{"channel":"index-tickers","instId":"USDT-USD"},"data":[{"instId":"USDT-USD","idxPx":"0.9995","ts":"1772452799000"}]}""",
        """{"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"61001","ts":"1772452799500"}]}""",
    ];

    [Fact]
    public void Whatever_a_history_answers_is_a_page_or_a_fault()
    {
        var fuzzing = new Fuzzing(FewPages, percent: 4);
        var (pages, faults) = (0, 0);
        for (var seed = 0; fuzzing.Sent < fuzzing.Messages; seed++)
        {
            for (var which = 0; which < Pages.Length; which++)
            {
                var (history, path, message) = Pages[which];
                var spoiled = new Mutator((seed * 100) + which).Spoil(message);
                var reply = fuzzing.Read(() => Ask(history, path, spoiled));
                if (reply is ExchangeReply<HistoryPage>.Answer { Value: var page })
                {
                    pages++;
                    Assert.All(page.Transactions, Sane);
                    Assert.InRange(page.Cursor.Length, 2, 1_000);
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

    /// <summary>One of each kind of connection, ready to hear.</summary>
    private static Func<byte[], HeardKind>[] Talks()
    {
        var clock = ManualClock.AtNoon();
        var venue = new ScriptedVenue()
            .On("/api/v5/public/time", """{"code":"0","msg":"","data":[{"ts":"1772452800000"}]}""")
            .On("/api/v5/public/instruments", asked => ScriptedVenue.Json(Samples.OkxInstruments(asked.Parameter("instType"))));
        var options = new OkxOptions();
        var endpoints = new OkxEndpoints(options);
        var client = new VenueClient(new HttpClient(venue), new OpenGate(), new OkxProtocol(options, endpoints), options, clock, new Random(1));
        var instruments = new OkxInstrumentLists(client, endpoints, options.InstrumentsMaxAge, clock);
        return
        [
            Ready(new OkxPrivateTalk(client, endpoints, instruments, options.StreamUrl, Given.Credentials, clock), Sane),
            Ready(new OkxBusinessTalk(client, endpoints, options.StreamUrl, Given.Credentials, clock), Sane),
            Ready(new OkxPublicTalk(client, endpoints, instruments, options.StreamUrl, OkxPublicPart.Prices, clock), Sane),
            Ready(new OkxPublicTalk(client, endpoints, instruments, options.StreamUrl, OkxPublicPart.Marks, clock), Sane),
        ];

        Func<byte[], HeardKind> Ready<T>(ILiveTalk<T> talk, Action<T> check)
        {
            clock.Finish(() => talk.LocateAsync(CancellationToken.None)).Answer();
            _ = talk.Greet();
            return message =>
            {
                var heard = talk.Hear(message);
                Assert.All(heard.Events, happened => check(happened));
                Assert.Equal(heard.Kind is HeardKind.Broken or HeardKind.Unreadable, heard.Fault is { Detail.Length: > 0 and < 400 });
                return heard.Kind;
            };
        }
    }

    private static void Sane(MarketReading reading) => Assert.All(reading.Marks.Values, mark => Assert.True(mark > 0m));

    private static void Sane(LiveEvent happened)
    {
        switch (happened)
        {
            case LiveEvent.Happened { Transactions: var transactions }:
                Assert.NotEmpty(transactions);
                Assert.All(transactions, Sane);
                break;
            case LiveEvent.Positions { Rows: var rows }:
                Assert.NotEmpty(rows);
                Assert.All(rows, position =>
                {
                    Assert.True(position is { Contracts: >= 0m, Terms.Size: > 0m });
                    _ = position.UnrealizedPnlAt(position.MarkPrice);
                    _ = position.Terms.Notional(position.Contracts, position.MarkPrice ?? 1m);
                });
                break;
            case LiveEvent.Balances { Rows: var rows }:
                Assert.NotEmpty(rows);
                break;
        }
    }

    private static void Sane(Transaction transaction)
    {
        Assert.NotEmpty(transaction.Id);
        Assert.True(!transaction.Legs.IsDefault && (transaction.Legs.Length > 0 || transaction.Kind is TransactionKind.FuturesTrade or TransactionKind.Liquidation));
        Assert.All(transaction.Legs, leg => Assert.False(leg.Change.Asset.IsNone));
        Assert.True(transaction.Trade is null or { Quantity: > 0m, Price: > 0m });
    }

    private static ExchangeReply<HistoryPage> Ask(string history, string path, byte[] spoiled)
    {
        var clock = ManualClock.AtNoon();
        var venue = new ScriptedVenue()
            .On("/api/v5/public/time", """{"code":"0","msg":"","data":[{"ts":"1772452800000"}]}""")
            .On("/api/v5/public/instruments", asked => ScriptedVenue.Json(Samples.OkxInstruments(asked.Parameter("instType"))))
            .On(path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(spoiled) });
        var adapter = new OkxAdapter(new HttpClient(venue), new OpenGate(), new OkxOptions(), clock, new Random(1));
        return clock.Finish(() => adapter.GetTransactionsAsync(Given.Credentials, new HistoryQuery(history, null, []), CancellationToken.None));
    }
}
