using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Which sockets there are, by path. Futures streams are routed; on a real network they would be at another host than the spot streams.</summary>
internal static class BinanceSockets
{
    private const int ApiConnectWeight = 2;

    /// <exception cref="BinanceRefusal">404 for a path without a socket, 429 and 418 from the WebSocket API.</exception>
    public static SocketSession Open(VenueContext context, BinanceLimiter limiter, VenueRequest request)
    {
        limiter.ChargeConnection(request.Ip, context.VenueTime);
        if (request.Path == BinanceApiSession.Route)
        {
            limiter.Charge("api", request.Ip, request.Ip, ApiConnectWeight, context.VenueTime);
            return new BinanceApiSession(context, limiter, request.Ip);
        }

        var (route, rest) = request.Path.Split('/', 3) switch
        {
            ["", "public", var inner] => (BinanceRoute.Public, inner),
            ["", "market", var inner] => (BinanceRoute.Market, inner),
            ["", "private", var inner] => (BinanceRoute.Private, inner),
            ["", "dstream", var inner] => (BinanceRoute.Coin, inner),
            ["", "pm", var inner] => (BinanceRoute.PortfolioMargin, inner),
            _ => (BinanceRoute.Spot, request.Path[1..]),
        };
        var query = BinanceParameters.Parse(request.Query, "");
        return rest.Split('/', 2) switch
        {
            ["ws"] => new BinanceStreamSession(context, request.Path, route, combined: false, query.Text("listenKey") is { } key ? [key] : []),
            ["ws", var names] => new BinanceStreamSession(context, request.Path, route, combined: false, Uri.UnescapeDataString(names).Split('/')),
            ["stream"] => new BinanceStreamSession(context, request.Path, route, combined: true, query.Text("streams")?.Split('/') ?? []),
            _ => throw new BinanceRefusal(-5000, $"Path {request.Path} is no socket", 404),
        };
    }
}

/// <summary>Where a stream connection leads; a stream of another route is accepted and stays silent.</summary>
internal enum BinanceRoute
{
    Spot,
    Public,
    Market,
    Private,

    /// <summary>COIN-M: market and user data alike; a host of its own on a real network.</summary>
    Coin,

    /// <summary>User data of portfolio margin.</summary>
    PortfolioMargin,
}
