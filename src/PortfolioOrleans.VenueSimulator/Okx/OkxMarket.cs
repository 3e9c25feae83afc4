using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>Time, instruments and prices. No key needed.</summary>
internal static class OkxMarket
{
    public const string StatusPath = "/api/v5/system/status";

    private const long FundingPeriodMs = 8 * 3_600_000L;

    public static IReadOnlyList<OkxEndpoint> Endpoints { get; } =
    [
        OkxEndpoint.Public("/api/v5/public/time", 10, 2, call => [new { ts = MsText(call.Context.VenueTime) }]),
        OkxEndpoint.Public(StatusPath, 1, 5, call => call.Text("state") is null or "ongoing" ? Status(call.Context) : []),
        OkxEndpoint.Public("/api/v5/public/instruments", 20, 2, call => OfType(call).Select(Instrument)),
        OkxEndpoint.Public("/api/v5/public/mark-price", 10, 2, MarkPrices),
        OkxEndpoint.Public("/api/v5/public/funding-rate", 20, 2, call => [FundingRate(call.Context, Swap(call))]),
        OkxEndpoint.Public("/api/v5/public/funding-rate-history", 10, 2, FundingRates),
        OkxEndpoint.Public("/api/v5/market/tickers", 20, 2, call => OfType(call).Select(market => Ticker(call.Context, market))),
        OkxEndpoint.Public("/api/v5/market/ticker", 20, 2, call => [Ticker(call.Context, call.Instrument())]),
        OkxEndpoint.Public("/api/v5/market/index-tickers", 20, 2, IndexTickers),
        OkxEndpoint.Public("/api/v5/market/candles", 40, 2, call => OkxCandles.Answer(call)),
        OkxEndpoint.Public("/api/v5/market/history-candles", 20, 2, call => OkxCandles.Answer(call, OkxCandles.HistoryReach)),
        OkxEndpoint.Public("/api/v5/market/index-candles", 20, 2, OkxCandles.Index),
    ];

    /// <summary>One row while there is maintenance, none otherwise.</summary>
    public static IEnumerable<object> Status(VenueContext context)
    {
        if (context.InMaintenance)
        {
            yield return new
            {
                begin = MsText(context.VenueTime.AddHours(-1)),
                end = MsText(context.VenueTime.AddHours(1)),
                href = "",
                preOpenBegin = "",
                scheDesc = "",
                serviceType = "0",
                state = "ongoing",
                system = "unified",
                maintType = "1",
                env = "1",
                title = "Unified trading account maintenance",
                ts = MsText(context.VenueTime),
            };
        }
    }

    public static object Instrument(Market market) => new
    {
        alias = market.OkxType == "FUTURES" ? "next_quarter" : "",
        baseCcy = IsPair(market) ? market.Base : "",
        category = "1",
        ctMult = IsPair(market) ? "" : market.Kind == MarketKind.Option ? Plain(market.ContractSize) : "1",
        ctType = IsPair(market) ? "" : market.Kind switch { MarketKind.Linear => "linear", MarketKind.Inverse => "inverse", _ => "" },
        ctVal = IsPair(market) ? "" : market.Kind == MarketKind.Option ? "1" : Plain(market.ContractSize),
        ctValCcy = IsPair(market) ? "" : market.Kind == MarketKind.Inverse ? market.Quote : market.Base,
        expTime = market.Expiry is { } expiry ? MsText(expiry) : "",
        instFamily = IsPair(market) ? "" : $"{market.Base}-{market.Quote}",
        instId = market.Id,
        instType = market.OkxType,
        lever = IsPair(market) ? "10" : market.Kind == MarketKind.Option ? "" : "100",
        listTime = "1606468572000",
        lotSz = Plain(market.Lot),
        maxIcebergSz = "9999999999.0000000000000000",
        maxLmtAmt = "20000000",
        maxLmtSz = "9999999999",
        maxMktAmt = "1000000",
        maxMktSz = market.IsSpot ? "1000000" : "12000",
        maxStopSz = "",
        maxTriggerSz = "9999999999.0000000000000000",
        maxTwapSz = "9999999999.0000000000000000",
        minSz = Plain(market.Lot),
        optType = market.Strike switch { > 0m => "C", < 0m => "P", _ => "" },
        quoteCcy = IsPair(market) ? market.Quote : "",
        settleCcy = IsPair(market) ? "" : market.Settle,
        state = "live",
        stk = market.Kind == MarketKind.Option ? Plain(Math.Abs(market.Strike)) : "",
        tickSz = Plain(market.Tick),
        uly = IsPair(market) ? "" : $"{market.Base}-{market.Quote}",
    };

    /// <summary>SPOT and MARGIN have no contracts.</summary>
    private static bool IsPair(Market market) => market.IsSpot || market.IsMarginPair;

    /// <summary>Spot volume is in base and quote; a swap's in contracts and coins.</summary>
    public static object Ticker(VenueContext context, Market market)
    {
        var day = context.Tape.LastDay(market, context.Now);
        var (volume, inCurrency) = OkxCandles.Volumes(market, day);
        var midnight = Tape.Hour(context.Now) - context.Now.Hour;
        var eastern = midnight + (context.Now.Hour < 16 ? -8 : 16); // Days in UTC+8 begin at 16:00.
        return new
        {
            instType = market.OkxType,
            instId = market.Id,
            last = Plain(day.Close),
            lastSz = Plain(market.Lot),
            askPx = Plain(day.Close),
            askSz = Plain(market.Lot * 100m),
            bidPx = Plain(day.Close - market.Tick),
            bidSz = Plain(market.Lot * 100m),
            open24h = Plain(day.Open),
            high24h = Plain(day.High),
            low24h = Plain(day.Low),
            volCcy24h = inCurrency,
            vol24h = volume,
            sodUtc0 = Plain(context.Tape.AtHour(market, midnight)),
            sodUtc8 = Plain(context.Tape.AtHour(market, eastern)),
            ts = MsText(context.VenueTime),
        };
    }

    public static object MarkPrice(VenueContext context, Market market) => new
    {
        instType = market.OkxType,
        instId = market.Id,
        markPx = Plain(context.Mark(market)),
        ts = MsText(context.VenueTime),
    };

    public static object FundingRate(VenueContext context, Market market)
    {
        var next = (context.VenueMs / FundingPeriodMs + 1) * FundingPeriodMs;
        var rate = RateOf(context, market, next / FundingPeriodMs);
        return new
        {
            fundingRate = Plain(rate),
            fundingTime = $"{next}",
            instId = market.Id,
            instType = "SWAP",
            method = "current_period",
            maxFundingRate = "0.00375",
            minFundingRate = "-0.00375",
            nextFundingRate = "",
            nextFundingTime = $"{next + FundingPeriodMs}",
            premium = Plain(rate),
            settFundingRate = Plain(rate),
            settState = "settled",
            ts = MsText(context.VenueTime),
        };
    }

    private static decimal RateOf(VenueContext context, Market market, long period) =>
        decimal.Round(0.0001m + 0.0003m * Walk.Wave(Walk.Line(context.Seed, $"funding/{market.Id}"), period, 9), 10);

    /// <summary>Three months of rates, newest first, paged by their times.</summary>
    private static IEnumerable<object> FundingRates(OkxCall call)
    {
        var (context, market) = (call.Context, Swap(call));
        var last = context.VenueMs / FundingPeriodMs;
        var periods = Enumerable.Range(0, 270).Select(back => last - 269 + back);
        return call.Page(periods, period => period * FundingPeriodMs, period => DateTimeOffset.FromUnixTimeMilliseconds(period * FundingPeriodMs), most: 400).Select(period => new
        {
            formulaType = "noRate",
            fundingRate = Plain(RateOf(context, market, period)),
            fundingTime = $"{period * FundingPeriodMs}",
            instId = market.Id,
            instType = "SWAP",
            method = "current_period",
            realizedRate = Plain(RateOf(context, market, period)),
        });
    }

    /// <summary>Index of a coin in USDT or dollars, and of USDT in dollars; null for anything else.</summary>
    public static object? IndexTicker(VenueContext context, string instId)
    {
        var now = context.Now;
        var day = now.AddDays(-1);
        if (IndexAt(context, instId, now) is not { } price || IndexAt(context, instId, day) is not { } open)
        {
            return null;
        }

        return new
        {
            instId,
            idxPx = Plain(price),
            high24h = Plain(Math.Max(price, open)),
            sodUtc0 = Plain(open),
            open24h = Plain(open),
            low24h = Plain(Math.Min(price, open)),
            sodUtc8 = Plain(open),
            ts = MsText(context.VenueTime),
        };
    }

    public static decimal? IndexAt(VenueContext context, string instId, DateTimeOffset at)
    {
        if (instId.Split('-') is not [var asset, MarketCatalog.Usdt or MarketCatalog.Usd] || instId == "USDT-USDT")
        {
            return null;
        }

        var usdt = context.Prices.UsdtInUsd(SimulatedVenue.Okx, at);
        var isInDollars = instId.EndsWith("-USD", StringComparison.Ordinal);
        if (asset == MarketCatalog.Usdt || (isInDollars && asset == MarketCatalog.Usdc))
        {
            return context.Prices.InUsd(SimulatedVenue.Okx, asset, at);
        }

        if (MarketCatalog.UsdtMarket(SimulatedVenue.Okx, asset) is not { } market)
        {
            return null;
        }

        var price = context.Prices.Sample(market, PriceLine.Index, at);
        return isInDollars ? decimal.Round(price * usdt / market.Tick) * market.Tick : price;
    }

    /// <summary>Options are listed for one underlying at a time.</summary>
    private static IEnumerable<Market> OfType(OkxCall call)
    {
        var (type, instId) = (call.Type(required: true), call.Text("instId"));
        var family = call.Text("instFamily") ?? call.Text("uly");
        if (type == "OPTION" && family is null && instId is null)
        {
            throw OkxRefusal.Either("uly", "instFamily");
        }

        var markets = MarketCatalog.OkxMarkets.Where(market => market.OkxType == type && call.Context.Lists(market)
            && (family is null || family == $"{market.Base}-{market.Quote}"));
        if (instId is null)
        {
            return markets;
        }

        var one = markets.Where(market => market.Id == instId).ToList();
        return one.Count > 0 ? one : throw OkxRefusal.UnknownInstrument();
    }

    private static IEnumerable<object> MarkPrices(OkxCall call) => OfType(call).Select(market => MarkPrice(call.Context, market));

    private static Market Swap(OkxCall call) => call.Instrument() is { OkxType: "SWAP" } swap ? swap : throw OkxRefusal.UnknownInstrument();

    private static IEnumerable<object> IndexTickers(OkxCall call)
    {
        if (call.Text("instId") is { } instId)
        {
            return [IndexTicker(call.Context, instId) ?? throw OkxRefusal.UnknownInstrument()];
        }

        var quote = call.Text("quoteCcy") ?? throw OkxRefusal.Either("instId", "quoteCcy");
        return MarketCatalog.OkxMarkets
            .Where(market => market.IsSpot && market.Quote == MarketCatalog.Usdt)
            .Select(market => market.Base)
            .Append(MarketCatalog.Usdt)
            .Select(asset => IndexTicker(call.Context, $"{asset}-{quote}"))
            .OfType<object>();
    }
}
