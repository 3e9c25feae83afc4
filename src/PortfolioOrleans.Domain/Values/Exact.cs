namespace PortfolioOrleans.Domain.Values;

/// <summary>
/// Arithmetic on numbers that a venue sent, where an absurd one must not stop the valuation of everything else: what does not fit a decimal is
/// null, never rounded away and never an exception.
/// </summary>
public static class Exact
{
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
