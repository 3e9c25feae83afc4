using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryAccountStore(MemoryDatabase database) : IAccountStore
{
    public Task AddAsync(Account account, ReadOnlyMemory<byte> encryptedCredentials, CancellationToken cancellationToken)
    {
        AccountRules.Check(account);
        var kept = account with
        {
            CreatedAt = StoredTime.Of(account.CreatedAt),
            LastSyncAt = StoredTime.Of(account.LastSyncAt),
            RemovedAt = StoredTime.Of(account.RemovedAt),
        };
        return database.RunAsync(
            () =>
            {
                if (database.Accounts.ContainsKey(account.Id))
                {
                    throw AccountRules.IdTaken(account.Id);
                }

                if (Live().Any(other => other.Venue == account.Venue && other.Fingerprint == account.Fingerprint))
                {
                    throw AccountRules.KeyTaken(account.Venue);
                }

                database.RequireUser(account.UserId);
                database.Accounts.Add(account.Id, (kept, encryptedCredentials.ToArray()));
                return true;
            },
            cancellationToken);
    }

    public Task AddManualAsync(string accountId, string userId, string label, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var account = AccountRules.Manual(accountId, userId, label, StoredTime.Of(at));
        return database.RunAsync(
            () =>
            {
                database.RequireUser(userId);
                database.Accounts.TryAdd(accountId, (account, null));
                return database.Accounts[accountId].Account.UserId == userId ? true : throw AccountRules.IdTaken(accountId);
            },
            cancellationToken);
    }

    public Task<Account?> FindAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync<Account?>(() => database.Accounts.GetValueOrDefault(accountId).Account, cancellationToken);

    public Task<Account?> FindByFingerprintAsync(string venue, string fingerprint, CancellationToken cancellationToken) => database.RunAsync(
        () => Live().FirstOrDefault(account => account.Venue == venue && account.Fingerprint == fingerprint), cancellationToken);

    public Task<IReadOnlyList<Account>> ListAsync(string userId, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<Account>>(
        () =>
        [
            .. Live()
                .Where(account => account.UserId == userId)
                .OrderBy(account => account.CreatedAt)
                .ThenBy(account => account.Id, StringComparer.Ordinal),
        ],
        cancellationToken);

    public Task<IReadOnlyList<string>> ListOwnersAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.RunAsync<IReadOnlyList<string>>(
            () =>
            [
                .. Live()
                    .Select(account => account.UserId)
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Where(owner => string.CompareOrdinal(owner, after ?? "") > 0)
                    .Take(limit),
            ],
            cancellationToken);
    }

    public Task<bool> RemoveAsync(string accountId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        StoredText.Check(accountId);
        return database.RunAsync(
            () =>
            {
                if (!database.Accounts.TryGetValue(accountId, out var row) || row.Account.RemovedAt is not null)
                {
                    return false;
                }

                database.Accounts[accountId] = (row.Account with { RemovedAt = StoredTime.Of(at) }, null);
                return true;
            },
            cancellationToken);
    }

    public Task<byte[]?> FindCredentialsAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync(() => database.Accounts.GetValueOrDefault(accountId).Credentials?.ToArray(), cancellationToken);

    public Task NoteSyncAsync(string accountId, DateTimeOffset at, string status, string? error, CancellationToken cancellationToken)
    {
        StoredText.Check(accountId);
        StoredText.Check(status);
        StoredText.Check(error);
        var kept = StoredTime.Of(at);
        return database.RunAsync(
            () =>
            {
                if (database.Accounts.TryGetValue(accountId, out var row) && (row.Account.LastSyncAt is not { } last || last <= kept))
                {
                    var noted = row.Account with { LastSyncAt = kept, SyncStatus = status, SyncError = error };
                    database.Accounts[accountId] = (noted, row.Credentials);
                }

                return true;
            },
            cancellationToken);
    }

    private IEnumerable<Account> Live() => database.Accounts.Values.Select(row => row.Account).Where(account => account.RemovedAt is null);
}
