namespace PortfolioOrleans.Storage.Accounts;

/// <summary>The exchange accounts of all users. A removed account stays as a row, so that its history keeps its name.</summary>
public interface IAccountStore
{
    /// <summary>Adds an account and its encrypted credentials, both or neither.</summary>
    /// <exception cref="AlreadyExistsException">The id, or the fingerprint at that venue, belongs to a live account already.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task AddAsync(Account account, ReadOnlyMemory<byte> encryptedCredentials, CancellationToken cancellationToken);

    /// <summary>
    /// Adds an account that no venue is read for: a place for what its user writes down. It has no key and is never listed as live. Doing it twice is doing it once.
    /// </summary>
    /// <exception cref="AlreadyExistsException">The id belongs to another user's account.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task AddManualAsync(string accountId, string userId, string label, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The account, removed or not; null if there never was one.</summary>
    Task<Account?> FindAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>The live account with this key at this venue, whoever owns it.</summary>
    Task<Account?> FindByFingerprintAsync(string venue, string fingerprint, CancellationToken cancellationToken);

    /// <summary>A user's live accounts, oldest first.</summary>
    Task<IReadOnlyList<Account>> ListAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Every user who has a live account, by id, ascending, a page at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    Task<IReadOnlyList<string>> ListOwnersAsync(int limit, string? after, CancellationToken cancellationToken);

    /// <summary>Marks it removed and deletes its credentials, both or neither. False if it was gone before.</summary>
    Task<bool> RemoveAsync(string accountId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The encrypted credentials; null once removed.</summary>
    Task<byte[]?> FindCredentialsAsync(string accountId, CancellationToken cancellationToken);

    /// <summary>Notes how its last sync went, for lists that do not ask the grain. An older note, or one about an account that is not there, changes nothing.</summary>
    Task NoteSyncAsync(string accountId, DateTimeOffset at, string status, string? error, CancellationToken cancellationToken);
}

/// <param name="Id">Never given again.</param>
/// <param name="Fingerprint">Keyed hash of the API key: tells two keys apart and says nothing else.</param>
/// <param name="CanTrade">The key may trade; the user was told and said yes.</param>
/// <param name="CanWithdraw">The key may withdraw; the user was told and said yes.</param>
/// <param name="RemovedAt">Null for a live account.</param>
public sealed record Account(
    string Id,
    string UserId,
    string Venue,
    string Label,
    string Fingerprint,
    bool CanTrade,
    bool CanWithdraw,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSyncAt = null,
    string? SyncStatus = null,
    string? SyncError = null,
    DateTimeOffset? RemovedAt = null)
{
    /// <summary>The venue of an account that no venue is read for.</summary>
    public const string ManualVenue = "manual";
}
