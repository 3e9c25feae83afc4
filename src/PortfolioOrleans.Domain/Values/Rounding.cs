namespace PortfolioOrleans.Domain.Values;

/// <summary>The one place that rounds. Each way says its direction; nothing else in Domain may lose a digit.</summary>
public static class Rounding
{
    /// <summary>The nearest multiple of <paramref name="step"/> that is not above <paramref name="quantity"/>: never orders more than is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not above zero.</exception>
    public static decimal LowerToStep(decimal quantity, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        var rest = quantity % step;
        return rest < 0m ? quantity - rest - step : quantity - rest;
    }

    /// <summary>The nearest multiple of <paramref name="step"/> that is not below <paramref name="quantity"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not above zero.</exception>
    public static decimal RaiseToStep(decimal quantity, decimal step) => -LowerToStep(-quantity, step);

    /// <summary>For people's eyes: <paramref name="decimals"/> places, halves away from zero, as an invoice does. Never fed back into a sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decimals"/> is not between 0 and 28.</exception>
    public static decimal ForDisplay(decimal amount, int decimals) => decimal.Round(amount, decimals, MidpointRounding.AwayFromZero);

    /// <summary>A price near one that was worked out from two others: eight decimals, as venues state an index, halves to even.</summary>
    public static decimal ImpliedPrice(decimal price) => decimal.Round(price, 8);

    /// <summary>The same number without trailing zeros behind the point: 1.500 and 1.5 print alike, and equal numbers compare alike as text.</summary>
    public static decimal Normalize(decimal amount) => amount / 1.0000000000000000000000000000m;

    /// <summary>Decimals that a share of a total keeps: a wei of a coin, and still exact in sums up to 79,000,000,000.</summary>
    private const int ShareDecimals = 18;

    /// <summary>A market value as books keep it: 18 decimals, halves to even, so that sums and differences of any number of them are exact in whatever order they are made.</summary>
    public static decimal ToBooks(decimal value) => decimal.Round(value, ShareDecimals);

    /// <summary>
    /// Divides <paramref name="total"/> in the proportion of <paramref name="part"/> to the rest of <paramref name="whole"/>. The share is rounded to 18
    /// decimals, halves to even; the rest is what is left, so that the two always add up to the total.
    /// </summary>
    /// <param name="total">What is divided: the cost of a lot, the fee of a sale.</param>
    /// <param name="part">Between zero and <paramref name="whole"/>.</param>
    /// <param name="whole">Above zero.</param>
    public static (decimal Share, decimal Remainder) Divide(decimal total, decimal part, decimal whole)
    {
        if (part == whole)
        {
            return (total, 0m);
        }

        if (total == 0m)
        {
            return (0m, 0m);
        }

        decimal share;
        try
        {
            share = total * part / whole;
        }
        catch (OverflowException)
        {
            share = total * (part / whole); // A product beyond 28 digits; the quotient is at most one.
        }

        // Taken back from the rest: where a huge total keeps fewer than 18 decimals, the two must still add up.
        var rest = total - decimal.Round(share, ShareDecimals);
        return (total - rest, rest);
    }

    /// <summary>
    /// <paramref name="part"/> of <paramref name="whole"/> in percent, as a statistic; 5.2 means 5.2 %. Null where the whole is zero: there is
    /// no share of nothing.
    /// </summary>
    public static double? Percent(decimal part, decimal whole) => whole == 0m ? null : (double)part / (double)whole * 100d;
}
