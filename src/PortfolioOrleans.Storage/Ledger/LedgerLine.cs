using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>A line of the ledger to append.</summary>
/// <param name="AccountId">Whose it is.</param>
/// <param name="Transaction">What happened; of a void line when, without legs.</param>
/// <param name="Corrects">The id, in the same account, of the line that it replaces; null for a line of its own.</param>
/// <param name="Reason">Why somebody gave it; null where the venue did.</param>
/// <param name="IsVoid">It says that the line it corrects did not happen.</param>
public sealed record LedgerLine(string AccountId, Transaction Transaction, string? Corrects = null, string? Reason = null, bool IsVoid = false);

/// <summary>A line as it was appended.</summary>
/// <param name="RecordedAt">When this system learned of it, UTC.</param>
/// <param name="Corrects">The id, in the same account, of the line that it replaces; null for a line of its own.</param>
/// <param name="Reason">Why somebody gave it; null where the venue did.</param>
/// <param name="IsVoid">It says that the line it corrects did not happen.</param>
public sealed record StoredTransaction(
    string AccountId, Transaction Transaction, DateTimeOffset RecordedAt, string? Corrects = null, string? Reason = null, bool IsVoid = false)
{
    public LedgerEntry ToEntry() => new(Transaction.Id, AccountId, IsVoid ? null : Transaction, RecordedAt, Corrects, Reason);
}

/// <summary>Where a line stands in the order of recording.</summary>
public readonly record struct RecordedPlace(DateTimeOffset RecordedAt, string AccountId, string Id)
{
    /// <summary>Before every line recorded at or after a moment.</summary>
    public static RecordedPlace From(DateTimeOffset moment) => new(moment, "", "");
}
