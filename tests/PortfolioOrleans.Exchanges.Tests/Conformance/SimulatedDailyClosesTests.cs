using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>Past days of walking markets: each day's close is the last price that the tickers showed on it.</summary>
public sealed class SimulatedDailyClosesTests
{
    private static readonly Uri Address = new("https://venue.test");
    private static readonly DateOnly Today = DateOnly.FromDateTime(ManualClock.Noon.UtcDateTime);

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly SimulatedWorld _world;

    public SimulatedDailyClosesTests() => _world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock });

    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void A_days_close_is_the_last_price_that_was_seen_on_it(SimulatedVenue venue)
    {
        var adapter = AdapterOf(venue);
        _clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        var seen = _clock.Finish(() => adapter.GetPricesAsync(default)).Value().Prices;

        _clock.Advance(TimeSpan.FromHours(3));

        foreach (var code in new[] { "BTC", "ETH" })
        {
            var close = Assert.Single(Closes(adapter, Asset.Parse(code), Today, Today));
            Assert.Equal(seen.Single(price => price.Symbol == Symbol.Parse($"{code}-USDT")).Amount, close.Amount);
            Assert.Equal((Today, Asset.Usdt), (close.Day, close.Quote));
        }
    }

    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void Years_come_page_by_page_each_day_once_and_not_the_one_under_way(SimulatedVenue venue)
    {
        var closes = Closes(AdapterOf(venue), Asset.Btc, Today.AddDays(-2_500), Today);

        Assert.Equal(Enumerable.Range(-2_500, 2_500).Select(Today.AddDays), closes.Select(close => close.Day));
    }

    [Fact]
    public void Where_no_pair_tells_what_a_dollar_coin_is_worth_Binances_dollar_index_of_bitcoin_does()
    {
        var (binance, okx) = (AdapterOf(SimulatedVenue.Binance), AdapterOf(SimulatedVenue.Okx));

        var implied = Closes(binance, Asset.Usdt, Today.AddDays(-450), Today);

        Assert.True(((IPriceHistory)binance).IsImplied(Asset.Usdt) && !((IPriceHistory)binance).IsImplied(Asset.Usdc) && !((IPriceHistory)okx).IsImplied(Asset.Usdt));
        Assert.Equal(Enumerable.Range(-450, 450).Select(Today.AddDays), implied.Select(close => close.Day));
        Assert.All(implied, close => Assert.Equal((Asset.Usd, "BTCUSD index", true), (close.Quote, close.By, close.Amount.Scale <= 8)));
        Assert.All(
            implied.TakeLast(100).Zip(Closes(okx, Asset.Usdt, Today.AddDays(-100), Today)),
            pair => Assert.InRange(pair.First.Amount / pair.Second.Amount, 0.999m, 1.001m)); // Index and last price differ by a few hundredths of a percent.
    }

    [Fact]
    public void A_dollar_coin_is_told_in_dollars_by_OKXs_index()
    {
        var closes = Closes(AdapterOf(SimulatedVenue.Okx), Asset.Usdt, Today.AddDays(-150), Today);

        Assert.Equal(150, closes.Length);
        Assert.All(closes, close => Assert.True(close.Quote == Asset.Usd && close.Amount is > 0.99m and < 1.01m));
    }

    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void What_a_venue_never_traded_has_no_days(SimulatedVenue venue) =>
        Assert.Empty(Closes(AdapterOf(venue), Asset.Parse("NEVER"), Today.AddDays(-3), Today));

    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void A_venue_that_is_down_is_a_value(SimulatedVenue venue)
    {
        var adapter = AdapterOf(venue);
        _ = Closes(adapter, Asset.Btc, Today.AddDays(-3), Today);
        _world.Inject(new VenueSimulator.Control.FaultOrder { Venue = venue, Kind = VenueSimulator.Control.FaultKind.HttpStatus, Status = 503 });

        var fault = _clock.Finish(() => ((IPriceHistory)adapter).GetDailyClosesAsync(Asset.Btc, Today.AddDays(-3), Today, default)).Fault();

        Assert.True(fault.IsTransient);
    }

    [Fact]
    public void A_token_on_a_chain_is_told_in_dollars()
    {
        var bench = new OkxWeb3Bench();
        var days = bench.Ask(() => bench.Web3.GetDailyClosesAsync(Asset.Parse($"FUN@8453:{OkxWeb3Bench.Fun}"), Today.AddDays(-400), Today, default)).Value();

        Assert.Equal(Enumerable.Range(-400, 400).Select(Today.AddDays), days.Select(close => close.Day));
        Assert.All(days, close => Assert.Equal((0.125m, Asset.Usd), (close.Amount, close.Quote)));
        Assert.Empty(bench.Ask(() => bench.Web3.GetDailyClosesAsync(Asset.Btc, Today.AddDays(-4), Today, default)).Value());
    }

    [Fact]
    public void The_pair_nearest_to_a_dollar_tells_the_price_and_a_pair_the_other_way_round_will_do()
    {
        var list = new InstrumentList(
        [
            Pair("BTCEUR", "BTC-EUR"), Pair("BTCUSDC", "BTC-USDC"), Pair("BTCUSDT", "BTC-USDT") with { IsTrading = false }, Pair("USDTBRL", "USDT-BRL"),
            Pair("BTCUSDT", "BTC-USDT") with { Id = "BTCUSDT-SWAP", Kind = InstrumentKind.Perpetual },
        ]);

        var brl = DailyPairs.Choose(list, Asset.Parse("BRL"))!;

        Assert.Equal("BTCUSDC", DailyPairs.Choose(list, Asset.Btc)!.Id);
        Assert.Equal("USDTBRL", brl.Id);
        Assert.Equal(new DailyClose(Today, 0.2m, Asset.Usdt), DailyPairs.Close(brl, Asset.Parse("BRL"), ManualClock.Noon, 5m));
        Assert.Null(DailyPairs.Close(brl, Asset.Parse("BRL"), ManualClock.Noon, 0m));
        Assert.Null(DailyPairs.Choose(list, Asset.Parse("DOGE")));
    }

    private static Instrument Pair(string id, string symbol) => new(id, InstrumentKind.Spot, Symbol.Parse(symbol), null, IsTrading: true, null, null, null, null);

    private ImmutableArray<DailyClose> Closes(IExchangeAdapter adapter, Asset asset, DateOnly from, DateOnly to) =>
        _clock.Finish(() => ((IPriceHistory)adapter).GetDailyClosesAsync(asset, from, to, default)).Value();

    private IExchangeAdapter AdapterOf(SimulatedVenue venue)
    {
        var http = new HttpClient(_world.CreateHandler(venue));
        var gate = new LocalVenueGate(GateOptions.Default, _clock);
        return venue == SimulatedVenue.Binance
            ? new BinanceAdapter(http, gate, new BinanceOptions { RestUrl = Address, FuturesUrl = Address }, _clock, new Random(1))
            : new OkxAdapter(http, gate, new OkxOptions { RestUrl = Address }, _clock, new Random(1));
    }
}
