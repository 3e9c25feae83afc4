using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Okx.Feed;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>OKX's connections, ready to hear.</summary>
internal sealed record OkxTalks(ILiveTalk<LiveEvent> Private, ILiveTalk<MarketReading> Prices, ILiveTalk<MarketReading> Marks)
{
    public static async Task<OkxTalks> OpenAsync()
    {
        var clock = TimeProvider.System;
        var (http, credentials) = Simulated.Customer(SimulatedVenue.Okx);
        var address = new Uri("https://venue.test");
        var options = new OkxOptions { RestUrl = address };
        var endpoints = new OkxEndpoints(options);
        var client = new VenueClient(http, new LocalVenueGate(GateOptions.Default, clock), new OkxProtocol(options, endpoints), options, clock, new Random(1));
        var instruments = new OkxInstrumentLists(client, endpoints, options.InstrumentsMaxAge, clock);
        return new OkxTalks(
            await Simulated.ReadyAsync(new OkxPrivateTalk(client, endpoints, instruments, address, credentials, clock)),
            await Simulated.ReadyAsync(new OkxPublicTalk(client, endpoints, instruments, address, OkxPublicPart.Prices, clock)),
            await Simulated.ReadyAsync(new OkxPublicTalk(client, endpoints, instruments, address, OkxPublicPart.Marks, clock)));
    }
}
