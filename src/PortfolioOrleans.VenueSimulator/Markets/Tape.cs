namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>
/// Candles and day statistics, read off the walk. Open and close are exact; high and low are the extremes of at most 32 looks, which a long candle
/// may understate; a day is looked at once an hour. Volumes are plausible, not the sum of anything.
/// </summary>
internal sealed class Tape(int seed, Prices prices)
{
    private const int Looks = 32;

    /// <summary>Quote units traded in a second by an average market.</summary>
    private const decimal TurnoverPerSecond = 2000m;

    /// <summary>Two days of every market; what is past never changes.</summary>
    private const int MostHours = 4096;

    private readonly Dictionary<(Market, long Hour), decimal> _hours = [];

    /// <param name="end">When the candle closes.</param>
    /// <param name="now">A candle that closes later is still open, and ends now.</param>
    public Candle Read(Market market, DateTimeOffset from, DateTimeOffset end, DateTimeOffset now)
    {
        var last = end <= now ? end - TimeSpan.FromMilliseconds(1) : now;
        var open = prices.Sample(market, PriceLine.Last, from);
        var close = prices.Sample(market, PriceLine.Last, last);
        var (high, low) = (Math.Max(open, close), Math.Min(open, close));
        var pause = (last - from) / Looks;
        for (var look = 1; look < Looks && pause >= TimeSpan.FromSeconds(1); look++)
        {
            var price = prices.Sample(market, PriceLine.Last, from + pause * look);
            (high, low) = (Math.Max(high, price), Math.Min(low, price));
        }

        return Finish(market, from, last, open, high, low, close);
    }

    /// <summary>The 24 hours up to <paramref name="now"/>.</summary>
    public Candle LastDay(Market market, DateTimeOffset now)
    {
        var from = now - TimeSpan.FromDays(1);
        var (open, close) = (prices.Sample(market, PriceLine.Last, from), prices.Of(market, PriceLine.Last, now));
        var (high, low) = (Math.Max(open, close), Math.Min(open, close));
        for (var hour = Hour(from) + 1; hour <= Hour(now - TimeSpan.FromMilliseconds(1)); hour++)
        {
            var price = AtHour(market, hour);
            (high, low) = (Math.Max(high, price), Math.Min(low, price));
        }

        return Finish(market, from, now, open, high, low, close);
    }

    /// <summary>Last price when an hour began; the hours are counted since 1970.</summary>
    public decimal AtHour(Market market, long hour)
    {
        if (!_hours.TryGetValue((market, hour), out var price))
        {
            if (_hours.Count >= MostHours)
            {
                _hours.Clear();
            }

            price = prices.Sample(market, PriceLine.Last, DateTimeOffset.FromUnixTimeSeconds(hour * 3600));
            _hours.Add((market, hour), price);
        }

        return price;
    }

    public static long Hour(DateTimeOffset at) => at.ToUnixTimeSeconds() / 3600;

    private Candle Finish(Market market, DateTimeOffset from, DateTimeOffset last, decimal open, decimal high, decimal low, decimal close)
    {
        var turnover = (decimal)(long)(last - from).TotalMilliseconds / 1000m * TurnoverPerSecond
            * (1m + Walk.Wave(Walk.Line(seed, $"volume/{market.Id}"), from.ToUnixTimeSeconds() / 60, 60) / 2m);
        var volume = decimal.Floor(turnover / close / market.Lot) * market.Lot;
        return new Candle(from, open, high, low, close, volume, decimal.Round(volume * (open + close) / 2m, 8));
    }
}

/// <param name="Volume">In base units; in quote units under <paramref name="QuoteVolume"/>.</param>
internal sealed record Candle(
    DateTimeOffset From, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal QuoteVolume)
{
    public decimal Change => Close - Open;

    /// <summary>About one trade for each thousand quote units.</summary>
    public long Trades => (long)(QuoteVolume / 1000m) + 1;
}
