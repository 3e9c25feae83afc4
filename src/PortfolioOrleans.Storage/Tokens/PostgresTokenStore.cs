using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tokens;

/// <summary>Table api_tokens.</summary>
internal sealed class PostgresTokenStore(PostgresDatabase database) : ITokenStore
{
    private const string Columns = "id, user_id, label, scopes, created_at, expires_at, revoked_at";

    public Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        TokenRules.Check(token);
        return database.OnceAsync(
            Scope.Of(token.UserId), Read,
            [
                new Sql(
                    $"INSERT INTO api_tokens (hash, {Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    hash.ToArray(), token.Id, token.UserId, token.Label, token.Scopes.ToArray(), StoredTime.Of(token.CreatedAt),
                    StoredTime.Of(token.ExpiresAt), StoredTime.Of(token.RevokedAt)),
            ],
            cancellationToken,
            refused => refused.SqlState switch
            {
                PostgresErrorCodes.UniqueViolation => TokenRules.Taken(token.Id),
                PostgresErrorCodes.ForeignKeyViolation => UserRules.Missing(token.UserId),
                _ => refused.ToCallersError(),
            });
    }

    public Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, Read, new Sql($"SELECT {Columns} FROM api_tokens WHERE hash = $1", hash.ToArray()), cancellationToken);

    public async Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var revoked = await database.OnceAsync(
            Scope.Service, row => row.GetString(0),
            [new Sql("UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id", tokenId, StoredTime.Of(at))],
            cancellationToken);
        return revoked.Count > 0;
    }

    public async Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken) => await database.ReadAsync(
        userId is null ? Scope.Service : Scope.Of(userId), Read,
        new Sql($"SELECT {Columns} FROM api_tokens ORDER BY created_at DESC, id"), cancellationToken);

    private static ApiToken Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        [.. row.GetFieldValue<string[]>(3)],
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetFieldValue<DateTimeOffset?>(5),
        row.GetFieldValue<DateTimeOffset?>(6));
}
