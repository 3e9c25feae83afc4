using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// What a kind of transaction does to quantity, cost, cash flow and income. The one table of it: the books are kept by it, and the README shows it. Fee legs
/// do the same in every kind that is no trade: what was paid leaves at its market value and is an expense.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="OtherSide">What stands on the other side of the principal legs.</param>
/// <param name="Quantity">What happens to what is held.</param>
/// <param name="Cost">What happens to lots.</param>
/// <param name="Flow">What performance sees as money in or out; "-" for nothing.</param>
/// <param name="Income">What the income statement sees; "-" for nothing.</param>
public sealed record LedgerEffect(TransactionKind Kind, OtherSide OtherSide, string Quantity, string Cost, string Flow, string Income)
{
    private const string None = "-";

    /// <summary>Every kind, in the order of the enum.</summary>
    public static ImmutableArray<LedgerEffect> All { get; } =
    [
        new(TransactionKind.Buy, OtherSide.OtherLegs, "base in, quote out", "base: lot at the value given, fee on top; quote: disposal at that value", None, None),
        new(TransactionKind.Sell, OtherSide.OtherLegs, "base out, quote in", "base: disposal at the value received, fee off it; quote: lot at that value", None, None),
        new(TransactionKind.Convert, OtherSide.OtherLegs, "one in, one out", "as a buy; a fee is taken off the proceeds where cash comes in", None, None),
        new(TransactionKind.Dust, OtherSide.OtherLegs, "several out, one in", "as a convert; the value is shared among what left by market value", None, None),
        new(TransactionKind.Deposit, OtherSide.Outside, "in", "lot at market value, marked as assumed; the sender's own lots where a withdrawal of the user matches", "in at market value, unless matched", None),
        new(TransactionKind.Withdrawal, OtherSide.Outside, "out", "lots leave at cost, without gain", "out at market value, unless matched", None),
        new(TransactionKind.FiatDeposit, OtherSide.Outside, "in", "as a deposit; none for the book's own currency", "in at market value", None),
        new(TransactionKind.FiatWithdrawal, OtherSide.Outside, "out", "as a withdrawal; none for the book's own currency", "out at market value", None),
        new(TransactionKind.TransferIn, OtherSide.OwnWallet, "in", "lots move with date, cost and fee", None, None),
        new(TransactionKind.TransferOut, OtherSide.OwnWallet, "out", "lots move with date, cost and fee", None, None),
        new(TransactionKind.FuturesTrade, OtherSide.Derivative, "realised profit in or out, commission out", "profit: lot at market value; loss and commission: disposal at market value", None, "futures profit, commission"),
        new(TransactionKind.Liquidation, OtherSide.Derivative, "as a futures trade", "as a futures trade", None, "futures profit, commission"),
        new(TransactionKind.Funding, OtherSide.Derivative, "in or out", "received: lot at market value; paid: disposal at market value", None, "funding"),
        new(TransactionKind.Fee, OtherSide.Income, "out", "disposal at market value", None, "expense at market value"),
        new(TransactionKind.Rebate, OtherSide.Income, "in", "lot at market value", None, "income at market value"),
        new(TransactionKind.Interest, OtherSide.Income, "in or out", "received: lot at market value; paid: disposal at market value", None, "income or expense at market value"),
        new(TransactionKind.Reward, OtherSide.Income, "in", "lot at market value", None, "income at market value"),
        new(TransactionKind.Airdrop, OtherSide.Income, "in", "lot at market value", None, "income at market value"),
        new(TransactionKind.Distribution, OtherSide.Income, "in", "lot at market value", None, "income at market value"),
        new(TransactionKind.Borrow, OtherSide.Debt, "in", "lot at market value, and a debt of the same value", None, None),
        new(TransactionKind.Repay, OtherSide.Debt, "out", "disposal at the value at which the debt was taken on", None, None),
        new(TransactionKind.Adjustment, OtherSide.Adjustment, "in or out", "in: lot at zero cost, marked as missing; out: disposal for nothing", None, None),
    ];

    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static LedgerEffect Of(TransactionKind kind) => (int)kind is var index && index >= 0 && index < All.Length
        ? All[index]
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of transaction.");
}

/// <summary>What a transaction's principal legs are exchanged for.</summary>
public enum OtherSide
{
    /// <summary>For each other: a trade.</summary>
    OtherLegs,

    /// <summary>The world outside: a flow.</summary>
    Outside,

    /// <summary>Another wallet of the user.</summary>
    OwnWallet,

    /// <summary>Income, or an expense where it goes out.</summary>
    Income,

    /// <summary>The result of a derivative.</summary>
    Derivative,

    /// <summary>What is owed.</summary>
    Debt,

    /// <summary>Nothing: the record was wrong.</summary>
    Adjustment,
}
