using System.Security.Cryptography;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>Account ids read "binance-7kq2m9x4wd": the venue, for people who read logs, and 50 random bits, never given again.</summary>
internal static class AccountIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's: nothing that reads like something else.

    public static string New(string venue) => $"{venue}-{RandomNumberGenerator.GetString(Alphabet, 10)}";

    public static string VenueOf(string accountId) => accountId.LastIndexOf('-') is > 0 and var divide ? accountId[..divide] : accountId;
}
