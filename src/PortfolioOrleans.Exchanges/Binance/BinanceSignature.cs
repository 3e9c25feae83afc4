using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>HMAC-SHA256 in hex: over the query string exactly as it is sent, or over the parameters of a WebSocket request, sorted by name.</summary>
internal static class BinanceSignature
{
    /// <summary>Not percent-encoded, other than in a query.</summary>
    public static string OfParameters(IEnumerable<KeyValuePair<string, string>> parameters, string secret) =>
        Of(string.Join('&', parameters.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}")), secret);

    public static string Of(string query, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(query)));
}
