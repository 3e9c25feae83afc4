using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What of a UTC year's ledger a tax return asks for.</summary>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Lots">Which lots a disposal took: those of the same wallet, of the same account, or all in one pool.</param>
/// <param name="Holding">Where short ends and long begins: by the calendar, by hours, or nothing is long.</param>
/// <param name="HoldingPeriod">The same in words.</param>
/// <param name="Disposals">In order of time, a row for each lot that a disposal took from.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates at their value of the day; less expenses.</param>
/// <param name="Derivatives">Profit, funding and commissions of derivatives.</param>
/// <param name="Fees">Paid and in no cost and no proceeds; below zero.</param>
/// <param name="ShortTerm">Sums of disposals within the holding period.</param>
/// <param name="LongTerm">Sums of disposals after it.</param>
/// <param name="Total">Sums of all disposals.</param>
/// <param name="Explanation">The rows of income, derivatives and fees; null unless asked for. Disposals are the rows of their sums.</param>
internal sealed record TaxAnswer(
    int Year,
    CostMethod Method,
    LotScope Lots,
    string Currency,
    HoldingRule Holding,
    string HoldingPeriod,
    IReadOnlyList<TaxDisposalAnswer> Disposals,
    decimal Income,
    decimal Derivatives,
    decimal Fees,
    TaxSumsAnswer ShortTerm,
    TaxSumsAnswer LongTerm,
    TaxSumsAnswer Total,
    DoubtsAnswer Doubts,
    TaxExplanationAnswer? Explanation)
{
    public static TaxAnswer Of(TaxStatement tax, HoldingRule holding, bool explains) => new(
        tax.Year,
        tax.Method,
        tax.Lots,
        tax.Currency.Code,
        holding,
        tax.Holding,
        [.. tax.Disposals.Select(TaxDisposalAnswer.Of)],
        tax.Income.Amount,
        tax.Derivatives.Amount,
        tax.Fees.Amount,
        TaxSumsAnswer.Of(tax.Short),
        TaxSumsAnswer.Of(tax.Long),
        TaxSumsAnswer.Of(tax.All),
        DoubtsAnswer.Of(tax.Doubts),
        explains ? new TaxExplanationAnswer(FigureRowAnswer.Of(tax.Income), FigureRowAnswer.Of(tax.Derivatives), FigureRowAnswer.Of(tax.Fees)) : null);
}

/// <summary>What of one lot was disposed of at once.</summary>
/// <param name="Id">The line of the disposal.</param>
/// <param name="LotId">The line of the acquisition; null where it is missing, and so is its time.</param>
/// <param name="Reason">What it left for.</param>
/// <param name="Proceeds">Before the fee.</param>
/// <param name="Cost">Fees of acquiring included.</param>
/// <param name="Gain">Proceeds less fee and cost.</param>
/// <param name="HeldDays">Whole days; null where the acquisition is missing.</param>
/// <param name="LongTerm">Held longer than the holding period.</param>
/// <param name="CostOrigin">How well the cost is known.</param>
/// <param name="Priced">False where no price was known and it was booked without gain.</param>
internal sealed record TaxDisposalAnswer(
    string Id,
    string? LotId,
    string AccountId,
    string Asset,
    DisposalReason Reason,
    decimal Quantity,
    DateTimeOffset? AcquiredAt,
    DateTimeOffset DisposedAt,
    decimal Proceeds,
    decimal Fee,
    decimal Cost,
    decimal Gain,
    int? HeldDays,
    bool LongTerm,
    CostOrigin CostOrigin,
    bool Priced)
{
    public static TaxDisposalAnswer Of(TaxDisposal row) => new(
        row.LineId, row.LotId, row.AccountId, row.Asset.Code, row.Why, row.Quantity, row.AcquiredAt, row.DisposedAt, row.Proceeds, row.Fee, row.Cost, row.Gain,
        row.AcquiredAt is { } acquired ? (int)(row.DisposedAt - acquired).TotalDays : null, row.IsLong, row.Origin, row.IsPriced);
}

/// <summary>Sums of columns, to the last digit.</summary>
/// <param name="Losses">Below zero.</param>
/// <param name="Gain">Gains and losses.</param>
internal sealed record TaxSumsAnswer(decimal Proceeds, decimal Fees, decimal Cost, decimal Gains, decimal Losses, decimal Gain)
{
    public static TaxSumsAnswer Of(TaxSums sums) => new(sums.Proceeds, sums.Fees, sums.Cost, sums.Gains, sums.Losses, sums.Gain);
}

/// <summary>The rows that sums are made of.</summary>
internal sealed record TaxExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> Income, IReadOnlyList<FigureRowAnswer> Derivatives, IReadOnlyList<FigureRowAnswer> Fees);
