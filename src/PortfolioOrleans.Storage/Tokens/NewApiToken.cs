using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Storage.Tokens;

/// <summary>
/// A token at the moment of its making, the only one at which its text is known. The text is 256 random bits, so its plain SHA-256 tells nothing about
/// it, and looking that up takes the same time whether or not it is there.
/// </summary>
public sealed class NewApiToken
{
    private const string Prefix = "po_";

    private NewApiToken(ApiToken token, string text)
    {
        Token = token;
        Text = text;
    }

    public ApiToken Token { get; }

    /// <summary>What its bearer sends: "po_" and 43 characters. Shown once and kept nowhere.</summary>
    public string Text { get; }

    /// <summary>What <see cref="ITokenStore"/> keeps and finds it by.</summary>
    public byte[] Hash => HashOf(Text);

    public static NewApiToken Create(string userId, string label, ImmutableArray<string> scopes, DateTimeOffset at, DateTimeOffset? expiresAt = null) => new(
        new ApiToken($"tok_{RandomNumberGenerator.GetHexString(16, lowercase: true)}", userId, label, scopes, at, expiresAt, RevokedAt: null),
        Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Of any text a bearer sent, however wrong.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Without the text.</summary>
    public override string ToString() => $"token {Token.Id} of {Token.UserId}";
}
