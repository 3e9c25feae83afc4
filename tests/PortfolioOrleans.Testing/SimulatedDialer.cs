using System.Net.WebSockets;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Testing;

/// <summary>Connects to a simulated venue in this process, through the very socket that the network's dialer uses.</summary>
public sealed class SimulatedDialer(SimulatedWorld world, SimulatedVenue venue) : ISocketDialer
{
    /// <summary>How many attempts were made, refused ones included.</summary>
    public int Attempts { get; private set; }

    public Task<ExchangeReply<IVenueSocket>> DialAsync(Uri address, int largestMessage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);

        Attempts++;
        try
        {
            var socket = new NetworkSocket(world.ConnectSocket(venue, address.PathAndQuery), largestMessage);
            return Task.FromResult<ExchangeReply<IVenueSocket>>(new ExchangeReply<IVenueSocket>.Answer(socket, world.Clock.GetUtcNow()));
        }
        catch (WebSocketException)
        {
            return Task.FromResult<ExchangeReply<IVenueSocket>>(
                new ExchangeReply<IVenueSocket>.Failure(new ExchangeFault(FaultKind.Unreachable, "no connection could be made")));
        }
    }
}
