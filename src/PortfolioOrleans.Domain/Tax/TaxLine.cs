using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tax;

/// <summary>One line of a tax report: what of one lot was disposed of at once. Amounts are in the books' currency.</summary>
/// <param name="EntryId">The ledger line of the disposal.</param>
/// <param name="LotId">The ledger line of the acquisition; null where it is missing.</param>
/// <param name="AcquiredAt">UTC; null where it is missing.</param>
/// <param name="DisposedAt">UTC.</param>
/// <param name="Proceeds">Its share of what the disposal brought, by quantity, before the fee.</param>
/// <param name="Fee">Its share of the fee of disposing.</param>
/// <param name="Cost">Of the lot's part, fees of acquiring included; zero where the acquisition is missing.</param>
/// <param name="IsLong">Held longer than the holding period.</param>
/// <param name="Origin">How well the cost is known.</param>
/// <param name="IsPriced">False where no price was known and the disposal was booked without gain.</param>
public sealed record TaxLine(
    string EntryId,
    string? LotId,
    string AccountId,
    Asset Asset,
    DisposalReason Why,
    decimal Quantity,
    DateTimeOffset? AcquiredAt,
    DateTimeOffset DisposedAt,
    decimal Proceeds,
    decimal Fee,
    decimal Cost,
    bool IsLong,
    CostOrigin Origin,
    bool IsPriced)
{
    public decimal Gain => Proceeds - Fee - Cost;

    /// <summary>How long it was held; null where the acquisition is missing.</summary>
    public TimeSpan? Held => DisposedAt - AcquiredAt;

    /// <summary>One line for each lot of the disposal, and one for what no lot covered; together they are the disposal, to the last digit.</summary>
    public static IEnumerable<TaxLine> Of(Disposal disposal, HoldingPeriod holding)
    {
        var (quantity, proceeds, fee) = (disposal.Released.Quantity, disposal.Proceeds, disposal.Fee);
        foreach (var match in disposal.Released.Matches)
        {
            (var itsProceeds, proceeds) = Rounding.Divide(proceeds, match.Quantity, quantity);
            (var itsFee, fee) = Rounding.Divide(fee, match.Quantity, quantity);
            quantity -= match.Quantity;
            yield return new TaxLine(
                disposal.EntryId, match.LotId, disposal.AccountId, disposal.Asset, disposal.Why, match.Quantity, match.AcquiredAt, disposal.At,
                itsProceeds, itsFee, match.TotalCost, holding.IsLong(match.AcquiredAt, disposal.At), match.Origin, disposal.IsPriced);
        }

        if (disposal.Released.Missing > 0m)
        {
            yield return new TaxLine(
                disposal.EntryId, null, disposal.AccountId, disposal.Asset, disposal.Why, disposal.Released.Missing, null, disposal.At,
                proceeds, fee, 0m, false, CostOrigin.Missing, disposal.IsPriced);
        }
    }
}
