using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace PortfolioOrleans.Exchanges.Tokens;

/// <summary>How addresses are written: hexadecimal, which has no case of its own, or base58, in which case matters.</summary>
internal static class ChainAddress
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int EvmLength = 42;
    private const int KeyBytes = 32;

    /// <summary>What some endpoints say for a chain's own coin.</summary>
    private const string NativeMarker = "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

    /// <summary>An address as it is kept: hexadecimal in lower case, base58 as given. False where it is neither.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? address)
    {
        address = IsEvm(text) ? text!.ToLowerInvariant() : IsSolana(text) ? text : null;
        return address is not null;
    }

    public static bool IsEvm([NotNullWhen(true)] string? text) =>
        text is { Length: EvmLength } && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.AsSpan(2).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>A contract's address in the one spelling it has here; "" for the chain's own coin, however it is marked.</summary>
    public static string Contract(string? text) => text switch
    {
        null => "",
        _ when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) => text.ToLowerInvariant() is var hex && hex == NativeMarker ? "" : hex,
        _ => text,
    };

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static bool IsSolana(string? text)
    {
        if (text is not { Length: >= 32 and <= 44 })
        {
            return false;
        }

        var number = BigInteger.Zero;
        foreach (var letter in text)
        {
            var digit = Base58.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = (number * 58) + digit;
        }

        // Each leading "1" stands for a zero byte; the rest must fill what is left exactly.
        var zeros = text.TakeWhile(letter => letter == '1').Count();
        return zeros + (number.IsZero ? 0 : number.GetByteCount(isUnsigned: true)) == KeyBytes;
    }
}
