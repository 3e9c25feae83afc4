using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>What was realised, by where it came from, in the books' currency. Sums of parts are the parts of sums.</summary>
/// <param name="Gains">Of disposals; futures apart.</param>
/// <param name="FuturesPnl">Of derivatives, as the venue states it, without commission and funding.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Commission">Of derivatives, below zero.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates, less interest paid.</param>
/// <param name="FeesApart">Fees that neither cost nor proceeds hold, below zero.</param>
/// <param name="FeesPaid">All fees but those commissions, above zero; most of it is inside the gains already.</param>
public readonly record struct RealizedParts(
    decimal Gains, decimal FuturesPnl, decimal Funding, decimal Commission, decimal Income, decimal FeesApart, decimal FeesPaid)
{
    /// <summary>Everything realised.</summary>
    public decimal Total => Gains + FuturesPnl + Funding + Commission + Income + FeesApart;

    /// <summary>All that was paid in fees, commissions included; above zero for a cost.</summary>
    public decimal Fees => FeesPaid - Commission;

    /// <summary>What one booking adds.</summary>
    public static RealizedParts Of(Booking booking) => booking switch
    {
        Disposal disposal => new() { Gains = disposal.Gain },
        DerivativeResult { Part: DerivativePart.Funding } funding => new() { Funding = funding.Value },
        DerivativeResult { Part: DerivativePart.Commission } commission => new() { Commission = commission.Value },
        DerivativeResult profit => new() { FuturesPnl = profit.Value },
        Income income => new() { Income = income.Value },
        FeePaid fee => new() { FeesApart = fee.Result, FeesPaid = fee.Value },
        _ => default,
    };

    /// <exception cref="OverflowException">A sum fits no decimal.</exception>
    public static RealizedParts operator +(RealizedParts one, RealizedParts other) => new(
        one.Gains + other.Gains,
        one.FuturesPnl + other.FuturesPnl,
        one.Funding + other.Funding,
        one.Commission + other.Commission,
        one.Income + other.Income,
        one.FeesApart + other.FeesApart,
        one.FeesPaid + other.FeesPaid);
}
