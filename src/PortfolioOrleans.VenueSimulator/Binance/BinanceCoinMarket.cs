using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/dapi: contracts and prices. Lists are arrays, for one symbol too. No key needed.</summary>
internal static class BinanceCoinMarket
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Public("/dapi/v1/ping", 1, _ => new { }),
        Public("/dapi/v1/time", 1, call => new { serverTime = call.Context.VenueMs }),
        Public("/dapi/v1/exchangeInfo", 1, ExchangeInfo),
        Public("/dapi/v1/premiumIndex", 10, call => Asked(call).Select(market => Premium(call.Context, market)).ToList()),
        Public("/dapi/v1/fundingRate", 1, call => BinanceFuturesMarket.FundingRates(call, MarketCatalog.BinanceCoinMarkets, call.CoinSymbol())),
        Public("/dapi/v1/ticker/price", 2, call => Asked(call).Select(market => Price(call.Context, market)).ToList()),
        Public("/dapi/v1/ticker/24hr", 40, call => Asked(call).Select(market => Day(call.Context, market)).ToList()),
        Public("/dapi/v1/klines", 5, call => BinanceKlines.Answer(call, call.CoinSymbol(), 1500)),
        Public("/dapi/v1/indexPriceKlines", 5, call => BinanceKlines.Index(call, OfPair(call.Required("pair"))[0], 1500)),
    ];

    /// <summary>BTCUSD for BTCUSD_PERP.</summary>
    public static string Pair(Market market) => market.Base + market.Quote;

    private static BinanceEndpoint Public(string path, int weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "fapi", weight, BinanceAccess.Public, answer);

    private static IEnumerable<Market> Asked(BinanceCall call)
    {
        var (symbol, pair) = (call.Text("symbol"), call.Text("pair"));
        if (symbol is not null && pair is not null)
        {
            throw BinanceRefusal.BadCombination();
        }

        return symbol is not null ? [call.CoinSymbol()]
            : pair is not null ? OfPair(pair)
            : MarketCatalog.BinanceCoinMarkets.Where(call.Context.Lists);
    }

    /// <exception cref="BinanceRefusal">-1121.</exception>
    public static IReadOnlyList<Market> OfPair(string pair) => MarketCatalog.BinanceCoinMarkets.Where(market => Pair(market) == pair).ToList() is { Count: > 0 } found
        ? found
        : throw BinanceRefusal.UnknownSymbol();

    private static object Price(VenueContext context, Market market) => new
    {
        symbol = market.Id,
        ps = Pair(market),
        price = BinanceFuturesMarket.PriceText(market, context.Last(market)),
        time = context.VenueMs,
    };

    /// <summary>A delivery pays no funding: its funding fields are empty.</summary>
    private static object Premium(VenueContext context, Market market) => new
    {
        symbol = market.Id,
        pair = Pair(market),
        markPrice = Fixed(context.Mark(market)),
        indexPrice = Fixed(context.Index(market)),
        estimatedSettlePrice = Fixed(context.Index(market)),
        lastFundingRate = market.Expiry is null ? Fixed(BinanceFuturesMarket.FundingRate(context, market)) : "",
        interestRate = market.Expiry is null ? "0.00010000" : "",
        nextFundingTime = market.Expiry is null ? BinanceFuturesMarket.NextFundingMs(context) : 0L,
        time = context.VenueMs,
    };

    /// <summary>Volume is in contracts, baseVolume in coins.</summary>
    private static object Day(VenueContext context, Market market)
    {
        var day = context.Tape.LastDay(market, context.Now);
        var price = (decimal value) => BinanceFuturesMarket.PriceText(market, value);
        return new
        {
            symbol = market.Id,
            pair = Pair(market),
            priceChange = price(day.Change),
            priceChangePercent = Fixed(day.Change / day.Open * 100m, 3),
            weightedAvgPrice = price((day.Open + day.Close) / 2m),
            lastPrice = price(day.Close),
            lastQty = "1",
            openPrice = price(day.Open),
            highPrice = price(day.High),
            lowPrice = price(day.Low),
            volume = Plain(decimal.Floor(day.QuoteVolume / market.ContractSize)),
            baseVolume = Fixed(day.Volume),
            openTime = Ms(day.From),
            closeTime = context.VenueMs,
            firstId = 1L,
            lastId = day.Trades,
            count = day.Trades,
        };
    }

    private static object ExchangeInfo(BinanceCall call) => new
    {
        timezone = "UTC",
        serverTime = call.Context.VenueMs,
        rateLimits = new object[]
        {
            new { rateLimitType = "REQUEST_WEIGHT", interval = "MINUTE", intervalNum = 1, limit = BinanceLimiter.LimitOf(call.Context.Limits, "fapi") },
            new { rateLimitType = "ORDERS", interval = "MINUTE", intervalNum = 1, limit = 1200 },
        },
        exchangeFilters = Array.Empty<object>(),
        symbols = MarketCatalog.BinanceCoinMarkets.Where(call.Context.Lists).Select(Describe).ToList(),
    };

    private static object Describe(Market market) => new
    {
        symbol = market.Id,
        pair = Pair(market),
        contractType = market.Expiry is null ? "PERPETUAL" : "NEXT_QUARTER",
        deliveryDate = market.Expiry is { } expiry ? Ms(expiry) : BinanceFuturesMarket.Never,
        onboardDate = 1597042800000,
        contractStatus = "TRADING",
        contractSize = (int)market.ContractSize,
        quoteAsset = market.Quote,
        baseAsset = market.Base,
        marginAsset = market.Settle,
        pricePrecision = (int)market.Tick.Scale,
        quantityPrecision = 0,
        baseAssetPrecision = 8,
        quotePrecision = 8,
        equalQtyPrecision = 4,
        maxMoveOrderLimit = 10000,
        triggerProtect = "0.0500",
        maintMarginPercent = "2.5000",
        requiredMarginPercent = "5.0000",
        underlyingType = "COIN",
        underlyingSubType = Array.Empty<string>(),
        liquidationFee = "0.010000",
        marketTakeBound = "0.30",
        filters = new object[]
        {
            new { filterType = "PRICE_FILTER", minPrice = Plain(market.Tick), maxPrice = Plain(market.Tick * 100_000_000m), tickSize = Plain(market.Tick) },
            new { filterType = "LOT_SIZE", minQty = "1", maxQty = "1000000", stepSize = "1" },
            new { filterType = "MARKET_LOT_SIZE", minQty = "1", maxQty = "60000", stepSize = "1" },
            new { filterType = "MAX_NUM_ORDERS", limit = 200 },
            new { filterType = "PERCENT_PRICE", multiplierUp = "1.0500", multiplierDown = "0.9500", multiplierDecimal = 4 },
        },
        orderTypes = new[] { "LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET" },
        timeInForce = new[] { "GTC", "IOC", "FOK", "GTX" },
    };
}
