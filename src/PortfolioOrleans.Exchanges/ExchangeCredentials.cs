using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Exchanges;

/// <summary>
/// What signs an account's requests. Nothing here may reach a log, an error or a response, so its text says nothing and it is no record.
/// </summary>
/// <param name="apiKey">The key's public half; "" for accounts known by address alone.</param>
/// <param name="secret">The key's private half.</param>
/// <param name="passphrase">Where the venue wants one, as OKX does.</param>
/// <param name="address">Of a wallet on chains, in the chain's own spelling; null for an account that is known by a key.</param>
public sealed class ExchangeCredentials(string apiKey, string secret, string? passphrase = null, string? address = null)
{
    public string ApiKey { get; } = apiKey;

    public string Secret { get; } = secret;

    public string? Passphrase { get; } = passphrase;

    public string? Address { get; } = address;

    /// <summary>A short hash of the key or the address: tells accounts apart in budgets and caches without showing anything.</summary>
    internal string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey + Address)).AsSpan(0, 8));

    public override string ToString() => "(credentials)";
}
