using System.Globalization;
using System.Numerics;
using System.Text;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>Words of 32 bytes, as contracts take and give them, and JSON-RPC's hexadecimal.</summary>
internal static class EvmData
{
    public const int WordLength = 32;

    private static readonly BigInteger Modulus = BigInteger.One << 256;

    /// <summary>A number as a word; a negative one as its two's complement.</summary>
    public static byte[] Word(BigInteger number)
    {
        var bytes = (number.Sign < 0 ? number + Modulus : number).ToByteArray(isUnsigned: true, isBigEndian: true);
        var word = new byte[WordLength];
        bytes.CopyTo(word, WordLength - bytes.Length);
        return word;
    }

    public static byte[] Word(string address) => Word(Number(address));

    public static byte[] Words(params ReadOnlySpan<BigInteger> numbers)
    {
        var all = new List<byte>();
        foreach (var number in numbers)
        {
            all.AddRange(Word(number));
        }

        return [.. all];
    }

    /// <summary>A text as the only answer: where it begins, how long it is, itself.</summary>
    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Words(32, bytes.Length), .. Padded(bytes)];
    }

    /// <summary>A text of up to 32 bytes in one word, as the oldest tokens answer.</summary>
    public static byte[] ShortText(string text)
    {
        var word = new byte[WordLength];
        Encoding.UTF8.GetBytes(text).AsSpan().CopyTo(word);
        return word;
    }

    public static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[(WordLength - (bytes.Length % WordLength)) % WordLength]];

    /// <exception cref="EvmRevert">The data is too short.</exception>
    public static BigInteger ReadNumber(ReadOnlySpan<byte> data, int at) =>
        at >= 0 && at + WordLength <= data.Length ? new BigInteger(data.Slice(at, WordLength), isUnsigned: true, isBigEndian: true) : throw new EvmRevert();

    /// <exception cref="EvmRevert">The data is too short.</exception>
    public static int ReadOffset(ReadOnlySpan<byte> data, int at) => ReadNumber(data, at) is var offset && offset <= 1 << 24 ? (int)offset : throw new EvmRevert();

    public static string ReadAddress(ReadOnlySpan<byte> data, int at) => Address(ReadNumber(data, at));

    public static string Address(BigInteger number) => "0x" + number.ToString("x40", CultureInfo.InvariantCulture)[^40..];

    public static BigInteger ReadSigned(ReadOnlySpan<byte> data, int at) => ReadNumber(data, at) is var number && number >= Modulus / 2 ? number - Modulus : number;

    /// <summary>"0x1a": no leading zeros, "0x0" for nothing.</summary>
    public static string Quantity(BigInteger number) => number.IsZero ? "0x0" : "0x" + number.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');

    public static string Hex(byte[] data) => "0x" + Convert.ToHexStringLower(data);

    /// <summary>A number out of "0x..." text; null where it is none.</summary>
    public static BigInteger? TryNumber(string? text) => text is not null && text.StartsWith("0x", StringComparison.Ordinal) && text.Length is > 2 and <= 66
        && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        ? number
        : null;

    public static BigInteger Number(string text) => TryNumber(text) ?? throw new ArgumentException($"'{text}' is no hexadecimal number.", nameof(text));
}

/// <summary>A contract refuses: the call has no answer.</summary>
internal sealed class EvmRevert() : Exception("execution reverted");
