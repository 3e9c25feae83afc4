namespace PortfolioOrleans.Domain.Pnl;

/// <summary>What the currency did, apart from what the asset did.</summary>
public static class CurrencyEffect
{
    /// <summary>
    /// The part of a gain that the currency made: the cost in the asset's own currency at the rate of the sale, or of today, less the cost in the home currency at
    /// the rates of the days of purchase.
    /// </summary>
    /// <param name="localCost">In the asset's currency.</param>
    /// <param name="homeCost">The same cost in the home currency, each purchase at its own day's rate.</param>
    /// <param name="rate">Units of the home currency for one of the asset's, now.</param>
    public static decimal OnCost(decimal localCost, decimal homeCost, decimal rate) => (localCost * rate) - homeCost;
}
