using Npgsql;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tokens;

/// <summary>Table api_tokens. Tokens that are asked for at once, as when a thousand clients come back together, are looked up together.</summary>
internal sealed class PostgresTokenStore : ITokenStore, IAsyncDisposable
{
    private const string Columns = "id, user_id, label, scopes, created_at, expires_at, revoked_at";

    private readonly PostgresDatabase _database;
    private readonly GroupCommit<string, string, ApiToken?> _lookups; // By the hash in hexadecimal.

    public PostgresTokenStore(PostgresDatabase database)
    {
        _database = database;
        _lookups = new GroupCommit<string, string, ApiToken?>(hash => hash, hash => hash.Length, FindAllAsync);
    }

    public Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        TokenRules.Check(token);
        return _database.OnceAsync(
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

    public Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        _lookups.WriteAsync(Convert.ToHexString(hash.Span), cancellationToken);

    public async Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var revoked = await _database.OnceAsync(
            Scope.Service, row => row.GetString(0),
            [new Sql("UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id", tokenId, StoredTime.Of(at))],
            cancellationToken);
        return revoked.Count > 0;
    }

    public async Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken) => await _database.ReadAsync(
        userId is null ? Scope.Service : Scope.Of(userId), Read,
        new Sql($"SELECT {Columns} FROM api_tokens ORDER BY created_at DESC, id"), cancellationToken);

    public ValueTask DisposeAsync() => _lookups.DisposeAsync();

    private async Task<IReadOnlyList<ApiToken?>> FindAllAsync(IReadOnlyList<string> hashes)
    {
        var found = await _database.ReadAsync(
            Scope.Service, row => (Token: Read(row), Hash: Convert.ToHexString(row.GetFieldValue<byte[]>(7))),
            new Sql($"SELECT {Columns}, hash FROM api_tokens WHERE hash = ANY($1)", (object)hashes.Select(Convert.FromHexString).ToArray()) { IsFrequent = true }, CancellationToken.None);
        var byHash = found.ToDictionary(row => row.Hash, row => row.Token);
        return [.. hashes.Select(hash => byHash.GetValueOrDefault(hash))];
    }

    private static ApiToken Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        [.. row.GetFieldValue<string[]>(3)],
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetFieldValue<DateTimeOffset?>(5),
        row.GetFieldValue<DateTimeOffset?>(6));
}
