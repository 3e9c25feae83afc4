namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Small lists of instruments in the venues' own words.</summary>
internal static class Samples
{
    public const string BinanceSpotInstruments = """
        {"timezone":"UTC","serverTime":1772452800000,
         "rateLimits":[
           {"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":100},
           {"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000}],
         "symbols":[
           {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","permissions":[],"filters":[
             {"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
             {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
             {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000"},
             {"filterType":"SOMETHING_NEW","limit":[1,2,3]}]},
           {"symbol":"ETHUSDT","status":"TRADING","baseAsset":"ETH","quoteAsset":"USDT","filters":[]},
           {"symbol":"LDOUSDT","status":"TRADING","baseAsset":"LDO","quoteAsset":"USDT","filters":[]},
           {"symbol":"SHIBUSDT","status":"TRADING","baseAsset":"SHIB","quoteAsset":"USDT","filters":[]},
           {"symbol":"LUNAUSDT","status":"BREAK","baseAsset":"LUNA","quoteAsset":"USDT","filters":[]}]}
        """;

    public const string BinanceFuturesInstruments = """
        {"serverTime":1772452800000,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400}],
         "assets":[{"asset":"USDT","marginAvailable":true,"autoAssetExchange":"-10000"}],
         "symbols":[
           {"symbol":"BTCUSDT","pair":"BTCUSDT","contractType":"PERPETUAL","deliveryDate":4133404800000,"status":"TRADING",
            "baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","filters":[
             {"filterType":"PRICE_FILTER","tickSize":"0.10"},{"filterType":"LOT_SIZE","minQty":"0.001","maxQty":"1000","stepSize":"0.001"},
             {"filterType":"MIN_NOTIONAL","notional":"100"}]},
           {"symbol":"ETHUSDT","pair":"ETHUSDT","contractType":"PERPETUAL","deliveryDate":4133404800000,"status":"TRADING",
            "baseAsset":"ETH","quoteAsset":"USDT","marginAsset":"USDT","filters":[]},
           {"symbol":"BTCUSDT_260327","pair":"BTCUSDT","contractType":"CURRENT_QUARTER","deliveryDate":1774598400000,"status":"TRADING",
            "baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","filters":[]},
           {"symbol":"OLDUSDT","pair":"OLDUSDT","contractType":"","deliveryDate":1700000000000,"status":"SETTLING",
            "baseAsset":"OLD","quoteAsset":"USDT","marginAsset":"USDT","filters":[]}]}
        """;

    public static string OkxInstruments(string? type) => $$"""{"code":"0","msg":"","data":[{{type switch
    {
        "SPOT" => """
            {"instType":"SPOT","instId":"BTC-USDT","baseCcy":"BTC","quoteCcy":"USDT","settleCcy":"","ctVal":"","ctMult":"","ctValCcy":"","ctType":"",
             "state":"live","tickSz":"0.1","lotSz":"0.00000001","minSz":"0.00001"},
            {"instType":"SPOT","instId":"ETH-USDT","baseCcy":"ETH","quoteCcy":"USDT","state":"live"},
            {"instType":"SPOT","instId":"OLD-USDT","baseCcy":"OLD","quoteCcy":"USDT","state":"suspend"}
            """,
        "SWAP" => """
            {"instType":"SWAP","instId":"BTC-USDT-SWAP","uly":"BTC-USDT","baseCcy":"","quoteCcy":"","settleCcy":"USDT","ctVal":"0.01","ctMult":"1",
             "ctValCcy":"BTC","ctType":"linear","state":"live","tickSz":"0.1","lotSz":"0.01","minSz":"0.01"},
            {"instType":"SWAP","instId":"BTC-USD-SWAP","uly":"BTC-USD","baseCcy":"","quoteCcy":"","settleCcy":"BTC","ctVal":"100","ctMult":"1",
             "ctValCcy":"USD","ctType":"inverse","state":"live","tickSz":"0.1","lotSz":"1","minSz":"1"},
            {"instType":"SWAP","instId":"SOON-USDT-SWAP","settleCcy":"USDT","ctVal":"","ctMult":"","ctValCcy":"","ctType":"linear","state":"preopen"}
            """,
        "FUTURES" => """
            {"instType":"FUTURES","instId":"ETH-USDT-260327","uly":"ETH-USDT","settleCcy":"USDT","ctVal":"0.1","ctMult":"10","ctValCcy":"ETH",
             "ctType":"linear","state":"live","expTime":"1774598400000","tickSz":"0.01","lotSz":"1","minSz":"1"}
            """,
        _ => "",
    }}}]}""";
}
