using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>Every transaction of every account, append-only, and how far each history was read. A call returns when its rows are durable.</summary>
public interface ITransactionStore
{
    /// <summary>
    /// Appends the transactions that are not there yet and notes how far their history was read; all or nothing. A transaction whose id the account has already
    /// stays as it is, so that a page read twice adds nothing, whatever its time.
    /// </summary>
    /// <param name="mark">How far the history was read with them; null for transactions that came by themselves.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="ArgumentException">A transaction has no id, or an asset is none.</exception>
    /// <exception cref="KeyNotFoundException">The user has no such account.</exception>
    Task<int> AppendAsync(
        string userId, string accountId, ImmutableArray<Transaction> transactions, HistoryMark? mark, CancellationToken cancellationToken);

    /// <summary>
    /// Appends lines that somebody gave, of any accounts of the user, all or nothing: what happened where no venue tells of it, and corrections. A line whose id
    /// its account has already stays as it is.
    /// </summary>
    /// <returns>How many were new.</returns>
    /// <exception cref="ArgumentException">A transaction has no id, an asset is none, or a void line corrects nothing.</exception>
    /// <exception cref="KeyNotFoundException">The user has no such account.</exception>
    Task<int> AddAsync(string userId, ImmutableArray<LedgerLine> lines, CancellationToken cancellationToken);

    /// <summary>How far each history of an account was read, by its name; empty for one that was never read.</summary>
    Task<ImmutableArray<HistoryMark>> LoadMarksAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Every asset that ever stood in a transaction of the account, in order of code.</summary>
    Task<ImmutableArray<Asset>> ListAssetsAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>The user's transactions newest first, those of one moment by account and id.</summary>
    Task<ImmutableArray<StoredTransaction>> ListAsync(string userId, TransactionFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// The user's lines after a place, in the order in which they were recorded, those of one moment by account and id. A line becomes visible when it is committed, so
    /// that one may appear shortly before a place already read: whoever reads on begins a little earlier again.
    /// </summary>
    /// <param name="limit">At most so many, 1 to 10,000.</param>
    Task<ImmutableArray<StoredTransaction>> ListRecordedAsync(string userId, RecordedPlace after, int limit, CancellationToken cancellationToken);

    /// <summary>How many transactions an account has.</summary>
    Task<long> CountAsync(string accountId, CancellationToken cancellationToken);
}

/// <summary>How far one history of an account was read.</summary>
/// <param name="History">Its name at the venue's adapter.</param>
/// <param name="Cursor">Where to read on; what it holds is the adapter's own.</param>
/// <param name="IsComplete">True once the walk has reached now for the first time.</param>
/// <param name="Done">Steps taken by the walk.</param>
/// <param name="OfAbout">Of how many, where that can be said.</param>
/// <param name="Oldest">The oldest moment read, UTC; null before the first row.</param>
/// <param name="At">When it was noted, UTC.</param>
public sealed record HistoryMark(
    string History, string Cursor, bool IsComplete, int Done, int? OfAbout, DateTimeOffset? Oldest, DateTimeOffset At);

/// <summary>Which transactions. Null takes all.</summary>
/// <param name="Since">At or after, UTC.</param>
/// <param name="Until">Before, UTC.</param>
/// <param name="Symbol">Trades of this pair.</param>
/// <param name="Before">Older than the last of the page before.</param>
/// <param name="Limit">At most so many, 1 to 10,000.</param>
public sealed record TransactionFilter(
    string? AccountId = null,
    DateTimeOffset? Since = null,
    DateTimeOffset? Until = null,
    Symbol? Symbol = null,
    ImmutableArray<TransactionKind>? Kinds = null,
    TransactionPlace? Before = null,
    int Limit = 100);

/// <summary>Where a transaction stands in a user's list.</summary>
public readonly record struct TransactionPlace(DateTimeOffset At, string AccountId, string Id);
