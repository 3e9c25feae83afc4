using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>Lets accounts be heard, and not the streams of everybody's prices: they say something each second, and are read by request where a test is not about them.</summary>
internal sealed class AccountDialer(ISocketDialer dialer) : ISocketDialer
{
    private static readonly string[] Markets = ["/ws/!", "/market/", "/ws/v5/public"];

    private static readonly ExchangeReply<IVenueSocket>.Failure NotHeard = new(new ExchangeFault(FaultKind.NotAvailable, "prices are not heard here"));

    public Task<ExchangeReply<IVenueSocket>> DialAsync(Uri address, int largestMessage, CancellationToken cancellationToken) =>
        Array.Exists(Markets, market => address.AbsolutePath.StartsWith(market, StringComparison.Ordinal))
            ? Task.FromResult<ExchangeReply<IVenueSocket>>(NotHeard)
            : dialer.DialAsync(address, largestMessage, cancellationToken);
}
