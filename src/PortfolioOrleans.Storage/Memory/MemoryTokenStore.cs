using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryTokenStore(MemoryDatabase database) : ITokenStore
{
    public Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        TokenRules.Check(token);
        var kept = token with
        {
            CreatedAt = StoredTime.Of(token.CreatedAt),
            ExpiresAt = StoredTime.Of(token.ExpiresAt),
            RevokedAt = StoredTime.Of(token.RevokedAt),
        };
        return database.RunAsync(
            () =>
            {
                if (database.Tokens.ContainsKey(token.Id) || Find(hash) is not null)
                {
                    throw TokenRules.Taken(token.Id);
                }

                database.RequireUser(token.UserId);
                database.Tokens.Add(token.Id, (kept, hash.ToArray()));
                return true;
            },
            cancellationToken);
    }

    public Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        database.RunAsync(() => Find(hash), cancellationToken);

    public Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        StoredText.Check(tokenId);
        return database.RunAsync(
            () =>
            {
                if (!database.Tokens.TryGetValue(tokenId, out var row) || row.Token.RevokedAt is not null)
                {
                    return false;
                }

                database.Tokens[tokenId] = (row.Token with { RevokedAt = StoredTime.Of(at) }, row.Hash);
                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<ApiToken>>(
        () =>
        [
            .. database.Tokens.Values
                .Select(row => row.Token)
                .Where(token => userId is null || token.UserId == userId)
                .OrderByDescending(token => token.CreatedAt)
                .ThenBy(token => token.Id, StringComparer.Ordinal),
        ],
        cancellationToken);

    private ApiToken? Find(ReadOnlyMemory<byte> hash) =>
        database.Tokens.Values.FirstOrDefault(row => row.Hash.AsSpan().SequenceEqual(hash.Span)).Token;
}
