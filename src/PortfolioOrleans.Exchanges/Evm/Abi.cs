using System.Globalization;
using System.Numerics;
using System.Text;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>How contracts are asked and how they answer: four bytes that name the function, then words of 32 bytes.</summary>
internal static class Abi
{
    public const int WordLength = 32;

    private static readonly BigInteger Modulus = BigInteger.One << 256;

    /// <param name="selector">The function: the first four bytes of the hash of its signature, in hexadecimal.</param>
    /// <param name="arguments">Numbers; a negative one goes as its two's complement.</param>
    public static byte[] Call(string selector, params ReadOnlySpan<BigInteger> arguments)
    {
        var data = new byte[4 + (arguments.Length * WordLength)];
        Convert.FromHexString(selector, data.AsSpan(0, 4), out _, out _);
        for (var i = 0; i < arguments.Length; i++)
        {
            Word(arguments[i]).CopyTo(data, 4 + (i * WordLength));
        }

        return data;
    }

    public static byte[] Word(BigInteger number)
    {
        var word = new byte[WordLength];
        var bytes = (number.Sign < 0 ? number + Modulus : number).ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word, WordLength - bytes.Length);
        return word;
    }

    /// <summary>A word of an answer, as a number that is not below zero.</summary>
    /// <exception cref="WireException">The answer is shorter.</exception>
    public static BigInteger Number(ReadOnlySpan<byte> answer, int place) => answer.Length >= (place + 1) * WordLength && answer.Length % WordLength == 0
        ? new BigInteger(answer.Slice(place * WordLength, WordLength), isUnsigned: true, isBigEndian: true)
        : throw new WireException("result", "is shorter than the contract's answer is");

    /// <summary>A word that may be below zero.</summary>
    /// <exception cref="WireException">The answer is shorter, or the number does not fit.</exception>
    public static int Signed(ReadOnlySpan<byte> answer, int place)
    {
        var number = Number(answer, place);
        number = number >= Modulus / 2 ? number - Modulus : number;
        return number >= int.MinValue && number <= int.MaxValue ? (int)number : throw new WireException("result", "holds a number that is too large");
    }

    /// <exception cref="WireException">The answer is shorter, or the number does not fit.</exception>
    public static int Small(ReadOnlySpan<byte> answer, int place) =>
        Number(answer, place) is var number && number <= int.MaxValue ? (int)number : throw new WireException("result", "holds a number that is too large");

    /// <summary>An address in lower case.</summary>
    /// <exception cref="WireException">The answer is shorter, or the word is no address.</exception>
    public static string Address(ReadOnlySpan<byte> answer, int place) =>
        Number(answer, place) is var number && number < BigInteger.One << 160 ? Address(number) : throw new WireException("result", "holds no address");

    public static string Address(BigInteger number) => "0x" + number.ToString("x40", CultureInfo.InvariantCulture)[^40..];

    public static BigInteger Address(string address) => BigInteger.Parse("0" + address[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>A topic of a log: a word in hexadecimal.</summary>
    public static string Topic(BigInteger number) => "0x" + Convert.ToHexStringLower(Word(number));

    /// <summary>A text, whether the contract answers one of any length or, as the oldest do, one of 32 bytes; null where it is neither.</summary>
    public static string? Text(ReadOnlySpan<byte> answer)
    {
        if (answer.Length == WordLength)
        {
            return Decoded(answer[..(answer.IndexOf((byte)0) is var end and >= 0 ? end : WordLength)]);
        }

        if (answer.Length < 2 * WordLength || Number(answer[..WordLength], 0) is var offset && offset > answer.Length - WordLength)
        {
            return null;
        }

        var text = answer[(int)Number(answer[..WordLength], 0)..];
        return Number(text[..WordLength], 0) is var length && length <= text.Length - WordLength ? Decoded(text.Slice(WordLength, (int)length)) : null;
    }

    private static string? Decoded(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty || !System.Text.Unicode.Utf8.IsValid(bytes) ? null : Encoding.UTF8.GetString(bytes);
}
