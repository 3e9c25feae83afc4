using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>A digest that stands for texts of any length: an index entry holds 2,700 bytes at most, a grain id may be longer.</summary>
internal static class StoredKey
{
    /// <exception cref="ArgumentException">A text holds a NUL character or half a surrogate pair.</exception>
    public static byte[] Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            StoredText.Check(part);
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length); // So that "ab","c" and "a","bc" differ.
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }
}
