using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>The market streams of one connection: what each has to say since it last spoke.</summary>
internal sealed class BinanceStreams(VenueContext context, BinanceRoute route)
{
    private readonly Dictionary<(string Stream, string Symbol), decimal> _said = [];
    private readonly Dictionary<string, DateTimeOffset> _spoke = [];
    private long _updates;

    /// <summary>Null: nothing new, an unknown stream, or one of another route.</summary>
    public object? News(string stream)
    {
        var parts = stream.Split('@');
        return parts switch
        {
            ["!miniTicker", "arr"] when route is BinanceRoute.Spot or BinanceRoute.Market or BinanceRoute.Coin => Changed(stream, MiniTicker),
            ["!markPrice", "arr"] or ["!markPrice", "arr", "1s"] when route == BinanceRoute.Market =>
                Due(stream, parts.Length == 3 ? 1 : 3) ? MarketCatalog.BinanceFuturesMarkets.Select(MarkPrice).ToList() : null,
            ["!assetIndex", "arr"] when route == BinanceRoute.Market => Due(stream, 1) ? BinanceFuturesMarket.DollarIndex(context).Select(AssetIndex).ToList() : null,
            [var symbol, .. var rest] when Find(symbol) is { } market => News(stream, market, rest),
            _ => null,
        };
    }

    private object? News(string stream, Market market, ReadOnlySpan<string> name) => name switch
    {
        ["miniTicker"] when route is BinanceRoute.Spot or BinanceRoute.Market or BinanceRoute.Coin => IsNew(stream, market) ? MiniTicker(market) : null,
        ["bookTicker"] when route is BinanceRoute.Spot or BinanceRoute.Public or BinanceRoute.Coin => IsNew(stream, market) ? BookTicker(market) : null,
        ["markPrice"] or ["markPrice", "1s"] when route is BinanceRoute.Market or BinanceRoute.Coin => Due(stream, name.Length == 2 ? 1 : 3) ? MarkPrice(market) : null,
        [var kline] when kline.StartsWith("kline_", StringComparison.Ordinal) && kline[6..] is "1m" or "5m" or "15m" or "1h" or "4h" or "1d"
            && route is BinanceRoute.Spot or BinanceRoute.Market or BinanceRoute.Coin => Kline(stream, market, kline[6..]),
        _ => null,
    };

    /// <summary>Stream names are lower case; a symbol in upper case is another, unknown stream.</summary>
    private Market? Find(string symbol) => symbol == symbol.ToLowerInvariant()
        && MarketCatalog.Find(SimulatedVenue.Binance, route == BinanceRoute.Spot, symbol.ToUpperInvariant()) is { } market
        && (market.Kind == MarketKind.Inverse) == (route == BinanceRoute.Coin) && context.Lists(market)
            ? market
            : null;

    private List<object>? Changed(string stream, Func<Market, object> row)
    {
        var markets = route switch
        {
            BinanceRoute.Spot => MarketCatalog.BinanceSpotMarkets,
            BinanceRoute.Coin => MarketCatalog.BinanceCoinMarkets,
            _ => MarketCatalog.BinanceFuturesMarkets,
        };
        var rows = markets.Where(market => context.Lists(market) && IsNew(stream, market)).Select(row).ToList();
        return rows.Count > 0 ? rows : null;
    }

    private bool IsNew(string stream, Market market)
    {
        var last = context.Last(market);
        var isNew = !_said.TryGetValue((stream, market.Id), out var said) || said != last;
        _said[(stream, market.Id)] = last;
        return isNew;
    }

    private bool Due(string stream, int seconds)
    {
        if (_spoke.TryGetValue(stream, out var at) && context.Now - at < TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(100))
        {
            return false;
        }

        _spoke[stream] = context.Now;
        return true;
    }

    private string Price(Market market, decimal price) => market.IsSpot ? Fixed(price) : BinanceFuturesMarket.PriceText(market, price);

    private object MiniTicker(Market market)
    {
        var day = context.Tape.LastDay(market, context.Now);
        var (volume, other) = market.Kind == MarketKind.Inverse ? (decimal.Floor(day.QuoteVolume / market.ContractSize), day.Volume) : (day.Volume, day.QuoteVolume);
        var row = new Fields
        {
            ["e"] = "24hrMiniTicker",
            ["E"] = context.VenueMs,
            ["s"] = market.Id,
            ["c"] = Price(market, day.Close),
            ["o"] = Price(market, day.Open),
            ["h"] = Price(market, day.High),
            ["l"] = Price(market, day.Low),
            ["v"] = Fixed(volume),
            ["q"] = Fixed(other),
        };
        if (market.Kind == MarketKind.Inverse)
        {
            row["ps"] = BinanceCoinMarket.Pair(market);
        }

        return row;
    }

    /// <summary>Spot book tickers carry neither type nor time.</summary>
    private object BookTicker(Market market)
    {
        var last = context.Last(market);
        var size = Fixed(market.Lot * 100m);
        var book = new Fields
        {
            ["u"] = ++_updates,
            ["s"] = market.Id,
            ["b"] = Price(market, last - market.Tick),
            ["B"] = size,
            ["a"] = Price(market, last),
            ["A"] = size,
        };
        if (!market.IsSpot)
        {
            (book["e"], book["E"], book["T"]) = ("bookTicker", context.VenueMs, context.VenueMs);
        }

        return book;
    }

    /// <summary>A candle that has ended is sent once more, marked as closed, before the next one begins.</summary>
    private object? Kline(string stream, Market market, string interval)
    {
        var open = BinanceKlines.OpenAt(context.Now, interval);
        var ended = _spoke.TryGetValue(stream, out var spoken) && spoken < open;
        _spoke[stream] = open;
        if (!IsNew(stream, market) && !ended)
        {
            return null;
        }

        open = ended ? spoken : open;
        var end = BinanceKlines.CloseAt(open, interval);
        var candle = context.Tape.Read(market, open, end, context.Now);
        return new Fields
        {
            ["e"] = "kline",
            ["E"] = context.VenueMs,
            ["s"] = market.Id,
            ["k"] = new Fields
            {
                ["t"] = Ms(open),
                ["T"] = Ms(end) - 1,
                ["s"] = market.Id,
                ["i"] = interval,
                ["f"] = 1L,
                ["L"] = candle.Trades,
                ["o"] = Price(market, candle.Open),
                ["c"] = Price(market, candle.Close),
                ["h"] = Price(market, candle.High),
                ["l"] = Price(market, candle.Low),
                ["v"] = Fixed(candle.Volume),
                ["n"] = candle.Trades,
                ["x"] = ended,
                ["q"] = Fixed(candle.QuoteVolume),
                ["V"] = Fixed(candle.Volume / 2m),
                ["Q"] = Fixed(candle.QuoteVolume / 2m),
                ["B"] = "0",
            },
        };
    }

    private object AssetIndex((string Asset, decimal Index, decimal Buffer) row) => new Fields
    {
        ["e"] = "assetIndexUpdate",
        ["E"] = context.VenueMs,
        ["s"] = row.Asset + "USD",
        ["i"] = Fixed(row.Index),
        ["b"] = Fixed(row.Buffer),
        ["a"] = Fixed(row.Buffer),
        ["B"] = Fixed(row.Index * (1m - row.Buffer)),
        ["A"] = Fixed(row.Index * (1m + row.Buffer)),
        ["q"] = Fixed(row.Buffer / 2m),
        ["g"] = Fixed(row.Buffer / 2m),
        ["Q"] = Fixed(row.Index * (1m - row.Buffer / 2m)),
        ["G"] = Fixed(row.Index * (1m + row.Buffer / 2m)),
    };

    private object MarkPrice(Market market) => new Fields
    {
        ["e"] = "markPriceUpdate",
        ["E"] = context.VenueMs,
        ["s"] = market.Id,
        ["p"] = Fixed(context.Mark(market)),
        ["i"] = Fixed(context.Index(market)),
        ["P"] = Fixed(context.Index(market)),
        ["r"] = Fixed(BinanceFuturesMarket.FundingRate(context, market)),
        ["T"] = BinanceFuturesMarket.NextFundingMs(context),
    };
}
