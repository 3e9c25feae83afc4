using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>OKX Web3's HTTP: signed as all of OKX, with the project's key.</summary>
internal sealed class OkxWeb3Protocol(OkxWeb3Endpoints endpoints) : IVenueProtocol
{
    public string Venue => OkxWeb3Adapter.Id;

    public string? Reject(ExchangeCredentials credentials) =>
        KeyText.IsPossible(credentials.ApiKey) && KeyText.IsPossible(credentials.Secret) && KeyText.IsPossible(credentials.Passphrase)
            ? null
            : "the service's own OKX Web3 key is incomplete, or holds a character that no key has";

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime) => OkxRequest.Compose(call, venueTime);

    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers) => null;

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        OkxWeb3Faults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => new(endpoints.Time);

    public DateTimeOffset ReadClock(WireNode root) => OkxMarket.ReadTime(root);
}
