using System.Security.Cryptography;
using System.Text;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Tokens;

/// <summary>
/// The one rule by which tokens get their codes. A chain's own coin and a <see cref="VerifiedTokens">verified contract</see> have the code of the coin they
/// are ("ETH", "USDC"), and what exchanges say it is worth holds for them. Every other token is its symbol, its chain and its contract
/// ("USDT@56:0xbad..."), whatever it calls itself: such a code is never an exchange's, so that a token that calls itself USDT never has the price of USDT.
/// </summary>
internal static class TokenCodes
{
    private const int LongestCode = 64;
    private const int LongestSymbol = 15;
    private const string NativeContract = "native";

    /// <param name="symbol">What the token calls itself; only for people's eyes.</param>
    public static Asset Of(TokenKey key, string? symbol)
    {
        if (VerifiedTokens.Find(key) is { } verified)
        {
            return verified;
        }

        var where = $"@{key.Chain}:{(key.IsNative ? NativeContract : key.Contract)}";
        if (where.Length > LongestCode - 1 || !key.Contract.All(letter => letter is > ' ' and <= '~' and not ('@' or '#')))
        {
            // Some chains' contracts are longer than a code may be, or no plain text; half a hash is still nobody else's.
            where = $"@{key.Chain}:#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Contract)).AsSpan(0, 16))}";
        }

        return Asset.Parse(Plain(symbol, Math.Min(LongestSymbol, LongestCode - where.Length)) + where);
    }

    /// <summary>The token a code of the long form is about; null for others, and where the contract stands in it as a hash.</summary>
    public static TokenKey? KeyOf(Asset asset)
    {
        // A symbol cannot hold an @, so the only one divides.
        var at = asset.Code.IndexOf('@', StringComparison.Ordinal);
        var colon = asset.Code.IndexOf(':', Math.Max(at, 0));
        if (at < 1 || colon < at + 2 || colon == asset.Code.Length - 1 || asset.Code[colon + 1] == '#')
        {
            return null;
        }

        var chain = asset.Code[(at + 1)..colon];
        var contract = asset.Code[(colon + 1)..];
        return chain.All(char.IsAsciiDigit) ? new TokenKey(chain, contract == NativeContract ? "" : ChainAddress.Contract(contract)) : null;
    }

    /// <summary>Letters that look like others are the oldest trick: only ASCII stays, and nothing that divides codes or pairs.</summary>
    private static string Plain(string? symbol, int most)
    {
        var plain = string.Concat((symbol ?? "").Trim().Take(most).Select(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '$' or '+' ? letter : '?'));
        return plain.Length == 0 ? "?" : plain;
    }
}
