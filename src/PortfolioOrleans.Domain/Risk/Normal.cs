namespace PortfolioOrleans.Domain.Risk;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>The value below which a part of the distribution lies: the distribution function by its series (Marsaglia 2004), turned round by Newton's method.</summary>
    /// <param name="probability">Between 1E-9 and 1 - 1E-9.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside that.</exception>
    public static double Quantile(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 1e-9);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1 - 1e-9);

        var z = 0d;
        for (var step = 0; step < 100; step++)
        {
            var next = z - ((Below(z) - probability) / Density(z));
            if (Math.Abs(next - z) < 1e-15)
            {
                return next;
            }

            z = Math.Clamp(next, -6.5, 6.5);
        }

        return z;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2d) / Math.Sqrt(2d * Math.PI);

    private static double Below(double z)
    {
        var (term, sum) = (z, z);
        for (var i = 3; Math.Abs(term) > 1e-18 && i < 500; i += 2)
        {
            term *= z * z / i;
            sum += term;
        }

        return 0.5 + (Density(z) * sum);
    }
}
