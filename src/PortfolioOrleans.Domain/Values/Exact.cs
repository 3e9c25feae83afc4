using System.Globalization;
using System.Numerics;

namespace PortfolioOrleans.Domain.Values;

/// <summary>
/// Arithmetic on numbers that a venue sent, where an absurd one must not stop the valuation of everything else: what does not fit a decimal is
/// null, never rounded away and never an exception.
/// </summary>
public static class Exact
{
    private const int LongestNumber = 200;
    private static readonly BigInteger Largest = new(decimal.MaxValue);

    public static decimal? Product(decimal left, decimal right)
    {
        try
        {
            return left * right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Null where the divisor is zero, too.</summary>
    public static decimal? Quotient(decimal dividend, decimal divisor)
    {
        try
        {
            return divisor == 0m ? null : dividend / divisor;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    public static decimal? Sum(decimal left, decimal right)
    {
        try
        {
            return left + right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// The number that a text says, with all of its digits: "0.00000001", "1E-8", "-12". Null where it is no number, or one that a decimal cannot hold to the last
    /// digit; zeros at the end that do not fit are none.
    /// </summary>
    public static decimal? Parse(string? text)
    {
        const int mostScale = 28;
        if (text is null || text.Length > LongestNumber || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        var plain = text.AsSpan().Trim();
        var mark = plain.IndexOfAny('e', 'E');
        var exponent = 0;
        if (mark >= 0 && !int.TryParse(plain[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return null;
        }

        var digits = (mark >= 0 ? plain[..mark] : plain).ToString();
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var scale = (point < 0 ? 0 : digits.Length - point - 1) - exponent;
        var whole = BigInteger.Parse(digits.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (whole.IsZero)
        {
            return new decimal(0, 0, 0, isNegative: false, (byte)Math.Clamp(scale, 0, mostScale));
        }

        while (scale > 0 && (scale > mostScale || BigInteger.Abs(whole) > Largest) && whole % 10 == 0)
        {
            (whole, scale) = (whole / 10, scale - 1);
        }

        for (; scale < 0; scale++)
        {
            whole *= 10;
        }

        var size = BigInteger.Abs(whole);
        return scale > mostScale || size > Largest
            ? null
            : new decimal(Bits(size), Bits(size >> 32), Bits(size >> 64), whole.Sign < 0, (byte)scale);
    }

    private static int Bits(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));

    /// <summary>What the computation comes to; null where some step of it fits no decimal or divides by nothing.</summary>
    public static decimal? Result(Func<decimal> computation)
    {
        try
        {
            return computation();
        }
        catch (Exception absurd) when (absurd is OverflowException or DivideByZeroException)
        {
            return null;
        }
    }
}
