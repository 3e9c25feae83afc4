namespace PortfolioOrleans.Domain.Values;

/// <summary>What one unit of <see cref="Symbol"/>'s base was worth in its quote at <see cref="AsOf"/>. Never zero: a missing price is missing.</summary>
public readonly record struct Price
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="amount"/> is not above zero.</exception>
    public Price(Symbol symbol, decimal amount, DateTimeOffset asOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        Symbol = symbol;
        Amount = amount;
        AsOf = asOf;
    }

    public Symbol Symbol { get; }

    /// <summary>Units of the quote for one unit of the base.</summary>
    public decimal Amount { get; }

    /// <summary>The venue's own time for it, UTC.</summary>
    public DateTimeOffset AsOf { get; }

    public override string ToString() => FormattableString.Invariant($"{Amount} {Symbol} at {AsOf:O}");
}
