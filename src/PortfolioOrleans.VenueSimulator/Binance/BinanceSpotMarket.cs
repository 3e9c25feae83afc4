using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/api/v3: time, symbols and prices. No key needed.</summary>
internal static class BinanceSpotMarket
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Public("/api/v3/ping", _ => 1, _ => new { }),
        Public("/api/v3/time", _ => 1, call => new { serverTime = call.Context.VenueMs }),
        Public("/api/v3/exchangeInfo", _ => 20, ExchangeInfo),
        Public("/api/v3/ticker/price", call => Named(call) == 1 ? 2 : 4, call => OneOrAll(call, market => Price(call.Context, market))),
        Public("/api/v3/ticker/bookTicker", call => Named(call) == 1 ? 2 : 4, call => OneOrAll(call, market => Book(call.Context, market))),
        Public("/api/v3/ticker/24hr", call => Named(call) switch { 0 or > 100 => 80, > 20 => 40, _ => 2 }, Ticker),
        Public("/api/v3/klines", _ => 2, call => BinanceKlines.Answer(call, call.Symbol(spot: true), 1000)),
    ];

    private static BinanceEndpoint Public(string path, Func<BinanceCall, int> weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "api", weight, BinanceAccess.Public, answer);

    /// <summary>How many symbols were named; 0 means all.</summary>
    private static int Named(BinanceCall call) => call.Symbols(spot: true)?.Count ?? 0;

    /// <summary>An object for the parameter symbol, an array otherwise.</summary>
    private static object OneOrAll(BinanceCall call, Func<Market, object> row) => call.Symbols(spot: true) switch
    {
        [var one] when call.Text("symbol") is not null => row(one),
        var several => (several ?? MarketCatalog.BinanceSpotMarkets).Where(call.Context.Lists).Select(row).ToList(),
    };

    private static object Price(VenueContext context, Market market) => new { symbol = market.Id, price = Fixed(context.Last(market)) };

    private static object Ticker(BinanceCall call)
    {
        var type = call.Text("type") ?? "FULL";
        return type is "FULL" or "MINI"
            ? OneOrAll(call, market => Day(call.Context, market, mini: type == "MINI"))
            : throw new BinanceRefusal(-1139, "Invalid ticker type.");
    }

    private static object Day(VenueContext context, Market market, bool mini)
    {
        var day = context.Tape.LastDay(market, context.Now);
        var row = new Fields
        {
            ["symbol"] = market.Id,
            ["openPrice"] = Fixed(day.Open),
            ["highPrice"] = Fixed(day.High),
            ["lowPrice"] = Fixed(day.Low),
            ["lastPrice"] = Fixed(day.Close),
            ["volume"] = Fixed(day.Volume),
            ["quoteVolume"] = Fixed(day.QuoteVolume),
            ["openTime"] = Ms(day.From),
            ["closeTime"] = context.VenueMs,
            ["firstId"] = 1L,
            ["lastId"] = day.Trades,
            ["count"] = day.Trades,
        };
        if (!mini)
        {
            row["priceChange"] = Fixed(day.Change);
            row["priceChangePercent"] = Fixed(day.Change / day.Open * 100m, 3);
            row["weightedAvgPrice"] = Fixed((day.Open + day.Close) / 2m);
            row["prevClosePrice"] = Fixed(day.Open);
            row["lastQty"] = Fixed(market.Lot);
            row["bidPrice"] = Fixed(day.Close - market.Tick);
            row["bidQty"] = Fixed(market.Lot * 100m);
            row["askPrice"] = Fixed(day.Close);
            row["askQty"] = Fixed(market.Lot * 100m);
        }

        return row;
    }

    /// <summary>The spread is one tick; the last trade took the offer.</summary>
    private static object Book(VenueContext context, Market market)
    {
        var last = context.Last(market);
        return new
        {
            symbol = market.Id,
            bidPrice = Fixed(last - market.Tick),
            bidQty = Fixed(market.Lot * 100m),
            askPrice = Fixed(last),
            askQty = Fixed(market.Lot * 100m),
        };
    }

    private static object ExchangeInfo(BinanceCall call)
    {
        _ = (call.Text("permissions"), call.Text("showPermissionSets"));
        var status = call.Text("symbolStatus") ?? "TRADING";
        var markets = (call.Symbols(spot: true) ?? MarketCatalog.BinanceSpotMarkets).Where(call.Context.Lists);
        var limit = BinanceLimiter.LimitOf(call.Context.Limits, "api");
        return new
        {
            timezone = "UTC",
            serverTime = call.Context.VenueMs,
            rateLimits = new object[]
            {
                new { rateLimitType = "REQUEST_WEIGHT", interval = "MINUTE", intervalNum = 1, limit },
                new { rateLimitType = "ORDERS", interval = "SECOND", intervalNum = 10, limit = 100 },
                new { rateLimitType = "ORDERS", interval = "DAY", intervalNum = 1, limit = 200000 },
            },
            exchangeFilters = Array.Empty<object>(),
            symbols = status == "TRADING" ? markets.Select(Describe).ToList() : [],
        };
    }

    private static object Describe(Market market) => new
    {
        symbol = market.Id,
        status = "TRADING",
        baseAsset = market.Base,
        baseAssetPrecision = 8,
        quoteAsset = market.Quote,
        quotePrecision = 8,
        quoteAssetPrecision = 8,
        baseCommissionPrecision = 8,
        quoteCommissionPrecision = 8,
        orderTypes = new[] { "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT" },
        icebergAllowed = true,
        ocoAllowed = true,
        otoAllowed = true,
        quoteOrderQtyMarketAllowed = true,
        allowTrailingStop = true,
        cancelReplaceAllowed = true,
        allowAmend = true,
        isSpotTradingAllowed = true,
        isMarginTradingAllowed = market.Quote == MarketCatalog.Usdt,
        filters = new object[]
        {
            new { filterType = "PRICE_FILTER", minPrice = Fixed(market.Tick), maxPrice = Fixed(market.Tick * 100_000_000m), tickSize = Fixed(market.Tick) },
            new { filterType = "LOT_SIZE", minQty = Fixed(market.Lot), maxQty = Fixed(market.Lot * 900_000_000m), stepSize = Fixed(market.Lot) },
            new { filterType = "MARKET_LOT_SIZE", minQty = Fixed(0m), maxQty = Fixed(market.Lot * 10_000_000m), stepSize = Fixed(0m) },
            new
            {
                filterType = "NOTIONAL", minNotional = market.Quote == "BTC" ? "0.00010000" : "5.00000000", applyMinToMarket = true,
                maxNotional = "9000000.00000000", applyMaxToMarket = false, avgPriceMins = 5,
            },
        },
        permissions = Array.Empty<string>(),
        permissionSets = new[] { new[] { "SPOT" } },
        defaultSelfTradePreventionMode = "EXPIRE_MAKER",
        allowedSelfTradePreventionModes = new[] { "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH" },
    };
}
