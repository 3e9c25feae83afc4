using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>What a new account must bring, checked before anything is asked or kept.</summary>
internal static class NewAccountRules
{
    private const int LongestLabel = 64;
    private const int LongestCredential = 512;

    /// <summary>The venue it is for.</summary>
    /// <exception cref="UnknownVenueException">There is no such venue.</exception>
    /// <exception cref="InvalidAccountException">A field is missing, unknown or malformed; the message names it.</exception>
    public static VenueDescription Check(NewAccount account, IEnumerable<IExchangeAdapter> adapters)
    {
        var known = adapters.Select(adapter => adapter.Venue).ToList();
        var venue = known.Find(venue => venue.Id == account.Venue) ?? throw new UnknownVenueException(
            $"There is no venue \"{Shown(account.Venue)}\"; there are {string.Join(", ", known.Select(venue => venue.Id).Order(StringComparer.Ordinal))}.");

        if (account.Label.Trim().Length is 0 or > LongestLabel || account.Label.Any(char.IsControl))
        {
            throw new InvalidAccountException($"The field \"label\" must be 1 to {LongestLabel} characters.");
        }

        foreach (var field in venue.Credentials)
        {
            if (!account.Credentials.TryGetValue(field.Name, out var value) || string.IsNullOrWhiteSpace(value))
            {
                throw new InvalidAccountException($"The field \"{field.Name}\" is missing; {venue.Name} needs it. {field.Help}");
            }

            // Header values: anything else could not even be sent. The value itself is never shown.
            if (value.Length > LongestCredential || value.Any(character => character is < '!' or > '~'))
            {
                throw new InvalidAccountException(
                    $"The field \"{field.Name}\" must be at most {LongestCredential} printable ASCII characters without spaces; check for a stray line break.");
            }
        }

        var unknown = account.Credentials.Keys.Where(name => venue.Credentials.All(field => field.Name != name)).Order(StringComparer.Ordinal).FirstOrDefault();
        return unknown is null
            ? venue
            : throw new InvalidAccountException(
                $"{venue.Name} has no field \"{Shown(unknown)}\"; it has {string.Join(", ", venue.Credentials.Select(field => field.Name))}.");
    }

    /// <summary>The public half of the key, or the address, by which two accounts are told apart.</summary>
    public static string KeyOf(NewAccount account) => account.Credentials.GetValueOrDefault("api_key") ?? account.Credentials["address"];

    public static ExchangeCredentials CredentialsOf(IReadOnlyDictionary<string, string> fields) => new(
        fields.GetValueOrDefault("api_key", ""),
        fields.GetValueOrDefault("api_secret", ""),
        fields.GetValueOrDefault("passphrase"),
        fields.GetValueOrDefault("address"));

    // A user's own text in an error: short, and nothing that could break a log line.
    private static string Shown(string text) => new([.. text.Where(character => !char.IsControl(character)).Take(40)]);
}
