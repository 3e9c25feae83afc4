using PortfolioOrleans.Exchanges;

namespace PortfolioOrleans.Testing;

/// <summary>Credentials that are recognisable wherever they should not be.</summary>
public static class Keys
{
    public const string Secret = "do-not-show-this-secret";

    public static ExchangeCredentials Of(string apiKey) => new(apiKey, Secret);
}
