namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>What was acquired together and is still held. Quantity and cost are totals: the price of a unit is derived, never kept.</summary>
/// <param name="Id">The ledger entry that brought it in.</param>
/// <param name="AcquiredAt">UTC; the holding period starts here, and a transfer between the user's own wallets does not change it.</param>
/// <param name="Quantity">Units of the asset, above zero.</param>
/// <param name="Cost">What was given for it without fees, in the book's currency.</param>
/// <param name="Fee">What acquiring it cost on top, same currency.</param>
/// <param name="Origin">How well the cost is known.</param>
public sealed record Lot(string Id, DateTimeOffset AcquiredAt, decimal Quantity, decimal Cost, decimal Fee = 0m, CostOrigin Origin = CostOrigin.Known)
{
    /// <summary>Cost and fee: what a gain is measured against.</summary>
    public decimal TotalCost => Cost + Fee;
}

/// <summary>How well a lot's cost is known.</summary>
public enum CostOrigin
{
    /// <summary>From what was paid, or the market value at which it was booked as income.</summary>
    Known,

    /// <summary>It came from outside without a history: the market value of the day was taken.</summary>
    Assumed,

    /// <summary>Nothing says what it cost: zero was taken.</summary>
    Missing,
}
