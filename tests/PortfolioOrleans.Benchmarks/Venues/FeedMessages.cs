using System.Globalization;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>Messages as the venues write them, with every member they have.</summary>
internal static class FeedMessages
{
    public const string BinanceSpotFill = """
        {"subscriptionId":0,"event":{"e":"executionReport","E":1772452800123,"s":"BTCUSDT","c":"web_5b2f0e6d9c1a4e7f","S":"BUY","o":"LIMIT","f":"GTC","q":"0.01000000","p":"60000.00000000",
        "P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE","X":"FILLED","r":"NONE","i":4293153,"l":"0.01000000","z":"0.01000000","L":"60000.00000000","n":"0.00001000","N":"BTC",
        "T":1772452800120,"t":77,"v":3,"I":9012345,"w":false,"m":false,"M":true,"O":1772452800100,"Z":"600.00000000","Y":"600.00000000","Q":"0.00000000","W":1772452800100,"V":"EXPIRE_MAKER"}}
        """;

    public const string BinanceSpotBalances = """
        {"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1772452800123,"u":1772452800120,"B":[{"a":"BTC","f":"1.00999000","l":"0.00000000"},
        {"a":"USDT","f":"9400.00000000","l":"0.00000000"},{"a":"BNB","f":"12.50000000","l":"0.00000000"}]}}
        """;

    public const string BinanceFuturesFill = """
        {"e":"ORDER_TRADE_UPDATE","E":1772452800123,"T":1772452800120,"o":{"s":"BTCUSDT","c":"TEST","S":"SELL","o":"LIMIT","f":"GTC","q":"0.002","p":"60000","ap":"60000","sp":"0","x":"TRADE",
        "X":"FILLED","i":8886774,"l":"0.002","z":"0.002","L":"60000","N":"USDT","n":"0.024","T":1772452800120,"t":5,"b":"0","a":"0","m":false,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT",
        "ps":"BOTH","cp":false,"rp":"1.5","pP":false,"si":0,"ss":0,"V":"EXPIRE_TAKER","pm":"NONE","gtd":0}}
        """;

    public const string BinanceFuturesAccount = """
        {"e":"ACCOUNT_UPDATE","E":1772452800123,"T":1772452800120,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"122624.12345678","cw":"100.12345678","bc":"0"}],
        "P":[{"s":"BTCUSDT","pa":"0.020","ep":"60000.0","bep":"60010.0","cr":"200","up":"20.5","mt":"cross","iw":"0","ps":"BOTH","ma":"USDT"}]}}
        """;

    public const string OkxOrder = """
        {"arg":{"channel":"orders","instType":"ANY","uid":"44705892343619584"},"data":[{"accFillSz":"0.1","algoClOrdId":"","algoId":"","amendResult":"","amendSource":"","avgPx":"60000","cancelSource":"",
        "category":"normal","ccy":"","clOrdId":"","code":"0","cTime":"1772452800000","execType":"T","fee":"-0.3","feeCcy":"USDT","fillFee":"-0.3","fillFeeCcy":"USDT","fillNotionalUsd":"60.001",
        "fillPx":"60000","fillSz":"0.1","fillPnl":"0","fillTime":"1772452800120","instId":"BTC-USDT-SWAP","instType":"SWAP","lever":"10","msg":"","notionalUsd":"60.001","ordId":"312269865356374016",
        "ordType":"market","pnl":"0","posSide":"net","px":"","rebate":"0","rebateCcy":"USDT","reduceOnly":"false","side":"buy","state":"filled","sz":"0.1","tag":"","tdMode":"cross","tradeId":"242589207",
        "uTime":"1772452800121"}]}
        """;

    public const string OkxAccount = """
        {"arg":{"channel":"account","uid":"44705892343619584"},"eventType":"event_update","data":[{"adjEq":"55444.12","borrowFroz":"0","imr":"0","isoEq":"0","mgnRatio":"99999","mmr":"0","notionalUsd":"0",
        "ordFroz":"0","totalEq":"55868.06","uTime":"1772452800121","details":[{"availBal":"4734.37","availEq":"4834.37","cashBal":"4750.42","ccy":"USDT","coinUsdPrice":"0.99927","crossLiab":"","disEq":"4889.37",
        "eq":"4892.95","eqUsd":"4889.37","fixedBal":"0","frozenBal":"158.57","imr":"","interest":"","isoEq":"0","isoLiab":"","isoUpl":"0","liab":"","maxLoan":"0","mgnRatio":"","mmr":"","notionalLever":"0",
        "ordFrozen":"0","rewardBal":"0","spotInUseAmt":"","stgyEq":"0","twap":"0","uTime":"1772452800120","upl":"-7.54","uplLiab":""}]}]}
        """;

    public const string OkxPosition = """
        {"arg":{"channel":"positions","uid":"44705892343619584","instType":"ANY"},"eventType":"event_update","data":[{"adl":"1","availPos":"","avgPx":"60000","baseBal":"","baseBorrowed":"","cTime":"1772400000000",
        "ccy":"USDT","closeOrderAlgo":[],"deltaBS":"","deltaPA":"","fee":"-0.3","fundingFee":"0","gammaBS":"","imr":"","instId":"BTC-USDT-SWAP","instType":"SWAP","interest":"","idxPx":"60001","last":"60002",
        "lever":"10","liab":"","liabCcy":"","liqPx":"","liqPenalty":"0","margin":"","markPx":"60001.5","mgnMode":"cross","mgnRatio":"1000","mmr":"2.4","nonSettleAvgPx":"","notionalUsd":"60.1","pnl":"0","pos":"0.1",
        "posCcy":"","posId":"307173036051017730","posSide":"net","realizedPnl":"-0.3","spotInUseAmt":"","thetaBS":"","tradeId":"109844","uTime":"1772452800120","upl":"0.0015","uplLastPx":"0.002","uplRatio":"0.0001"}]}
        """;

    public const string OkxTicker = """
        {"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"60000.1","lastSz":"0.01","askPx":"60000.2","askSz":"1.5","bidPx":"60000","bidSz":"2","open24h":"59000",
        "high24h":"61000","low24h":"58000","sodUtc0":"59500","sodUtc8":"59600","volCcy24h":"600000000","vol24h":"10000","ts":"1772452800120"}]}
        """;

    public const string OkxMark = """
        {"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"60001.5","ts":"1772452800120"}]}
        """;

    public static string BinancePrices(int pairs) => "[" + string.Join(",", Enumerable.Range(0, pairs).Select(number => string.Create(CultureInfo.InvariantCulture,
        $$"""{"e":"24hrMiniTicker","E":1772452800123,"s":"{{(number % 5 == 0 ? "BTCUSDT" : $"C{number}USDT")}}","c":"{{60000 - number}}.10000000","o":"59000.00000000","h":"61000.00000000","l":"58000.00000000","v":"10000.00000000","q":"600000000.00000000"}"""))) + "]";

    public static string BinanceMarks(int contracts) => "[" + string.Join(",", Enumerable.Range(0, contracts).Select(number => string.Create(CultureInfo.InvariantCulture,
        $$"""{"e":"markPriceUpdate","E":1772452800123,"s":"C{{number}}USDT","p":"{{60000 - number}}.15000000","P":"60000.00000000","i":"60001.62659091","r":"0.00038167","T":1772467200000}"""))) + "]";
}
