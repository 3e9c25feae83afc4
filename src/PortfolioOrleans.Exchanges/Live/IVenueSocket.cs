namespace PortfolioOrleans.Exchanges.Live;

/// <summary>Opens connections to venues. One of the service uses the network; a test's is scripted.</summary>
public interface ISocketDialer
{
    /// <summary>A connection that is open. A venue that cannot be reached or refuses is a value; only cancellation throws.</summary>
    /// <param name="address">May hold a key in its query or path, so it stands in no fault and no log.</param>
    /// <param name="largestMessage">In bytes; a longer message ends the connection.</param>
    Task<ExchangeReply<IVenueSocket>> DialAsync(Uri address, int largestMessage, CancellationToken cancellationToken);
}

/// <summary>One open connection. One caller receives at a time; sending may happen beside it. Awaits return to the caller's scheduler.</summary>
public interface IVenueSocket : IAsyncDisposable
{
    /// <summary>Sends one text message; what went wrong, or null.</summary>
    ValueTask<ExchangeFault?> SendAsync(string text, CancellationToken cancellationToken);

    /// <summary>The next whole message, or why there will be none.</summary>
    ValueTask<SocketReading> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection at once and without a word; who is receiving is told so.</summary>
    void Abort();
}

/// <param name="Message">UTF-8 text, unpacked where it was packed; good until the next is received.</param>
/// <param name="End">Why there is no message and will be none; null where there is one.</param>
public readonly record struct SocketReading(ReadOnlyMemory<byte> Message, ExchangeFault? End = null);
