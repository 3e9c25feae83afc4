using System.Net.Http.Headers;

namespace PortfolioOrleans.Exchanges.Http;

internal static class VenueAddress
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>A request whose path and query go out to the letter as given, because they are what was signed.</summary>
    public static HttpRequestMessage Compose(VenueEndpoint endpoint, string pathAndQuery)
    {
        var message = new HttpRequestMessage(endpoint.Method, new Uri(endpoint.Root.ToString().TrimEnd('/') + pathAndQuery, AsWritten));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("PortfolioOrleans", null)); // Firewalls in front of venues turn the nameless away.
        return message;
    }
}
