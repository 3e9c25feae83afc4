using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Wire;

/// <summary>Spoiled answers about wallets, prices, instruments and keys: whatever a venue sends, an adapter answers with a value or a fault, and what it answers with can be computed with.</summary>
[Collection(Fuzzing.OneAtATime)]
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Few = 12_000;

    /// <summary>One good answer for each path, each with what it may hold.</summary>
    private static readonly (string Path, string Message)[] Good =
    [
        ("/sapi/v3/asset/getUserAsset", """[{"asset":"BTC","free":"1.5","locked":"0.1","freeze":"0","withdrawing":"0"},{"asset":"LDUSDT","free":"100","locked":"0"}]"""),
        ("/sapi/v1/asset/get-funding-asset", """[{"asset":"USDT","free":"1","locked":"0","freeze":"0","withdrawing":"0"}]"""),
        ("/fapi/v3/balance", """[{"asset":"USDT","balance":"1000.5","crossUnPnl":"-50.25","availableBalance":"700.5"}]"""),
        ("/fapi/v3/positionRisk", """
            [{"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"0.5","entryPrice":"60000.0","markPrice":"61000.0","unRealizedProfit":"500.0",
              "liquidationPrice":"50000","marginAsset":"USDT","notional":"30500","updateTime":1772452000000}]
            """),
        ("/fapi/v1/symbolConfig", """[{"symbol":"BTCUSDT","marginType":"CROSSED","isAutoAddMargin":"false","leverage":21}]"""),
        ("/sapi/v1/capital/deposit/hisrec", """[{"id":"77","amount":"0.5","coin":"BTC","status":1,"insertTime":1772400000000,"completeTime":1772400000001}]"""),
        ("/sapi/v1/capital/withdraw/history", """[{"id":"b6","amount":"8.91","transactionFee":"0.004","coin":"USDT","status":6,"applyTime":"2026-03-01 11:12:02"}]"""),
        ("/sapi/v1/account/apiRestrictions", """{"ipRestrict":true,"enableReading":true,"enableFutures":false,"createTime":1698645219000}"""),
        ("/api/v3/account", """{"uid":354937868,"balances":[]}"""),
        ("/api/v3/ticker/price", """[{"symbol":"BTCUSDT","price":"61000.01"},{"symbol":"ETHUSDT","price":"3000"}]"""),
        ("/fapi/v1/premiumIndex", """[{"symbol":"BTCUSDT","markPrice":"61001.5","indexPrice":"61000","lastFundingRate":"","nextFundingTime":0,"time":1772452800000}]"""),
        ("/fapi/v1/assetIndex", """[{"symbol":"USDTUSD","time":1772452799000,"index":"0.99987691"}]"""),
        ("/api/v3/exchangeInfo", Samples.BinanceSpotInstruments),
        ("/fapi/v1/exchangeInfo", Samples.BinanceFuturesInstruments),
        ("/api/v5/account/config", """{"code":"0","data":[{"acctLv":"3","posMode":"net_mode","uid":"44","ip":"1.2.3.4","perm":"read_only,trade"}],"msg":""}"""),
        ("/api/v5/account/balance", """
            {"code":"0","data":[{"totalEq":"1","uTime":"1772452800000","details":[{"ccy":"USDT","eq":"4992.89","cashBal":"4850.43","availBal":"4834.3",
              "frozenBal":"158.573","stgyEq":"150","upl":"-7.5"}]}],"msg":""}
            """),
        ("/api/v5/asset/balances", """{"code":"0","msg":"","data":[{"availBal":"37.1","bal":"40","ccy":"ETH","frozenBal":"2.9"}]}"""),
        ("/api/v5/account/positions", """
            {"code":"0","msg":"","data":[{"instType":"SWAP","instId":"BTC-USD-SWAP","pos":"25","posSide":"net","avgPx":"60000","markPx":"61000","upl":"0.001",
              "lever":"10.0","liqPx":"","mgnMode":"cross","ccy":"BTC","posCcy":"","realizedPnl":"-1","posId":"65","cTime":"1772400000000","uTime":"1772452000000","notionalUsd":"2500"},
             {"instType":"MARGIN","instId":"BTC-USDT","pos":"30000","posSide":"net","posCcy":"USDT","ccy":"BTC","avgPx":"60000","markPx":"61000","upl":"-0.008"},
             {"instType":"SWAP","instId":"GHOST-USDT-SWAP","pos":"10","posSide":"short","avgPx":"1","markPx":"2","upl":"1000","ccy":"USDT","notionalUsd":"2000"}]}
            """),
        ("/api/v5/asset/deposit-history", """{"code":"0","msg":"","data":[{"depId":"88","ccy":"USDT","amt":"1","state":"2","ts":"1772400000000"}]}"""),
        ("/api/v5/asset/withdrawal-history", """{"code":"0","msg":"","data":[{"wdId":"1","ccy":"USDT","amt":"100","fee":"0.5","feeCcy":"OKB","state":"2","ts":"1772400000000"}]}"""),
        ("/api/v5/market/tickers", """{"code":"0","msg":"","data":[{"instType":"SPOT","instId":"BTC-USDT","last":"61000.1","ts":"1772452799500"}]}"""),
        ("/api/v5/public/mark-price", """{"code":"0","msg":"","data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"61001","ts":"1772452799500"}]}"""),
        ("/api/v5/market/index-tickers", """{"code":"0","msg":"","data":[{"instId":"USDT-USD","idxPx":"0.9995","ts":"1772452799000"}]}"""),
        ("/api/v5/public/instruments", Samples.OkxInstruments("SWAP")),
        ("/sapi/v1/capital/config/getall", """
            [{"coin":"BTC","name":"Bitcoin","trading":true,"isLegalMoney":false,"networkList":[{"network":"BTC","isDefault":true,"contractAddress":""}]},
             {"coin":"USDT","name":"TetherUS","trading":true,"networkList":[{"network":"ETH","isDefault":true,"contractAddress":"0xDAC17F958D2ee523a2206206994597C13D831ec7"}]}]
            """),
        ("/dapi/v1/exchangeInfo", """
            {"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","contractStatus":"TRADING","contractSize":100,"baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC","filters":[]}]}
            """),
        ("/api/v3/time", """{"serverTime":1772452800000}"""),
        ("/api/v5/asset/currencies", """
            {"code":"0","msg":"","data":[{"ccy":"USDT","name":"Tether","chain":"USDT-ERC20","ctAddr":"0xdac17f958d2ee523a2206206994597c13d831ec7","mainNet":true},
             {"ccy":"BTC","name":"Bitcoin","chain":"BTC-Bitcoin","ctAddr":"","mainNet":true}]}
            """),
        ("/api/v5/finance/savings/balance", """{"code":"0","msg":"","data":[{"ccy":"USDT","amt":"250","earnings":"0.1","loanAmt":"250","pendingAmt":"0","rate":"0.01","redemptAmt":""}]}"""),
        ("/api/v5/public/time", """{"code":"0","msg":"","data":[{"ts":"1772452800000"}]}"""),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_comes_is_a_value_or_a_fault(int quarter)
    {
        var fuzzing = new Fuzzing(Few / 4, percent: 3);
        var (answers, faults) = (0, 0);
        for (var seed = quarter; fuzzing.Sent < fuzzing.Messages; seed += 4)
        {
            foreach (var (path, message) in Good)
            {
                var spoiled = new Mutator((seed * 1_000) + Array.FindIndex(Good, good => good.Path == path)).Spoil(message);
                foreach (var fault in fuzzing.Read(() => AskAbout(path, spoiled)))
                {
                    answers += fault is null ? 1 : 0;
                    faults += fault is null ? 0 : 1;
                    Assert.True(fault is null || fault.Detail.Length is > 0 and < 400, $"seed {seed}, {path}");
                }
            }
        }

        fuzzing.Finish(output, $"{answers} answers, {faults} faults");
        Assert.True(answers > 500 && faults > 500, $"{answers} answers, {faults} faults: both must be frequent for this to test anything.");
    }

    /// <summary>Everything that reads this path, with one spoiled answer and all others good.</summary>
    private static ExchangeFault?[] AskAbout(string path, byte[] spoiled)
    {
        var clock = ManualClock.AtNoon();
        var venue = new ScriptedVenue();
        foreach (var (other, message) in Good)
        {
            venue.On(other, message);
        }

        venue.On(path, _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(spoiled) });
        var http = new HttpClient(venue);
        IExchangeAdapter adapter = path.StartsWith("/api/v5", StringComparison.Ordinal)
            ? new OkxAdapter(http, new OpenGate(), new OkxOptions(), clock, new Random(1))
            : new BinanceAdapter(http, new OpenGate(), new BinanceOptions(), clock, new Random(1));
        return QuestionsAbout(path, adapter, clock);
    }

    private static ExchangeFault?[] QuestionsAbout(string path, IExchangeAdapter adapter, ManualClock clock)
    {
        return path switch
        {
            "/sapi/v3/asset/getUserAsset" => [Balances(WalletKind.Spot)],
            "/sapi/v1/asset/get-funding-asset" or "/api/v5/asset/balances" => [Balances(WalletKind.Funding)],
            "/fapi/v3/balance" => [Balances(WalletKind.Futures)],
            "/fapi/v3/positionRisk" or "/fapi/v1/symbolConfig" or "/fapi/v1/exchangeInfo" => [Positions(WalletKind.Futures)],
            "/api/v5/account/balance" => [Balances(WalletKind.Trading)],
            "/api/v5/account/positions" => [Positions(WalletKind.Trading), Balances(WalletKind.Trading)],
            "/api/v5/public/instruments" => [Positions(WalletKind.Trading), Prices(), Instruments()],
            "/api/v5/finance/savings/balance" => [Balances(WalletKind.Earn)],
            "/sapi/v1/capital/config/getall" or "/api/v5/asset/currencies" => [Assets()],
            "/api/v3/exchangeInfo" or "/dapi/v1/exchangeInfo" => [Instruments(), Prices()],
            "/api/v3/time" or "/api/v5/public/time" => [Balances(WalletKind.Funding)], // Signed with the venue's time.
            "/sapi/v1/account/apiRestrictions" or "/api/v3/account" or "/api/v5/account/config" => [Rights()],
            _ when path.Contains("history", StringComparison.Ordinal) || path.Contains("hisrec", StringComparison.Ordinal) => [Flows()],
            _ => [Prices()],
        };

        ExchangeFault? Balances(WalletKind wallet) => Read(
            () => adapter.GetBalancesAsync(Given.Credentials, wallet, CancellationToken.None),
            balances => Assert.All(balances, balance => Assert.False(balance.IsZero)));

        ExchangeFault? Positions(WalletKind wallet) => Read(
            () => adapter.GetPositionsAsync(Given.Credentials, wallet, CancellationToken.None),
            positions => Assert.All(positions, position =>
            {
                Assert.True(position is { Contracts: > 0m, Terms.Size: > 0m });
                _ = position.UnrealizedPnlAt(position.MarkPrice);
                _ = position.Terms.Notional(position.Contracts, position.MarkPrice ?? 1m);
                Assert.True(Domain.Values.Asset.TryParse(position.Instrument, out _));
            }));

        ExchangeFault? Flows() => Read(
            () => adapter.GetFlowsAsync(Given.Credentials, clock.GetUtcNow().AddDays(-7), CancellationToken.None),
            flows => Assert.Equal(flows.Length, flows.DistinctBy(flow => flow.Id).Count()));

        ExchangeFault? Prices() => Read(
            () => adapter.GetPricesAsync(CancellationToken.None),
            reading => Assert.All(reading.Marks.Values, mark => Assert.True(mark > 0m)));

        ExchangeFault? Assets() => Read(
            () => adapter.GetAssetInfoAsync(Given.Credentials, CancellationToken.None), infos => Assert.All(infos, info => Assert.False(info.Asset.IsNone)));

        ExchangeFault? Instruments() => Read(
            () => adapter.GetInstrumentsAsync(CancellationToken.None), all => Assert.All(all, one => Assert.True(one.Terms is null or { Size: > 0m })));

        ExchangeFault? Rights() => Read(() => adapter.GetKeyRightsAsync(Given.Credentials, CancellationToken.None), Assert.NotNull);

        ExchangeFault? Read<T>(Func<Task<ExchangeReply<T>>> question, Action<T> check)
        {
            var reply = clock.Finish(question);
            if (reply is ExchangeReply<T>.Answer { Value: var value })
            {
                check(value);
            }

            return (reply as ExchangeReply<T>.Failure)?.Fault;
        }
    }
}
