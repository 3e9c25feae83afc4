using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>Candles in OKX's cut: newest first; bars of six hours and more follow UTC+8 unless they are named ...utc.</summary>
internal static class OkxCandles
{
    /// <summary>How many bars back the endpoint reaches.</summary>
    private const int Reach = 1440;

    /// <summary>And how many the history reaches.</summary>
    public const int HistoryReach = 100_000;

    private static readonly TimeSpan Eastern = TimeSpan.FromHours(8);

    public static IEnumerable<object> Answer(OkxCall call, int reach = Reach)
    {
        var market = call.Instrument();
        var bar = call.Text("bar") ?? "1m";
        var (length, shift) = Length(bar);
        var now = call.Context.Now;
        var last = OpenAt(now, length, shift);
        var opens = Enumerable.Range(0, reach).Select(back => last - length * (reach - 1 - back));
        return call.Page(opens, Ms, open => open, most: 300).Select(open => Row(call.Context, market, open, length));
    }

    /// <summary>Of an index: no volume, six columns.</summary>
    public static IEnumerable<object> Index(OkxCall call)
    {
        var (context, instId) = (call.Context, call.Required("instId"));
        _ = OkxMarket.IndexAt(context, instId, context.Now) ?? throw OkxRefusal.UnknownInstrument();
        var (length, shift) = Length(call.Text("bar") ?? "1m");
        var last = OpenAt(context.Now, length, shift);
        var opens = Enumerable.Range(0, Reach).Select(back => last - length * (Reach - 1 - back));
        return call.Page(opens, Ms, open => open, most: 100).Select(open =>
        {
            var closed = open + length <= context.Now;
            var (first, final) = (OkxMarket.IndexAt(context, instId, open)!.Value, OkxMarket.IndexAt(context, instId, closed ? open + length : context.Now)!.Value);
            return new object[]
            {
                MsText(open), Plain(first), Plain(Math.Max(first, final)), Plain(Math.Min(first, final)), Plain(final), closed ? "1" : "0",
            };
        });
    }

    public static object[] Row(VenueContext context, Market market, DateTimeOffset open, TimeSpan length)
    {
        var closed = open + length <= context.Now;
        var candle = context.Tape.Read(market, open, open + length, context.Now);
        var (volume, inCurrency) = Volumes(market, candle);
        return
        [
            MsText(open), Plain(candle.Open), Plain(candle.High), Plain(candle.Low), Plain(candle.Close), volume, inCurrency, Plain(candle.QuoteVolume),
            closed ? "1" : "0",
        ];
    }

    /// <summary>The two volume columns: base and quote for spot, contracts and coins for swaps.</summary>
    public static (string Volume, string InCurrency) Volumes(Market market, Candle candle) => market.Kind switch
    {
        MarketKind.Spot => (Plain(candle.Volume), Plain(candle.QuoteVolume)),
        MarketKind.Linear => (Plain(decimal.Floor(candle.Volume / market.ContractSize)), Plain(candle.Volume)),
        _ => (Plain(decimal.Floor(candle.QuoteVolume / market.ContractSize)), Plain(candle.Volume)),
    };

    public static DateTimeOffset OpenAt(DateTimeOffset at, TimeSpan length, TimeSpan shift)
    {
        var ms = Ms(at + shift);
        return DateTimeOffset.FromUnixTimeMilliseconds(ms - ms % (long)length.TotalMilliseconds) - shift;
    }

    /// <exception cref="OkxRefusal">51000 for an unknown bar.</exception>
    public static (TimeSpan Length, TimeSpan Shift) Length(string bar)
    {
        var utc = bar.EndsWith("utc", StringComparison.Ordinal);
        var length = (utc ? bar[..^3] : bar) switch
        {
            "1m" or "3m" or "5m" or "15m" or "30m" when !utc => TimeSpan.FromMinutes(int.Parse(bar[..^1])),
            "1H" or "2H" or "4H" when !utc => TimeSpan.FromHours(int.Parse(bar[..^1])),
            "6H" => TimeSpan.FromHours(6),
            "12H" => TimeSpan.FromHours(12),
            "1D" => TimeSpan.FromDays(1),
            _ => throw OkxRefusal.Wrong("bar"),
        };
        return (length, utc ? TimeSpan.Zero : Eastern);
    }
}
