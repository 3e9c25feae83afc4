namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// What happened between the ends of two days, in money. What was held at the start counts from its value then, not from its cost: what it had gained before
/// belongs to earlier periods. What happened on the start day is part of the start.
/// </summary>
/// <param name="Initial">Value at the start, cash included.</param>
/// <param name="CapitalGains">Change of what is still held, against its value at the start or its cost where it was bought since.</param>
/// <param name="Realized">Proceeds before fees of what was sold, less its value at the start or its cost.</param>
/// <param name="Earnings">Income less expenses.</param>
/// <param name="Fees">Paid, above zero, where they are in neither cost nor proceeds.</param>
/// <param name="Transfers">What came in less what went out.</param>
/// <param name="Final">Value at the end, cash included.</param>
public sealed record PeriodResult(decimal Initial, decimal CapitalGains, decimal Realized, decimal Earnings, decimal Fees, decimal Transfers, decimal Final)
{
    /// <summary>What was made: the final value less transfers and the initial value.</summary>
    public decimal Delta => Final - Transfers - Initial;

    /// <summary>What the parts say was made; equal to <see cref="Delta"/> where nothing is missing in them.</summary>
    public decimal Explained => CapitalGains + Realized + Earnings - Fees;
}
