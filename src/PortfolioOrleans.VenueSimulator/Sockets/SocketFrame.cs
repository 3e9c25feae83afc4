namespace PortfolioOrleans.VenueSimulator.Sockets;

/// <summary>Something a socket is to do next.</summary>
internal abstract record SocketFrame
{
    private SocketFrame()
    {
    }

    public sealed record Text(byte[] Message) : SocketFrame;

    /// <summary>Says goodbye with a status code of RFC 6455.</summary>
    public sealed record Close(int Status, string Reason) : SocketFrame;

    /// <summary>Drops the connection without a word.</summary>
    public sealed record Abort : SocketFrame;
}
