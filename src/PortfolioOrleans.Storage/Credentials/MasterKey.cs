using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace PortfolioOrleans.Storage.Credentials;

/// <summary>
/// 256 bits that everything secret in the database depends on, and the keys derived from them: one for encryption, one for fingerprints, one for the
/// proof that the database is given the right key. The master bits themselves are dropped at once.
/// </summary>
internal sealed partial class MasterKey : IDisposable
{
    public const int Length = 32;

    private readonly byte[] _encryption;
    private readonly byte[] _fingerprints;

    private MasterKey(string? id, ReadOnlySpan<byte> bits)
    {
        _encryption = Derive(bits, "portfolio credentials 1");
        _fingerprints = Derive(bits, "portfolio fingerprints 1");
        Proof = Derive(bits, "portfolio key check 1");
        Id = id ?? Convert.ToHexStringLower(Proof.AsSpan(0, 4));
    }

    /// <summary>Public; says in each ciphertext which key it is under. A key that is given no id gets one from its proof.</summary>
    public string Id { get; }

    /// <summary>Public; equal for equal keys, and says nothing else about them.</summary>
    public byte[] Proof { get; }

    public AesGcm CreateCipher(int tagBytes) => new(_encryption, tagBytes);

    /// <summary>Keyed hash of texts, in lower-case hex.</summary>
    public string Fingerprint(string venue, string apiKey)
    {
        var text = Encoding.UTF8.GetBytes($"{venue}\0{apiKey}");
        try
        {
            return Convert.ToHexStringLower(HMACSHA256.HashData(_fingerprints, text));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Reads base64 of 32 bytes, or the same behind an id and a colon.</summary>
    /// <param name="source">Where the text is from, for the error.</param>
    /// <exception cref="MasterKeyException">It is no such text; the message does not repeat it.</exception>
    public static MasterKey Parse(string text, string source)
    {
        var colon = text.IndexOf(':');
        var id = colon < 0 ? null : text[..colon];
        var bits = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        try
        {
            if (id is not null && !IdPattern().IsMatch(id))
            {
                throw new MasterKeyException($"{source}: a key's id must be 1 to 32 characters of a-z, 0-9, '.', '_', '-'.");
            }

            return Convert.TryFromBase64String(text[(colon + 1)..], bits, out var written) && written == Length
                ? new MasterKey(id, bits)
                : throw new MasterKeyException($"{source}: a master key is {Length} bytes in base64 (as from \"openssl rand -base64 32\").");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bits);
        }
    }

    public static MasterKey Generate()
    {
        var bits = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        RandomNumberGenerator.Fill(bits);
        try
        {
            return new MasterKey(id: null, bits);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bits);
        }
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_encryption);
        CryptographicOperations.ZeroMemory(_fingerprints);
    }

    public override string ToString() => $"master key {Id}";

    private static byte[] Derive(ReadOnlySpan<byte> bits, string purpose)
    {
        // Pinned, so that the collector leaves no copies behind.
        var derived = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, bits, derived, salt: [], Encoding.UTF8.GetBytes(purpose));
        return derived;
    }

    [GeneratedRegex(@"^[a-z0-9._-]{1,32}\z")]
    private static partial Regex IdPattern();
}
