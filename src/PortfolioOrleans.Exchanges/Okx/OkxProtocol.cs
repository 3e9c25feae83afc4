using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>OKX's HTTP: everything about the key in headers, the signature over the path as it is sent.</summary>
internal sealed class OkxProtocol(OkxOptions options, OkxEndpoints endpoints) : IVenueProtocol
{
    public string Venue => OkxAdapter.Id;

    public string? Reject(ExchangeCredentials credentials) =>
        !KeyText.IsPossible(credentials.ApiKey) || !KeyText.IsPossible(credentials.Secret)
            ? "the API key or its secret is missing, or holds a character that no key has"
            : !KeyText.IsPossible(credentials.Passphrase) ? "the passphrase is missing, or holds a character that none has" : null;

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var pathAndQuery = call.Query.Length == 0 ? call.Endpoint.Path : $"{call.Endpoint.Path}?{call.Query}";
        var message = VenueAddress.Compose(call.Endpoint, pathAndQuery);
        if (options.Demo)
        {
            message.Headers.Add("x-simulated-trading", "1");
        }

        if (call.Credentials is not { } credentials)
        {
            return new ComposedRequest(message, null);
        }

        var stamp = OkxSignature.Stamp(venueTime);
        var signature = OkxSignature.Of(stamp, call.Endpoint.Method.Method, pathAndQuery, "", credentials.Secret);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-KEY", credentials.ApiKey);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-SIGN", signature);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-TIMESTAMP", stamp);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-PASSPHRASE", credentials.Passphrase);
        return new ComposedRequest(message, signature);
    }

    /// <summary>OKX counts, but does not say how far.</summary>
    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers) => null;

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        OkxFaults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => new(endpoints.Time);

    public DateTimeOffset ReadClock(WireNode root) => OkxMarket.ReadTime(root);
}
