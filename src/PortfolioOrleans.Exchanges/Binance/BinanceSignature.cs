using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>HMAC-SHA256 over the query string exactly as it is sent, in hex.</summary>
internal static class BinanceSignature
{
    public static string Of(string query, string secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(query)));
}
