using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Candles in Binance's cut: aligned to UTC, weeks to Monday, months to the calendar.</summary>
internal static class BinanceKlines
{
    /// <summary>COIN-M answers no longer a stretch.</summary>
    private static readonly TimeSpan LongestStretch = TimeSpan.FromDays(200);

    /// <param name="most">Largest limit.</param>
    public static object Answer(BinanceCall call, Market market, int most) => Answer(call, market, most, (open, close) => Row(call, market, open, close));

    /// <summary>Of a pair's index in dollars: no volume.</summary>
    public static object Index(BinanceCall call, Market market, int most)
    {
        if (call.Time("startTime") is { } start && call.Time("endTime") is { } end && end - start > LongestStretch)
        {
            throw BinanceRefusal.Invalid("endTime");
        }

        return Answer(call, market, most, (open, close) =>
        {
            var (context, until) = (call.Context, close <= call.Context.Now ? close.AddMilliseconds(-1) : call.Context.Now);
            var (first, last) = (context.Prices.Sample(market, PriceLine.Index, open), context.Prices.Sample(market, PriceLine.Index, until));
            return
            [
                WireJson.Ms(open), WireJson.Fixed(first), WireJson.Fixed(Math.Max(first, last)), WireJson.Fixed(Math.Min(first, last)), WireJson.Fixed(last), "0",
                WireJson.Ms(close) - 1, "0", 86_400, "0", "0", "0",
            ];
        });
    }

    private static object Answer(BinanceCall call, Market market, int most, Func<DateTimeOffset, DateTimeOffset, object[]> row)
    {
        var interval = call.Interval();
        var limit = call.Limit("limit", 500, most);
        var (start, end) = (call.Time("startTime"), call.Time("endTime"));
        if (market.IsSpot && call.Text("timeZone") is { } zone && zone is not ("0" or "0:00" or "+0:00"))
        {
            throw BinanceRefusal.Invalid("timeZone"); // Only UTC days are kept here.
        }

        var now = call.Context.Now;
        var last = OpenAt(end < now ? end.Value : now, interval);
        var opens = start is { } from
            ? Forward(OpenAt(from, interval, roundUp: true), interval).TakeWhile(open => open <= last).Take(limit)
            : Backward(last, interval).Take(limit).Reverse();
        return opens.Select(open => row(open, CloseAt(open, interval))).ToList();
    }

    private static IEnumerable<DateTimeOffset> Forward(DateTimeOffset open, string interval)
    {
        for (; ; open = CloseAt(open, interval))
        {
            yield return open;
        }
    }

    private static IEnumerable<DateTimeOffset> Backward(DateTimeOffset open, string interval)
    {
        for (; open > DateTimeOffset.UnixEpoch; open = OpenAt(open.AddMilliseconds(-1), interval))
        {
            yield return open;
        }
    }

    /// <summary>When the candle that <paramref name="at"/> falls into began; or, rounding up, the first to begin not before it.</summary>
    public static DateTimeOffset OpenAt(DateTimeOffset at, string interval, bool roundUp = false)
    {
        var open = interval switch
        {
            "1M" => new DateTimeOffset(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero),
            "1w" => Floor(at.AddDays(3), TimeSpan.FromDays(7)).AddDays(-3), // 1970 began on a Thursday.
            _ => Floor(at, Length(interval)),
        };
        return roundUp && open < at ? CloseAt(open, interval) : open;
    }

    public static DateTimeOffset CloseAt(DateTimeOffset open, string interval) => interval switch
    {
        "1M" => open.AddMonths(1),
        "1w" => open.AddDays(7),
        _ => open + Length(interval),
    };

    private static object[] Row(BinanceCall call, Market market, DateTimeOffset open, DateTimeOffset close)
    {
        var candle = call.Context.Tape.Read(market, open, close, call.Context.Now);
        var price = (decimal value) => WireJson.Fixed(value, market.IsSpot ? 8 : market.Tick.Scale);

        // Base and quote; in COIN-M contracts and base.
        var (volume, other) = market.Kind == MarketKind.Inverse ? (decimal.Floor(candle.QuoteVolume / market.ContractSize), candle.Volume) : (candle.Volume, candle.QuoteVolume);
        return
        [
            WireJson.Ms(open), price(candle.Open), price(candle.High), price(candle.Low), price(candle.Close), WireJson.Fixed(volume),
            WireJson.Ms(close) - 1, WireJson.Fixed(other), candle.Trades, WireJson.Fixed(volume / 2m),
            WireJson.Fixed(other / 2m), "0",
        ];
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan length) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds() / (long)length.TotalMilliseconds * (long)length.TotalMilliseconds);

    private static TimeSpan Length(string interval)
    {
        var count = int.Parse(interval[..^1]);
        return interval[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }
}
