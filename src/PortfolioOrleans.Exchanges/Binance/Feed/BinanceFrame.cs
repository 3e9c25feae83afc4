using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>
/// What is around an event: the WebSocket API wraps it with the subscription's id, combined streams with the stream's name, and plain streams not at all. The event
/// itself says what it is; a stream's name may be another's.
/// </summary>
internal static class BinanceFrame
{
    /// <summary>The event; a list where a stream speaks of many things at once. Replies come back as they are.</summary>
    public static WireNode Unwrap(WireNode root)
    {
        if (!root.IsObject)
        {
            return root;
        }

        return root.Any("event") ?? (root.Text("stream") is not null ? root.Any("data") : null) ?? root;
    }

    /// <summary>The name of an event that is one object; null for a list, and for what is no event.</summary>
    public static string? NameOf(WireNode message) => message.IsObject ? message.Text("e") : null;
}
