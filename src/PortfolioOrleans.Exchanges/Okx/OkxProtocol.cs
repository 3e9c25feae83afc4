using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>OKX's HTTP, for a user's own key.</summary>
internal sealed class OkxProtocol(OkxOptions options, OkxEndpoints endpoints) : IVenueProtocol
{
    public string Venue => OkxAdapter.Id;

    public string? Reject(ExchangeCredentials credentials) =>
        !KeyText.IsPossible(credentials.ApiKey) || !KeyText.IsPossible(credentials.Secret)
            ? "the API key or its secret is missing, or holds a character that no key has"
            : !KeyText.IsPossible(credentials.Passphrase) ? "the passphrase is missing, or holds a character that none has" : null;

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var request = OkxRequest.Compose(call, venueTime);
        if (options.Demo)
        {
            request.Message.Headers.Add("x-simulated-trading", "1");
        }

        return request;
    }

    /// <summary>OKX counts, but does not say how far.</summary>
    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers) => null;

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        OkxFaults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => new(endpoints.Time);

    public DateTimeOffset ReadClock(WireNode root) => OkxMarket.ReadTime(root);
}
