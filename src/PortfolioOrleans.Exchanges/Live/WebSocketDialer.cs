using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>Connects over the network. It answers the venue's pings by itself while somebody receives.</summary>
public sealed class WebSocketDialer(TimeProvider clock) : ISocketDialer
{
    public async Task<ExchangeReply<IVenueSocket>> DialAsync(Uri address, int largestMessage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);

        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // Pongs nobody asked for keep no venue's connection; each venue's talk has its own question.
        socket.Options.SetRequestHeader("User-Agent", "PortfolioOrleans");
        if (address.IsLoopback)
        {
            socket.Options.Proxy = null;
        }

        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new ExchangeReply<IVenueSocket>.Answer(new NetworkSocket(socket, largestMessage), clock.GetUtcNow());
        }
        catch (WebSocketException)
        {
            var fault = FaultOf(socket);
            socket.Dispose();
            return new ExchangeReply<IVenueSocket>.Failure(fault);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>By the HTTP status alone: the exception's words name hosts and addresses.</summary>
    private ExchangeFault FaultOf(ClientWebSocket socket)
    {
        var status = socket.HttpStatusCode;
        if (status is 0 or HttpStatusCode.SwitchingProtocols)
        {
            return new ExchangeFault(FaultKind.Unreachable, "no connection could be made");
        }

        var kind = HttpFaults.KindOf(status);
        var wait = kind is FaultKind.RateLimited or FaultKind.Banned ? RetryAfter(socket) : (TimeSpan?)null;
        return new ExchangeFault(kind, HttpFaults.Describe(status, null, "the connection was refused"), wait);
    }

    private TimeSpan RetryAfter(ClientWebSocket socket)
    {
        var stated = socket.HttpResponseHeaders?
            .FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return int.TryParse(stated, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? HttpFaults.Bounded(TimeSpan.FromSeconds(seconds))
            : RetryTimes.UntilNextMinute(clock.GetUtcNow());
    }
}
