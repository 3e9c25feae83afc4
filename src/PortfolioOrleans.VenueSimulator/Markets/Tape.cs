namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>
/// Candles and day statistics, read off the walk. Open and close are exact; high and low are the extremes of at most 32 looks, which a long candle
/// may understate. Volumes are plausible, not the sum of anything.
/// </summary>
internal sealed class Tape(int seed, Prices prices)
{
    private const int Looks = 32;

    /// <summary>Quote units traded in a second by an average market.</summary>
    private const decimal TurnoverPerSecond = 2000m;

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

        var turnover = (decimal)(long)(last - from).TotalMilliseconds / 1000m * TurnoverPerSecond
            * (1m + Walk.Wave(seed, $"volume/{market.Id}", from.ToUnixTimeSeconds() / 60, 60) / 2m);
        var volume = decimal.Floor(turnover / close / market.Lot) * market.Lot;
        return new Candle(from, open, high, low, close, volume, decimal.Round(volume * (open + close) / 2m, 8));
    }

    /// <summary>The 24 hours up to <paramref name="now"/>.</summary>
    public Candle LastDay(Market market, DateTimeOffset now) =>
        Read(market, now - TimeSpan.FromDays(1), DateTimeOffset.MaxValue, now);
}

/// <param name="Volume">In base units; in quote units under <paramref name="QuoteVolume"/>.</param>
internal sealed record Candle(
    DateTimeOffset From, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal QuoteVolume)
{
    public decimal Change => Close - Open;

    /// <summary>About one trade for each thousand quote units.</summary>
    public long Trades => (long)(QuoteVolume / 1000m) + 1;
}
