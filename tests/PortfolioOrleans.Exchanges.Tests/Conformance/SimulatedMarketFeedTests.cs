using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>Each venue's market as it is heard, against what it says when asked.</summary>
public sealed class SimulatedMarketFeedTests
{
    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly SimulatedWorld _world;

    public SimulatedMarketFeedTests() => _world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = _clock, MarketsWalk = false });

    [Theory]
    [InlineData(SimulatedVenue.Binance, "BTCUSDT", "BTCUSDT")]
    [InlineData(SimulatedVenue.Okx, "BTC-USDT", "BTC-USDT-SWAP")]
    public void The_market_is_heard(SimulatedVenue venue, string pair, string contract)
    {
        var adapter = AdapterOf(venue);
        var hearing = new Hearing<MarketReading>(_clock, adapter.Live!.FollowMarketAsync);
        for (var second = 0; second < 5; second++)
        {
            foreach (var moved in new[] { pair, contract }.Distinct())
            {
                _world.MultiplyPrice(moved, 1.01m);
            }

            _world.Tick();
            hearing.Advance(TimeSpan.FromSeconds(1));
        }

        var heard = hearing.Take();
        var asked = _clock.Finish(() => adapter.GetPricesAsync(CancellationToken.None)).Value();

        foreach (var symbol in new[] { new Symbol(Asset.Btc, Asset.Usdt), new Symbol(Asset.Usdt, Asset.Usd) })
        {
            Assert.Equal(
                asked.Prices.Single(price => price.Symbol == symbol).Amount,
                heard.SelectMany(reading => reading.Prices).Last(price => price.Symbol == symbol).Amount);
        }

        Assert.Equal(asked.Marks[contract], heard.Last(reading => reading.Marks.ContainsKey(contract)).Marks[contract]);
    }

    private IExchangeAdapter AdapterOf(SimulatedVenue venue)
    {
        var (http, gate) = (new HttpClient(_world.CreateHandler(venue)), new LocalVenueGate(GateOptions.Default, _clock));
        var (address, dialer) = (new Uri("https://venue.test"), new SimulatedDialer(_world, venue));
        return venue == SimulatedVenue.Binance
            ? new BinanceAdapter(http, gate, new BinanceOptions { RestUrl = address, FuturesUrl = address }, _clock, new Random(1), dialer)
            : new OkxAdapter(http, gate, new OkxOptions { RestUrl = address }, _clock, new Random(1), dialer);
    }
}
