using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PortfolioOrleans.Storage.Credentials;

/// <summary>
/// Encrypts an account's credentials with AES-256-GCM, bound to the account: a ciphertext moved to another account's row, or altered in any bit, does not
/// open. Layout: version (1 byte), length and text of the key's id, nonce (12), tag (16), ciphertext. What stands before the nonce is authenticated too.
/// </summary>
public sealed class CredentialVault(MasterKeys keys)
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <param name="credentials">Names and values, e.g. "api_key", "api_secret", "passphrase".</param>
    public byte[] Encrypt(string accountId, IReadOnlyDictionary<string, string> credentials)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(credentials);
        try
        {
            var key = keys.Current;
            byte[] header = [Version, (byte)key.Id.Length, .. Encoding.ASCII.GetBytes(key.Id)];
            var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
            var tag = new byte[TagBytes];
            var cipherText = new byte[plain.Length];
            using var cipher = key.CreateCipher(TagBytes);
            cipher.Encrypt(nonce, plain, cipherText, tag, Bound(header, accountId));
            return [.. header, .. nonce, .. tag, .. cipherText];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <exception cref="CredentialsUnreadableException">They were made for another account, altered, or under a key that is not there.</exception>
    public ImmutableDictionary<string, string> Decrypt(string accountId, ReadOnlySpan<byte> encrypted)
    {
        var headerBytes = encrypted.Length < 2 ? 0 : 2 + encrypted[1];
        if (headerBytes == 0 || encrypted[0] != Version || encrypted.Length < headerBytes + NonceBytes + TagBytes)
        {
            throw new CredentialsUnreadableException($"The credentials of account \"{accountId}\" are damaged.");
        }

        var header = encrypted[..headerBytes];
        var key = keys.Find(Encoding.ASCII.GetString(header[2..]))
            ?? throw new CredentialsUnreadableException($"The credentials of account \"{accountId}\" are under a master key that is not there.");
        var sealedPart = encrypted[headerBytes..];
        var plain = new byte[sealedPart.Length - NonceBytes - TagBytes];
        try
        {
            using var cipher = key.CreateCipher(TagBytes);
            cipher.Decrypt(
                sealedPart[..NonceBytes], sealedPart[(NonceBytes + TagBytes)..], sealedPart[NonceBytes..(NonceBytes + TagBytes)], plain, Bound(header, accountId));
            return JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(plain)!;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new CredentialsUnreadableException($"The credentials of account \"{accountId}\" were altered, or belong to another account.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Tells two API keys of a venue apart and says nothing else about them; 64 hex digits. It changes with the current master key.</summary>
    public string Fingerprint(string venue, string apiKey) => keys.Current.Fingerprint(venue, apiKey);

    /// <summary>The fingerprints that an account kept before a rotation may have, the current one first.</summary>
    public IEnumerable<string> Fingerprints(string venue, string apiKey) => keys.All.Select(key => key.Fingerprint(venue, apiKey));

    // The header says its own length, so no two pairs of header and account are bound alike.
    private static byte[] Bound(ReadOnlySpan<byte> header, string accountId) => [.. header, .. Encoding.UTF8.GetBytes(accountId)];
}
