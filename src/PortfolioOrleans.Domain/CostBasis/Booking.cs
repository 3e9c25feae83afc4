using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// One thing that a ledger line did to the books. Amounts are in the book's currency. The sum of <see cref="Result"/> over all bookings is what was realised.
/// </summary>
/// <param name="EntryId">The ledger line it came from.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="AccountId">Where.</param>
/// <param name="Asset">What it was about.</param>
/// <param name="Quantity">Units of the asset; positive in, negative out.</param>
public abstract record Booking(string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity)
{
    /// <summary>What it adds to realised profit.</summary>
    public abstract decimal Result { get; }

    /// <summary>False where no price was known: then it was booked so that it makes neither gain nor loss, and totals say that they leave it out.</summary>
    public bool IsPriced { get; init; } = true;

    /// <summary>The pair or contract it came from; null where it was none.</summary>
    public Symbol? Symbol { get; init; }
}

/// <summary>Something left for a value.</summary>
/// <param name="Why">What it left for.</param>
/// <param name="Released">The lots it came from.</param>
/// <param name="Proceeds">What it brought, before the fee.</param>
/// <param name="Fee">What selling cost, taken off.</param>
public sealed record Disposal(
    string EntryId, DateTimeOffset At, string AccountId, Asset Asset, DisposalReason Why, Release Released, decimal Proceeds, decimal Fee)
    : Booking(EntryId, At, AccountId, Asset, -Released.Quantity)
{
    public decimal Cost => Released.TotalCost;

    public decimal Gain => Proceeds - Fee - Cost;

    public override decimal Result => Gain;
}

public enum DisposalReason
{
    /// <summary>Sold or swapped.</summary>
    Trade,

    /// <summary>Paid as a fee.</summary>
    Fee,

    /// <summary>Paid as interest, funding or a futures loss.</summary>
    Expense,

    /// <summary>Given back to who had lent it.</summary>
    Repayment,

    /// <summary>Written off.</summary>
    Adjustment,
}

/// <summary>Something came in and became a lot, or cash.</summary>
/// <param name="Cost">What it cost without fees.</param>
/// <param name="Fee">What acquiring it cost on top.</param>
/// <param name="Origin">How well the cost is known.</param>
public sealed record Acquisition(
    string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity, decimal Cost, decimal Fee, CostOrigin Origin)
    : Booking(EntryId, At, AccountId, Asset, Quantity)
{
    public override decimal Result => 0m;
}

/// <summary>Earned, or spent where <paramref name="Value"/> is negative.</summary>
/// <param name="Kind">The transaction's kind: interest, reward, airdrop ...</param>
/// <param name="Value">At market.</param>
public sealed record Income(string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity, TransactionKind Kind, decimal Value)
    : Booking(EntryId, At, AccountId, Asset, Quantity)
{
    public override decimal Result => Value;
}

/// <summary>Part of what derivatives brought or cost.</summary>
public sealed record DerivativeResult(string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity, DerivativePart Part, decimal Value)
    : Booking(EntryId, At, AccountId, Asset, Quantity)
{
    public override decimal Result => Value;
}

public enum DerivativePart
{
    /// <summary>As the venue states it, without commission and funding.</summary>
    RealizedPnl,
    Funding,
    Commission,
}

/// <summary>A fee was paid.</summary>
/// <param name="Value">At market, above zero.</param>
/// <param name="IsInCost">True where cost or proceeds already hold it, so that it is no expense of its own.</param>
public sealed record FeePaid(string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity, decimal Value, bool IsInCost)
    : Booking(EntryId, At, AccountId, Asset, Quantity)
{
    public override decimal Result => IsInCost ? 0m : -Value;
}

/// <summary>Money crossed the border of the portfolio.</summary>
/// <param name="Value">At market, signed as the quantity.</param>
/// <param name="Cost">Of the lots that came or left, signed alike.</param>
public sealed record CapitalFlow(string EntryId, DateTimeOffset At, string AccountId, Asset Asset, decimal Quantity, decimal Value, decimal Cost)
    : Booking(EntryId, At, AccountId, Asset, Quantity)
{
    public override decimal Result => 0m;
}
