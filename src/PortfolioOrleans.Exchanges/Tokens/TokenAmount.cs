using System.Numerics;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tokens;

/// <summary>Whole numbers of up to 256 bits, as chains keep them, in the units that people count in.</summary>
internal static class TokenAmount
{
    /// <summary>A decimal's digits are a number of at most 96 bits.</summary>
    private static readonly BigInteger MostDigits = (BigInteger.One << 96) - 1;

    private const int MostDecimals = 28;

    /// <summary>
    /// <paramref name="raw"/> / 10^<paramref name="decimals"/>, exactly where that fits a decimal; where it does not, the digits beyond the 28th or 29th are cut off
    /// toward zero, so that nothing is ever shown that is not there. Null where even the whole part is more than any asset has units.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An amount or its decimals are below zero.</exception>
    public static decimal? From(BigInteger raw, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(raw);
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);

        if (raw / BigInteger.Pow(10, decimals) > (BigInteger)WireNode.Largest)
        {
            return null;
        }

        if (decimals > MostDecimals)
        {
            raw /= BigInteger.Pow(10, decimals - MostDecimals);
            decimals = MostDecimals;
        }

        while (raw > MostDigits)
        {
            raw /= 10;
            decimals--;
        }

        return Scaled(raw, decimals);
    }

    /// <summary>The same, or a fault that says whose amount it was.</summary>
    /// <exception cref="WireException">It is more than can be held.</exception>
    public static decimal Require(BigInteger raw, int decimals, string what) =>
        From(raw, decimals) ?? throw new WireException(what, "is more than any number that can be held");

    /// <summary>
    /// A ratio of two whole numbers, to at least 27 digits, cut off toward zero; null where it is zero, too large for a decimal, or too small to have nine true
    /// digits left in one.
    /// </summary>
    public static decimal? Ratio(BigInteger dividend, BigInteger divisor)
    {
        if (dividend.Sign <= 0 || divisor.Sign <= 0)
        {
            return null;
        }

        for (var decimals = MostDecimals; decimals >= 0; decimals--)
        {
            var digits = dividend * BigInteger.Pow(10, decimals) / divisor;
            if (digits <= MostDigits)
            {
                return digits < 1_000_000_000 || digits / BigInteger.Pow(10, decimals) > (BigInteger)WireNode.Largest ? null : Scaled(digits, decimals);
            }
        }

        return null;
    }

    private static decimal Scaled(BigInteger digits, int decimals)
    {
        var scaled = (decimal)digits; // Exact: at most 96 bits.
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(scaled, parts);
        return Rounding.Normalize(new decimal(parts[0], parts[1], parts[2], isNegative: false, (byte)decimals));
    }
}
