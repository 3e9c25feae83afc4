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

    /// <summary>The same number without trailing zeros behind the point: 1.500 and 1.5 print alike, and equal numbers compare alike as text.</summary>
    public static decimal Normalize(decimal amount) => amount / 1.0000000000000000000000000000m;

    /// <summary>
    /// <paramref name="part"/> of <paramref name="whole"/> in percent, as a statistic; 5.2 means 5.2 %. Null where the whole is zero: there is
    /// no share of nothing.
    /// </summary>
    public static double? Percent(decimal part, decimal whole) => whole == 0m ? null : (double)part / (double)whole * 100d;
}
