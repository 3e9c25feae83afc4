using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>One line of the ledger. Its legs say by how much each balance changed.</summary>
/// <param name="Id">Unique in the account, for ever.</param>
/// <param name="Counterpart">The user's other wallet, for a transfer between two.</param>
/// <param name="Reference">What another system knows it by: a transfer's hash; null where there is none.</param>
/// <param name="Symbol">The pair that was traded; null for what is no trade, and so are those after it.</param>
/// <param name="Instrument">The venue's own id of it.</param>
/// <param name="Quantity">Units of the base; contracts for a derivative.</param>
/// <param name="Price">In the symbol's quote.</param>
/// <param name="PositionSide">Which side of a hedged position; null where there is one position.</param>
/// <param name="Corrects">The line of the same account that this one replaces; null for a line of its own.</param>
/// <param name="Reason">Why somebody gave it; null where the venue did.</param>
/// <param name="Void">It says that the line it corrects did not happen.</param>
/// <param name="RecordedAt">When the ledger took it in.</param>
internal sealed record TransactionAnswer(
    string Id,
    string AccountId,
    TransactionKind Kind,
    DateTimeOffset Time,
    WalletKind Wallet,
    WalletKind? Counterpart,
    string? Reference,
    string? Symbol,
    string? Instrument,
    TradeSide? Side,
    decimal? Quantity,
    decimal? Price,
    PositionSide? PositionSide,
    bool? IsMaker,
    string? OrderId,
    IReadOnlyList<LegAnswer> Legs,
    string? Corrects,
    string? Reason,
    bool Void,
    DateTimeOffset RecordedAt)
{
    public static TransactionAnswer Of(StoredTransaction row) =>
        Of(row.AccountId, row.Transaction, row.Corrects, row.Reason, row.IsVoid, row.RecordedAt);

    public static TransactionAnswer Of(
        string accountId, Transaction transaction, string? corrects, string? reason, bool isVoid, DateTimeOffset recordedAt) => new(
        transaction.Id,
        accountId,
        transaction.Kind,
        transaction.At,
        transaction.Wallet,
        transaction.Counterpart,
        transaction.Reference,
        transaction.Trade?.Symbol.ToString(),
        transaction.Trade?.Instrument,
        transaction.Trade?.Side,
        transaction.Trade?.Quantity,
        transaction.Trade?.Price,
        transaction.Trade?.Position,
        transaction.Trade?.IsMaker,
        transaction.Trade?.OrderId,
        [.. transaction.Legs.Select(leg => new LegAnswer(leg.Kind, leg.Change.Asset.Code, leg.Change.Amount))],
        corrects,
        reason,
        isVoid,
        recordedAt);
}

/// <summary>The change of one balance.</summary>
/// <param name="Change">Positive when it came in, negative when it left.</param>
internal sealed record LegAnswer(LegKind Kind, string Asset, decimal Change);

/// <summary>One thing that happened, as it is known now, and what it made.</summary>
/// <param name="Transaction">The line of the ledger that tells of it.</param>
/// <param name="RealizedPnl">What it realised, in the books' currency.</param>
/// <param name="Priced">False where something of it had no known price and was booked without gain.</param>
internal sealed record HistoryLineAnswer(TransactionAnswer Transaction, decimal RealizedPnl, bool Priced)
{
    public static HistoryLineAnswer Of(LineRow row) => new(
        TransactionAnswer.Of(row.AccountId, row.Transaction, row.Corrects, row.Reason, isVoid: false, row.RecordedAt), row.RealizedPnl, row.IsPriced);
}
