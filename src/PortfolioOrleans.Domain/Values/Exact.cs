namespace PortfolioOrleans.Domain.Values;

/// <summary>
/// Arithmetic on numbers that a venue sent, where an absurd one must not stop the valuation of everything else: what does not fit a decimal is
/// null, never rounded away and never an exception.
/// </summary>
public static class Exact
{
    public static decimal? Product(decimal left, decimal right) => Result(left, right, static (left, right) => left * right);

    /// <summary>Null where the divisor is zero, too.</summary>
    public static decimal? Quotient(decimal dividend, decimal divisor) => Result(dividend, divisor, static (dividend, divisor) => dividend / divisor);

    public static decimal? Sum(decimal left, decimal right) => Result(left, right, static (left, right) => left + right);

    /// <summary>What the computation comes to; null where some step of it fits no decimal or divides by nothing.</summary>
    public static decimal? Result(Func<decimal> computation) => Result(computation, 0m, static (computation, _) => computation());

    private static decimal? Result<T>(T first, decimal second, Func<T, decimal, decimal> computation)
    {
        try
        {
            return computation(first, second);
        }
        catch (Exception absurd) when (absurd is OverflowException or DivideByZeroException)
        {
            return null;
        }
    }
}
