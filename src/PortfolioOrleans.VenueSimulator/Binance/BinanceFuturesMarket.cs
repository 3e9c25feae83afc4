using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/fapi: contracts and prices. No key needed.</summary>
internal static class BinanceFuturesMarket
{
    /// <summary>What the venue writes where a contract never ends.</summary>
    public const long Never = 4133404800000;

    private const int FundingHours = 8;

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Public("/fapi/v1/ping", 1, 1, _ => new { }),
        Public("/fapi/v1/time", 1, 1, call => new { serverTime = call.Context.VenueMs }),
        Public("/fapi/v1/exchangeInfo", 1, 1, ExchangeInfo),
        Public("/fapi/v1/premiumIndex", 1, 10, call => OneOrAll(call, market => Premium(call.Context, market))),
        Public("/fapi/v1/ticker/price", 1, 2, call => OneOrAll(call, market => Price(call.Context, market))),
        Public("/fapi/v2/ticker/price", 1, 2, call => OneOrAll(call, market => Price(call.Context, market))),
        Public("/fapi/v1/ticker/24hr", 1, 40, call => OneOrAll(call, market => Day(call.Context, market))),
        Public("/fapi/v1/ticker/bookTicker", 2, 5, call => OneOrAll(call, market => Book(call.Context, market))),
        BinanceEndpoint.Get("/fapi/v1/fundingRate", "fapi", 1, BinanceAccess.Public, call => FundingRates(call, MarketCatalog.BinanceFuturesMarkets, call.Text("symbol") is null ? null : call.Symbol(spot: false))),
        Public("/fapi/v1/assetIndex", 1, 10, AssetIndex),
        BinanceEndpoint.Get("/fapi/v1/klines", "fapi", KlinesWeight, BinanceAccess.Public, call => BinanceKlines.Answer(call, call.Symbol(spot: false), 1500)),
    ];

    public static string PriceText(Market market, decimal price) => Fixed(price, market.Tick.Scale);

    /// <summary>Changes every eight hours, around one basis point; never more than four.</summary>
    public static decimal FundingRate(VenueContext context, Market market) =>
        FundingRate(context, market, context.Now.ToUnixTimeSeconds() / (FundingHours * 3600));

    /// <summary>Past rates, oldest first; without times the newest.</summary>
    public static object FundingRates(BinanceCall call, IReadOnlyList<Market> markets, Market? only)
    {
        var (start, end, limit) = (call.Time("startTime"), call.Time("endTime"), call.Limit("limit", 100, 1000));
        var last = Math.Min(Ms(end ?? call.Context.Now), call.Context.VenueMs) / (FundingHours * 3_600_000L);
        var first = start is { } from ? (Ms(from) + FundingHours * 3_600_000L - 1) / (FundingHours * 3_600_000L) : last - limit + 1;
        return (only is null ? markets : [only])
            .SelectMany(market => Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, limit)).Select(step => (Market: market, Period: first + step)))
            .OrderBy(row => row.Period)
            .Take(limit)
            .Select(row => new
            {
                symbol = row.Market.Id,
                fundingTime = row.Period * FundingHours * 3_600_000L,
                fundingRate = Fixed(FundingRate(call.Context, row.Market, row.Period)),
                markPrice = Fixed(call.Context.Prices.Sample(row.Market, PriceLine.Mark, DateTimeOffset.FromUnixTimeSeconds(row.Period * FundingHours * 3600))),
            })
            .ToList();
    }

    private static decimal FundingRate(VenueContext context, Market market, long period)
    {
        return decimal.Round(0.0001m + 0.0003m * Walk.Wave(Walk.Line(context.Seed, $"funding/{market.Id}"), period, 9), 8);
    }

    public static long NextFundingMs(VenueContext context) => (context.VenueMs / (FundingHours * 3_600_000L) + 1) * FundingHours * 3_600_000L;

    private static BinanceEndpoint Public(string path, int weightOfOne, int weightOfAll, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "fapi", call => call.Text("symbol") is null ? weightOfAll : weightOfOne, BinanceAccess.Public, answer);

    private static int KlinesWeight(BinanceCall call) => call.Number("limit") switch { null => 5, < 100 => 1, < 500 => 2, <= 1000 => 5, _ => 10 };

    private static object OneOrAll(BinanceCall call, Func<Market, object> row) => call.Text("symbol") is null
        ? MarketCatalog.BinanceFuturesMarkets.Where(call.Context.Lists).Select(row).ToList()
        : row(call.Symbol(spot: false));

    private static object Price(VenueContext context, Market market) =>
        new { symbol = market.Id, price = PriceText(market, context.Last(market)), time = context.VenueMs };

    private static object Book(VenueContext context, Market market)
    {
        var last = context.Last(market);
        return new
        {
            symbol = market.Id,
            bidPrice = PriceText(market, last - market.Tick),
            bidQty = Plain(market.Lot * 100m),
            askPrice = PriceText(market, last),
            askQty = Plain(market.Lot * 100m),
            time = context.VenueMs,
        };
    }

    private static object Premium(VenueContext context, Market market) => new
    {
        symbol = market.Id,
        markPrice = Fixed(context.Mark(market)),
        indexPrice = Fixed(context.Index(market)),
        estimatedSettlePrice = Fixed(context.Index(market)),
        lastFundingRate = Fixed(FundingRate(context, market)),
        interestRate = "0.00010000",
        nextFundingTime = NextFundingMs(context),
        time = context.VenueMs,
    };

    private static object Day(VenueContext context, Market market)
    {
        var day = context.Tape.LastDay(market, context.Now);
        return new
        {
            symbol = market.Id,
            priceChange = PriceText(market, day.Change),
            priceChangePercent = Fixed(day.Change / day.Open * 100m, 3),
            weightedAvgPrice = PriceText(market, (day.Open + day.Close) / 2m),
            lastPrice = PriceText(market, day.Close),
            lastQty = Plain(market.Lot),
            openPrice = PriceText(market, day.Open),
            highPrice = PriceText(market, day.High),
            lowPrice = PriceText(market, day.Low),
            volume = Plain(day.Volume),
            quoteVolume = Fixed(day.QuoteVolume, 2),
            openTime = Ms(day.From),
            closeTime = context.VenueMs,
            firstId = 1L,
            lastId = day.Trades,
            count = day.Trades,
        };
    }

    /// <summary>What the assets that margin is posted in are worth in dollars, and how much of it is taken off when one is exchanged.</summary>
    public static IEnumerable<(string Asset, decimal Index, decimal Buffer)> DollarIndex(VenueContext context) =>
        new[] { MarketCatalog.Usdt, MarketCatalog.Usdc, "BTC", "ETH", "BNB", "SOL", "XRP" }.Select(asset => (
            asset,
            decimal.Round(context.Prices.InUsd(SimulatedVenue.Binance, asset, context.Now) ?? 0m, Prices.UsdDecimals(SimulatedVenue.Binance)),
            asset is MarketCatalog.Usdt or MarketCatalog.Usdc ? 0.0001m : 0.05m));

    private static object AssetIndex(BinanceCall call)
    {
        var rows = DollarIndex(call.Context).Select(row =>
        {
            var (asset, index, buffer) = row;
            return new
            {
                symbol = asset + "USD",
                time = call.Context.VenueMs,
                index = Fixed(index),
                bidBuffer = Fixed(buffer),
                askBuffer = Fixed(buffer),
                bidRate = Fixed(index * (1m - buffer)),
                askRate = Fixed(index * (1m + buffer)),
                autoExchangeBidBuffer = Fixed(buffer / 2m),
                autoExchangeAskBuffer = Fixed(buffer / 2m),
                autoExchangeBidRate = Fixed(index * (1m - buffer / 2m)),
                autoExchangeAskRate = Fixed(index * (1m + buffer / 2m)),
            };
        });
        return call.Text("symbol") is { } symbol
            ? rows.FirstOrDefault(row => row.symbol == symbol) ?? throw BinanceRefusal.UnknownSymbol()
            : rows.ToList();
    }

    private static object ExchangeInfo(BinanceCall call) => new
    {
        timezone = "UTC",
        serverTime = call.Context.VenueMs,
        futuresType = "U_MARGINED",
        rateLimits = new object[]
        {
            new { rateLimitType = "REQUEST_WEIGHT", interval = "MINUTE", intervalNum = 1, limit = BinanceLimiter.LimitOf(call.Context.Limits, "fapi") },
            new { rateLimitType = "ORDERS", interval = "MINUTE", intervalNum = 1, limit = 1200 },
        },
        exchangeFilters = Array.Empty<object>(),
        assets = new[] { MarketCatalog.Usdt, "USDC", "BTC", "ETH", "BNB" }.Select(asset =>
            new { asset, marginAvailable = true, autoAssetExchange = asset == MarketCatalog.Usdt ? "-10000" : "-100" }).ToList(),
        symbols = MarketCatalog.BinanceFuturesMarkets.Where(call.Context.Lists).Select(Describe).ToList(),
    };

    private static object Describe(Market market) => new
    {
        symbol = market.Id,
        pair = market.Id,
        contractType = "PERPETUAL",
        deliveryDate = Never,
        onboardDate = 1569398400000,
        status = "TRADING",
        maintMarginPercent = "2.5000",
        requiredMarginPercent = "5.0000",
        baseAsset = market.Base,
        quoteAsset = market.Quote,
        marginAsset = market.Settle,
        pricePrecision = (int)market.Tick.Scale,
        quantityPrecision = (int)market.Lot.Scale,
        baseAssetPrecision = 8,
        quotePrecision = 8,
        underlyingType = "COIN",
        underlyingSubType = Array.Empty<string>(),
        settlePlan = 0,
        triggerProtect = "0.0500",
        liquidationFee = "0.012500",
        marketTakeBound = "0.05",
        maxMoveOrderLimit = 10000,
        filters = new object[]
        {
            new { filterType = "PRICE_FILTER", minPrice = Plain(market.Tick), maxPrice = Plain(market.Tick * 100_000_000m), tickSize = Plain(market.Tick) },
            new { filterType = "LOT_SIZE", minQty = Plain(market.Lot), maxQty = Plain(market.Lot * 10_000_000m), stepSize = Plain(market.Lot) },
            new { filterType = "MARKET_LOT_SIZE", minQty = Plain(market.Lot), maxQty = Plain(market.Lot * 1_000_000m), stepSize = Plain(market.Lot) },
            new { filterType = "MIN_NOTIONAL", notional = "5" },
        },
        orderTypes = new[] { "LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET" },
        timeInForce = new[] { "GTC", "IOC", "FOK", "GTX", "GTD" },
    };
}
