namespace PortfolioOrleans.Exchanges;

/// <summary>
/// What signs an account's requests. Nothing here may reach a log, an error or a response, so its text says nothing and it is no record.
/// </summary>
/// <param name="apiKey">The key's public half; "" for accounts known by address alone.</param>
/// <param name="secret">The key's private half.</param>
/// <param name="passphrase">Where the venue wants one, as OKX does.</param>
public sealed class ExchangeCredentials(string apiKey, string secret, string? passphrase = null)
{
    public string ApiKey { get; } = apiKey;

    public string Secret { get; } = secret;

    public string? Passphrase { get; } = passphrase;

    public override string ToString() => "(credentials)";
}
