using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Accounts;

/// <summary>Tables accounts and credentials.</summary>
internal sealed class PostgresAccountStore(PostgresDatabase database) : IAccountStore
{
    private const string Columns =
        "id, user_id, venue, label, fingerprint, can_trade, can_withdraw, created_at, last_sync_at, sync_status, sync_error, removed_at";

    public Task AddAsync(Account account, ReadOnlyMemory<byte> encryptedCredentials, CancellationToken cancellationToken)
    {
        AccountRules.Check(account);
        return database.OnceAsync(
            Scope.Of(account.UserId), Read,
            [
                new Sql(
                    $"INSERT INTO accounts ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    account.Id, account.UserId, account.Venue, account.Label, account.Fingerprint, account.CanTrade, account.CanWithdraw,
                    StoredTime.Of(account.CreatedAt), StoredTime.Of(account.LastSyncAt), account.SyncStatus, account.SyncError,
                    StoredTime.Of(account.RemovedAt)),
                new Sql(
                    "INSERT INTO credentials (account_id, user_id, encrypted) VALUES ($1, $2, $3)",
                    account.Id, account.UserId, encryptedCredentials.ToArray()),
            ],
            cancellationToken,
            refused => (refused.SqlState, refused.ConstraintName) switch
            {
                (PostgresErrorCodes.UniqueViolation, "accounts_live_key") => AccountRules.KeyTaken(account.Venue),
                (PostgresErrorCodes.UniqueViolation, _) => AccountRules.IdTaken(account.Id),
                (PostgresErrorCodes.ForeignKeyViolation, _) => UserRules.Missing(account.UserId),
                _ => refused.ToCallersError(),
            });
    }

    public async Task AddManualAsync(string accountId, string userId, string label, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var account = AccountRules.Manual(accountId, userId, label, StoredTime.Of(at));
        await database.RepeatAsync(
            Scope.Of(userId), Read,
            [
                new Sql(
                    """
                    INSERT INTO accounts (id, user_id, venue, label, fingerprint, can_trade, can_withdraw, created_at, removed_at)
                    VALUES ($1, $2, $3, $4, $5, false, false, $6, $6) ON CONFLICT (id) DO NOTHING
                    """,
                    account.Id, account.UserId, account.Venue, account.Label, account.Fingerprint, account.CreatedAt),
            ],
            cancellationToken,
            refused => refused.SqlState == PostgresErrorCodes.ForeignKeyViolation ? UserRules.Missing(userId) : refused.ToCallersError());
        if ((await FindAsync(accountId, cancellationToken))?.UserId != userId)
        {
            throw AccountRules.IdTaken(accountId);
        }
    }

    public Task<Account?> FindAsync(string accountId, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, Read, new Sql($"SELECT {Columns} FROM accounts WHERE id = $1", accountId), cancellationToken);

    public Task<Account?> FindByFingerprintAsync(string venue, string fingerprint, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, Read,
        new Sql($"SELECT {Columns} FROM accounts WHERE venue = $1 AND fingerprint = $2 AND removed_at IS NULL", venue, fingerprint), cancellationToken);

    public async Task<IReadOnlyList<Account>> ListAsync(string userId, CancellationToken cancellationToken) => await database.ReadAsync(
        Scope.Of(userId), Read,
        new Sql($"SELECT {Columns} FROM accounts WHERE user_id = $1 AND removed_at IS NULL ORDER BY created_at, id", userId), cancellationToken);

    public async Task<IReadOnlyList<string>> ListOwnersAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await database.ReadAsync(
            Scope.Service, row => row.GetString(0),
            new Sql(
                "SELECT DISTINCT user_id FROM accounts WHERE removed_at IS NULL AND user_id > $1 ORDER BY user_id LIMIT $2", after ?? "", limit),
            cancellationToken);
    }

    public async Task<bool> RemoveAsync(string accountId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var removed = await database.OnceAsync(
            Scope.Service, row => row.GetString(0),
            [
                new Sql("UPDATE accounts SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL RETURNING id", accountId, StoredTime.Of(at)),
                new Sql("DELETE FROM credentials WHERE account_id = $1", accountId),
            ],
            cancellationToken);
        return removed.Count > 0;
    }

    public Task<byte[]?> FindCredentialsAsync(string accountId, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, row => row.GetFieldValue<byte[]>(0),
        new Sql("SELECT encrypted FROM credentials WHERE account_id = $1", accountId), cancellationToken);

    public Task NoteSyncAsync(string accountId, DateTimeOffset at, string status, string? error, CancellationToken cancellationToken) => database.RepeatAsync(
        Scope.Service, Read,
        [
            new Sql(
                """
                UPDATE accounts SET last_sync_at = $2, sync_status = $3, sync_error = $4
                WHERE id = $1 AND (last_sync_at IS NULL OR last_sync_at <= $2)
                """,
                accountId, StoredTime.Of(at), status, error),
        ],
        cancellationToken);

    private static Account Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetBoolean(5),
        row.GetBoolean(6),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetFieldValue<DateTimeOffset?>(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.IsDBNull(10) ? null : row.GetString(10),
        row.GetFieldValue<DateTimeOffset?>(11));
}
