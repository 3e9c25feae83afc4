using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>A customer of a simulated venue in this process.</summary>
internal static class Simulated
{
    public static (HttpClient Http, ExchangeCredentials Credentials) Customer(SimulatedVenue venue)
    {
        var world = new SimulatedWorld(new SimulatorOptions { Seed = 1 });
        var account = world.OpenAccount(new NewAccount { Venue = venue, Label = "alice" });
        return (new HttpClient(world.CreateHandler(venue)), new ExchangeCredentials(account.Key, account.Secret, account.Passphrase));
    }

    public static async Task<ILiveTalk<T>> ReadyAsync<T>(ILiveTalk<T> talk)
    {
        _ = await talk.LocateAsync(CancellationToken.None) is ExchangeReply<Uri>.Failure { Fault: var fault } ? throw new InvalidOperationException(fault.Detail) : 0;
        return talk;
    }
}
