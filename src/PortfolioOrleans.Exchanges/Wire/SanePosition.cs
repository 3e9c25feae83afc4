using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Wire;

internal static class SanePosition
{
    /// <summary>The position, once its value and profit have been computed and fit a number.</summary>
    /// <exception cref="WireException">They do not: each number alone may be held, but not together.</exception>
    public static Position Require(Position position)
    {
        try
        {
            if (position.MarkPrice is { } mark)
            {
                _ = position.Terms.Notional(position.Contracts, mark);
                _ = position.UnrealizedPnlAt(mark);
            }
        }
        catch (ArithmeticException)
        {
            throw new WireException(position.Instrument, "is worth more than any number that can be held");
        }

        return position;
    }
}
