namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Where each part of Binance is. Whoever moves spot or futures elsewhere (a simulator, a proxy) and says nothing of the other parts is taken to have moved
/// them along: a test must not reach the real exchange by an address it forgot.
/// </summary>
internal sealed class BinanceAddresses(BinanceOptions options)
{
    private static readonly BinanceOptions Real = new();

    public Uri Rest => options.RestUrl;

    public Uri Futures => options.FuturesUrl;

    public Uri CoinFutures { get; } = options.CoinFuturesUrl ?? Beside(options.FuturesUrl, Real.FuturesUrl, "https://dapi.binance.com");

    public Uri PortfolioMargin { get; } = options.PortfolioMarginUrl ?? Beside(options.RestUrl, Real.RestUrl, "https://papi.binance.com");

    public Uri Streams { get; } = options.StreamUrl ?? Beside(options.RestUrl, Real.RestUrl, "wss://stream.binance.com:9443");

    public Uri SocketApi { get; } = options.SocketApiUrl ?? Beside(options.RestUrl, Real.RestUrl, "wss://ws-api.binance.com");

    public Uri FuturesStreams { get; } = options.FuturesStreamUrl ?? Beside(options.FuturesUrl, Real.FuturesUrl, "wss://fstream.binance.com");

    /// <summary>At one host for everything they have a path of their own, since their names are like spot's.</summary>
    public Uri CoinFuturesStreams { get; } = options.CoinFuturesStreamUrl ?? Beside(options.FuturesUrl, Real.FuturesUrl, "wss://dstream.binance.com", "/dstream");

    /// <summary>An address below one of these.</summary>
    public static Uri Under(Uri address, string path) => new($"{address.AbsoluteUri.TrimEnd('/')}{path}");

    private static Uri Beside(Uri neighbour, Uri usual, string real, string path = "")
    {
        var address = new Uri(real);
        if (neighbour == usual)
        {
            return address;
        }

        var isLive = address.Scheme == Uri.UriSchemeWss;
        var scheme = neighbour.Scheme == Uri.UriSchemeHttps
            ? isLive ? Uri.UriSchemeWss : Uri.UriSchemeHttps
            : isLive ? Uri.UriSchemeWs : Uri.UriSchemeHttp;
        return new Uri($"{scheme}://{neighbour.Authority}{neighbour.AbsolutePath.TrimEnd('/')}{path}");
    }
}
