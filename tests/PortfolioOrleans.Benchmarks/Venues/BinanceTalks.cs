using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Binance.Feed;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>Binance's connections, ready to hear.</summary>
internal sealed record BinanceTalks(ILiveTalk<LiveEvent> Spot, ILiveTalk<LiveEvent> Futures, ILiveTalk<MarketReading> Prices, ILiveTalk<MarketReading> Marks)
{
    public static async Task<BinanceTalks> OpenAsync()
    {
        var clock = TimeProvider.System;
        var (http, credentials) = Simulated.Customer(SimulatedVenue.Binance);
        var address = new Uri("https://venue.test");
        var options = new BinanceOptions { RestUrl = address, FuturesUrl = address };
        var endpoints = new BinanceEndpoints(options);
        var client = new VenueClient(http, new LocalVenueGate(GateOptions.Default, clock), new BinanceProtocol(options, endpoints), options, clock, new Random(1));
        var asker = new BinanceAsker(client, endpoints);
        var catalogs = new BinanceCatalogs(client, endpoints, options.InstrumentsMaxAge, clock);
        var holdings = new BinanceHoldings(client, asker, endpoints, catalogs, options, clock);
        var parts = new BinanceFeedParts(client, asker, endpoints, new BinanceAddresses(options), catalogs, holdings, options, clock);
        return new BinanceTalks(
            await Simulated.ReadyAsync(new SpotUserTalk(parts, credentials)),
            await Simulated.ReadyAsync(new ListenKeyTalk(parts, credentials, WalletKind.Futures)),
            await Simulated.ReadyAsync(new BinanceMarketTalk(parts, address, BinanceMarketTalk.Told.LastPrices)),
            await Simulated.ReadyAsync(new BinanceMarketTalk(parts, address, BinanceMarketTalk.Told.Marks)));
    }
}
