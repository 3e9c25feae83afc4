namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// One line of the ledger: what happened, and when we came to know of it. Lines are only ever added. A line that corrects another names it and takes its
/// place from the time it was recorded on; what was believed before can still be asked for.
/// </summary>
/// <param name="Id">Unique in the account: the transaction's own id, or the correction's.</param>
/// <param name="AccountId">The account in this system.</param>
/// <param name="Transaction">What happened; null for a correction that says "it did not happen".</param>
/// <param name="RecordedAt">When the ledger took it in, UTC.</param>
/// <param name="Corrects">The id, in the same account, of the line this one replaces; null for a line of its own.</param>
/// <param name="Reason">Why somebody corrected it or added it by hand; null where it came from the venue.</param>
public sealed record LedgerEntry(
    string Id,
    string AccountId,
    Transaction? Transaction,
    DateTimeOffset RecordedAt,
    string? Corrects = null,
    string? Reason = null)
{
    /// <summary>A line that a venue's history gave.</summary>
    public static LedgerEntry Of(string accountId, Transaction transaction, DateTimeOffset recordedAt) =>
        new(transaction.Id, accountId, transaction, recordedAt);

    /// <summary>A line that takes the place of this one.</summary>
    /// <param name="id">Of the correction; another id than this line's.</param>
    /// <param name="transaction">What happened instead; null where nothing did.</param>
    /// <param name="recordedAt">When the correction was made, UTC.</param>
    /// <param name="reason">For the audit trail.</param>
    /// <exception cref="ArgumentException">The id is this line's own.</exception>
    public LedgerEntry CorrectedBy(string id, Transaction? transaction, DateTimeOffset recordedAt, string reason) => id == Id
        ? throw new ArgumentException($"A correction of {Id} needs an id of its own.", nameof(id))
        : new LedgerEntry(id, AccountId, transaction, recordedAt, Id, reason);
}
