using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Binance's HTTP: key in a header, everything else in the query, the signature last.</summary>
internal sealed class BinanceProtocol(BinanceOptions options, BinanceEndpoints endpoints) : IVenueProtocol
{
    public string Venue => BinanceAdapter.Id;

    public string? Reject(ExchangeCredentials credentials) => KeyText.IsPossible(credentials.ApiKey) && KeyText.IsPossible(credentials.Secret)
        ? null
        : "the API key or its secret is missing, or holds a character that no key has";

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var query = call.Query;
        string? signature = null;
        if (call is { Credentials: { } credentials, Endpoint.IsUnsigned: false })
        {
            var window = options.RecvWindow.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            var stamp = Query.Of(("recvWindow", window), ("timestamp", Query.Milliseconds(venueTime)));
            query = query.Length == 0 ? stamp : $"{query}&{stamp}";
            signature = BinanceSignature.Of(query, credentials.Secret);
            query = $"{query}&signature={signature}";
        }

        var message = VenueAddress.Compose(call.Endpoint, query.Length == 0 ? call.Endpoint.Path : $"{call.Endpoint.Path}?{query}");
        if (call.Credentials is not null)
        {
            message.Headers.TryAddWithoutValidation("X-MBX-APIKEY", call.Credentials.ApiKey);
        }

        return new ComposedRequest(message, signature);
    }

    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers)
    {
        var name = call.Endpoint.Path.StartsWith("/sapi", StringComparison.Ordinal)
            ? call.Endpoint.Limit.PerKey ? "X-SAPI-USED-UID-WEIGHT-1M" : "X-SAPI-USED-IP-WEIGHT-1M"
            : "X-MBX-USED-WEIGHT-1M";
        return headers.TryGetValues(name, out var values)
            && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var used)
            ? used
            : null;
    }

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        BinanceFaults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => new(endpoints.TimeOf(host));

    public DateTimeOffset ReadClock(WireNode root) => BinanceMarket.ReadTime(root);
}
