using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>OKX Web3's HTTP: signed as all of OKX, with the project's key; the body is signed and sent to the same letter.</summary>
internal sealed class OkxWeb3Protocol(OkxWeb3Endpoints endpoints) : IVenueProtocol
{
    public string Venue => OkxWeb3Adapter.Id;

    public string? Reject(ExchangeCredentials credentials) =>
        KeyText.IsPossible(credentials.ApiKey) && KeyText.IsPossible(credentials.Secret) && KeyText.IsPossible(credentials.Passphrase)
            ? null
            : "the service's own OKX Web3 key is incomplete, or holds a character that no key has";

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var pathAndQuery = call.Query.Length == 0 ? call.Endpoint.Path : $"{call.Endpoint.Path}?{call.Query}";
        var message = VenueAddress.Compose(call.Endpoint, pathAndQuery);
        if (call.Body is { } body)
        {
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (call.Credentials is not { } project)
        {
            return new ComposedRequest(message, null);
        }

        var stamp = OkxSignature.Stamp(venueTime);
        var signature = OkxSignature.Of(stamp, call.Endpoint.Method.Method, pathAndQuery, call.Body ?? "", project.Secret);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-KEY", project.ApiKey);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-SIGN", signature);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-TIMESTAMP", stamp);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-PASSPHRASE", project.Passphrase);
        return new ComposedRequest(message, signature);
    }

    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers) => null;

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        OkxWeb3Faults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => new(endpoints.Time);

    public DateTimeOffset ReadClock(WireNode root) => OkxMarket.ReadTime(root);
}
