using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>HMAC-SHA256 over time, method, path with query, and body, exactly as they are sent; in base64.</summary>
internal static class OkxSignature
{
    /// <param name="stamp">As <see cref="Stamp"/> writes it; for a live feed's login, whole seconds since 1970.</param>
    /// <param name="body">The raw JSON; "" where there is none.</param>
    public static string Of(string stamp, string method, string pathAndQuery, string body, string secret) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(string.Concat(stamp, method, pathAndQuery, body))));

    /// <summary>"2026-01-02T03:04:05.678Z".</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
