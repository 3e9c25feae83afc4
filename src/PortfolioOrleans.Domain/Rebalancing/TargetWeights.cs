namespace PortfolioOrleans.Domain.Rebalancing;

/// <summary>What to buy and sell to reach target weights. Amounts are in the portfolio's currency; a delta above zero is bought, below zero sold.</summary>
public static class TargetWeights
{
    /// <summary>weight x (all values + new cash) - value; together the deltas are the new cash where the weights add up to 1.</summary>
    /// <param name="holdings">Value and target weight, a fraction, of each.</param>
    /// <param name="cash">To put in; below zero to take out.</param>
    public static IReadOnlyList<decimal> Deltas(IReadOnlyCollection<(decimal Value, decimal Weight)> holdings, decimal cash)
    {
        var total = holdings.Sum(holding => holding.Value) + cash;
        return [.. holdings.Select(holding => (holding.Weight * total) - holding.Value)];
    }

    /// <summary>
    /// New money only lifts what is furthest below its target, money to take out only comes from what is furthest above, step by step; nothing is sold to buy something
    /// else. What is left below a step goes the same way. Of equal ones the first is taken.
    /// </summary>
    /// <param name="holdings">Value and target weight, above zero, of each.</param>
    /// <param name="cash">To put in; below zero to take out.</param>
    /// <param name="step">In money, above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not above zero.</exception>
    public static IReadOnlyList<decimal> CashOnlyDeltas(IReadOnlyList<(decimal Value, decimal Weight)> holdings, decimal cash, decimal step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);

        var deltas = new decimal[holdings.Count];
        decimal Fullness(int i) => (holdings[i].Value + deltas[i]) / holdings[i].Weight;
        for (var left = Math.Abs(cash); left > 0m && deltas.Length > 0; left -= step)
        {
            var part = Math.Min(step, left);
            var everything = Enumerable.Range(0, deltas.Length);
            deltas[cash > 0m ? everything.MinBy(Fullness) : everything.MaxBy(Fullness)] += cash > 0m ? part : -part;
        }

        return deltas;
    }
}
