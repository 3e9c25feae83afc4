using System.Text;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>A request as all of OKX wants it: everything about the key in headers, path and body signed and sent to the same letter.</summary>
internal static class OkxRequest
{
    public static ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var pathAndQuery = call.Query.Length == 0 ? call.Endpoint.Path : $"{call.Endpoint.Path}?{call.Query}";
        var message = VenueAddress.Compose(call.Endpoint, pathAndQuery);
        if (call.Body is { } body)
        {
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (call.Credentials is not { } credentials)
        {
            return new ComposedRequest(message, null);
        }

        var stamp = OkxSignature.Stamp(venueTime);
        var signature = OkxSignature.Of(stamp, call.Endpoint.Method.Method, pathAndQuery, call.Body ?? "", credentials.Secret);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-KEY", credentials.ApiKey);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-SIGN", signature);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-TIMESTAMP", stamp);
        message.Headers.TryAddWithoutValidation("OK-ACCESS-PASSPHRASE", credentials.Passphrase);
        return new ComposedRequest(message, signature);
    }
}
