using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Tests;

public class PriceTests
{
    [Fact]
    public void Prices_do_not_depend_on_how_often_they_are_asked()
    {
        var (curious, patient) = (new Bench(walk: true), new Bench(walk: true));
        for (var second = 0; second < 300; second++)
        {
            curious.Clock.Advance(TimeSpan.FromSeconds(1));
            _ = curious.World.Prices;
        }

        patient.Clock.Advance(TimeSpan.FromSeconds(300));

        Assert.Equal(patient.World.Prices.Quotes, curious.World.Prices.Quotes);
        Assert.Equal(patient.World.Prices.UsdtInUsd, curious.World.Prices.UsdtInUsd);
    }

    [Fact]
    public void Another_seed_walks_elsewhere()
    {
        var (one, other) = (new Bench(seed: 1, walk: true), new Bench(seed: 2, walk: true));

        Assert.DoesNotContain(
            one.World.Prices.Quotes.Zip(other.World.Prices.Quotes), pair => pair.First.Symbol == "BTCUSDT" && pair.First.Last == pair.Second.Last);
    }

    [Fact]
    public void The_walk_moves_with_each_second_and_stands_between_seconds()
    {
        var bench = new Bench(walk: true);
        var boards = new List<string>();
        for (var second = 0; second < 20; second++)
        {
            boards.Add(string.Join(' ', bench.World.Prices.Quotes));
            bench.Clock.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Equal(boards[^1], string.Join(' ', bench.World.Prices.Quotes));
            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(20, boards.Distinct().Count());
    }

    [Fact]
    public void Every_price_is_believable_and_on_its_tick_for_two_years()
    {
        var bench = new Bench(walk: true);
        for (var week = 0; week < 104; week++)
        {
            bench.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(week));

            foreach (var quote in bench.World.Prices.Quotes)
            {
                var market = MarketCatalog.Find(quote.Venue, !quote.Futures, quote.Symbol)!;
                Assert.Equal(0m, quote.Last % market.Tick);
                if (market is { Quote: "USDT" })
                {
                    var usual = MarketCatalog.Walks[market.Underlying].Price * market.Units;
                    Assert.InRange(quote.Last, usual / 3m, usual * 3m);
                    Assert.InRange(quote.Mark / quote.Last, 0.99m, 1.01m);
                }
            }

            Assert.All(bench.World.Prices.UsdtInUsd.Values, usdt => Assert.InRange(usdt, 0.999m, 1.0001m));
        }
    }

    [Fact]
    public void Both_venues_follow_one_walk_at_a_small_distance()
    {
        var bench = new Bench(walk: true);

        var (binance, okx) = (Quote(bench, "BTCUSDT").Last, Quote(bench, "BTC-USDT").Last);

        Assert.NotEqual(binance, okx);
        Assert.InRange(binance / okx, 0.999m, 1.001m);
    }

    [Fact]
    public void After_a_pause_the_walk_goes_on_from_where_it_stopped()
    {
        var (paused, steady) = (new Bench(walk: true), new Bench(walk: true));
        paused.Clock.Advance(TimeSpan.FromSeconds(5));
        steady.Clock.Advance(TimeSpan.FromSeconds(5));

        paused.World.FreezeMarkets();
        paused.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(steady.World.Prices.Quotes, paused.World.Prices.Quotes);
        paused.World.ResumeMarkets();
        paused.Clock.Advance(TimeSpan.FromSeconds(10));
        steady.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(steady.World.Prices.Quotes, paused.World.Prices.Quotes);
    }

    [Fact]
    public void A_price_that_is_set_shows_on_every_line_of_every_market_of_the_coin()
    {
        var bench = new Bench(walk: true);

        bench.World.SetPrice("BTC", 50_000m);
        bench.World.SetPrice("ETH", 2_500m);

        foreach (var symbol in (string[])["BTCUSDT", "BTC-USDT", "BTC-USDT-SWAP"])
        {
            Assert.All(
                bench.World.Prices.Quotes.Where(quote => quote.Symbol == symbol),
                quote => Assert.Equal((50_000m, 50_000m, 50_000m), (quote.Last, quote.Mark, quote.Index)));
        }

        Assert.Equal(0.05m, Quote(bench, "ETHBTC").Last);
        Assert.Equal(0.05m, Quote(bench, "ETH-BTC").Last);
    }

    [Fact]
    public void A_price_that_is_set_walks_on()
    {
        var bench = new Bench(walk: true);
        bench.World.SetPrice("BTC", 50_000m);

        bench.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.NotEqual(50_000m, Quote(bench, "BTCUSDT").Last);
        Assert.InRange(Quote(bench, "BTCUSDT").Last, 49_900m, 50_100m);
    }

    [Fact]
    public void A_price_can_be_set_for_one_venue_alone()
    {
        var bench = new Bench();
        var before = Quote(bench, "BTC-USDT").Last;

        bench.World.SetPrice("BTC", 10_000m, SimulatedVenue.Binance);

        Assert.Equal(10_000m, Quote(bench, "BTCUSDT").Last);
        Assert.Equal(before, Quote(bench, "BTC-USDT").Last);
    }

    [Fact]
    public void Tenfold_and_back_is_where_it_was()
    {
        var bench = new Bench();
        var before = bench.World.Prices.Quotes;

        bench.World.MultiplyPrice("SOL", 10m);
        var tenfold = Quote(bench, "SOLUSDT").Last;
        bench.World.MultiplyPrice("SOL", 0.1m);

        Assert.InRange(tenfold / before.First(quote => quote.Symbol == "SOLUSDT").Last, 9.99m, 10.01m);
        Assert.Equal(before, bench.World.Prices.Quotes);
    }

    [Fact]
    public void A_market_of_a_thousand_coins_takes_its_price_from_the_coin()
    {
        var bench = new Bench();

        bench.World.SetPrice("1000PEPEUSDT", 0.02m, SimulatedVenue.Binance);

        Assert.Equal(0.00002m, Quote(bench, "PEPEUSDT").Last);
        Assert.Equal(0.02m, Quote(bench, "1000PEPEUSDT").Last);
    }

    [Fact]
    public void The_dollar_price_of_tether_reaches_dollar_markets()
    {
        var bench = new Bench();
        bench.World.SetPrice("BTC", 50_000m);

        bench.World.SetPrice("USDT-USD", 0.98m);

        Assert.Equal(0.98m, bench.World.Prices.UsdtInUsd[SimulatedVenue.Okx]);
        Assert.Equal(49_000m, Quote(bench, "BTC-USD-SWAP").Mark);
        Assert.Equal("0.98000000", bench.Binance.Get("/fapi/v1/assetIndex?symbol=USDTUSD").Json.GetProperty("index").GetString());
        Assert.Equal("0.98", bench.Okx.Get("/api/v5/market/index-tickers?instId=USDT-USD").Data[0].GetProperty("idxPx").GetString());
        Assert.Equal("49000", bench.Okx.Get("/api/v5/market/index-tickers?instId=BTC-USD").Data[0].GetProperty("idxPx").GetString());
    }

    [Theory]
    [InlineData("BTC", "50000.05", "off_tick")]
    [InlineData("BTC", "0", "bad_value")]
    [InlineData("BTC", "1000000001", "bad_value")]
    [InlineData("ETHBTC", "0.05", "unknown_symbol")]
    [InlineData("NOPE", "1", "unknown_symbol")]
    [InlineData("USDT", "0.999999", "off_tick")]
    public void A_price_that_cannot_be_is_refused(string symbol, string price, string code)
    {
        var bench = new Bench();
        var before = bench.World.Prices.Quotes;

        var refusal = Assert.Throws<ControlException>(() => bench.World.SetPrice(symbol, decimal.Parse(price)));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, bench.World.Prices.Quotes);
    }

    [Fact]
    public void A_price_cannot_be_multiplied_out_of_this_world()
    {
        var bench = new Bench();
        bench.World.MultiplyPrice("BTC", 1_000_000m);

        Assert.Equal("bad_value", Assert.Throws<ControlException>(() => bench.World.MultiplyPrice("BTC", 1_000_000m)).Code);
        bench.World.MultiplyPrice("BTC", 0.000001m);

        Assert.Equal(new Bench().World.Prices.Quotes, bench.World.Prices.Quotes);
    }

    [Fact]
    public void What_is_done_to_a_price_does_not_change_its_past()
    {
        var bench = new Bench(walk: true);
        const string minute = "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1772452680000&endTime=1772452739999";
        var before = bench.Binance.Get(minute).Text;

        bench.World.SetPrice("BTC", 10_000m);

        Assert.Equal(before, bench.Binance.Get(minute).Text);
        Assert.Equal("10000.00000000", bench.Binance.Get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1").Json[0][4].GetString());
    }

    [Fact]
    public void Candles_of_both_venues_are_those_of_the_walk()
    {
        var bench = new Bench(walk: true);
        bench.Clock.Advance(TimeSpan.FromSeconds(90));

        var binance = bench.Binance.Get("/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=2").Json;
        var okx = bench.Okx.Get("/api/v5/market/candles?instId=BTC-USDT&bar=1m&limit=2").Data;

        var noon = Bench.Noon.ToUnixTimeMilliseconds();
        Assert.Equal([noon, noon + 60_000], binance.EnumerateArray().Select(candle => candle[0].GetInt64()));
        Assert.Equal(noon + 59_999, binance[0][6].GetInt64());
        Assert.Equal(Quote(bench, "BTCUSDT").Last, decimal.Parse(binance[1][4].GetString()!));
        Assert.Equal([$"{noon + 60_000}", $"{noon}"], okx.EnumerateArray().Select(candle => candle[0].GetString()));
        Assert.Equal(["0", "1"], okx.EnumerateArray().Select(candle => candle[8].GetString()));
        Assert.Equal(Quote(bench, "BTC-USDT").Last, decimal.Parse(okx[0][4].GetString()!));
        Assert.All(binance.EnumerateArray(), candle =>
        {
            var prices = candle.EnumerateArray().Skip(1).Take(4).Select(price => decimal.Parse(price.GetString()!)).ToList();
            Assert.Equal((prices.Max(), prices.Min()), (prices[1], prices[2]));
        });
    }

    [Theory]
    [InlineData("1w", "2026-03-02T00:00:00Z")]
    [InlineData("1M", "2026-03-01T00:00:00Z")]
    [InlineData("8h", "2026-03-02T08:00:00Z")]
    [InlineData("3d", "2026-03-02T00:00:00Z")]
    public void Long_candles_begin_where_Binance_begins_them(string interval, string open)
    {
        var bench = new Bench();

        var candles = bench.Binance.Get($"/api/v3/klines?symbol=BTCUSDT&interval={interval}&limit=2").Json;

        Assert.Equal(DateTimeOffset.Parse(open).ToUnixTimeMilliseconds(), candles[1][0].GetInt64());
        Assert.Equal(candles[0][6].GetInt64() + 1, candles[1][0].GetInt64());
    }

    [Theory]
    [InlineData("1D", "2026-03-01T16:00:00Z")]
    [InlineData("1Dutc", "2026-03-02T00:00:00Z")]
    [InlineData("6H", "2026-03-02T10:00:00Z")]
    [InlineData("4H", "2026-03-02T12:00:00Z")]
    public void Long_candles_begin_where_OKX_begins_them(string bar, string open)
    {
        var bench = new Bench();

        var candles = bench.Okx.Get($"/api/v5/market/candles?instId=BTC-USDT&bar={bar}&limit=1").Data;

        Assert.Equal($"{DateTimeOffset.Parse(open).ToUnixTimeMilliseconds()}", candles[0][0].GetString());
    }

    private static PriceQuote Quote(Bench bench, string symbol) => bench.World.Prices.Quotes.First(quote => quote.Symbol == symbol);
}
