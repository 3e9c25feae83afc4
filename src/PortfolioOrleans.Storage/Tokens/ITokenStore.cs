using System.Collections.Immutable;

namespace PortfolioOrleans.Storage.Tokens;

/// <summary>API tokens by the SHA-256 of their text; the text itself is never kept.</summary>
public interface ITokenStore
{
    /// <exception cref="AlreadyExistsException">The id or the hash is there already.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>The token of this hash, whether or not it is expired or revoked; null if there is none.</summary>
    Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>False if there is no such token or it was revoked before.</summary>
    Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Newest first; all users' where <paramref name="userId"/> is null.</summary>
    Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken);
}

/// <param name="Id">Public; names the token in lists and revocations.</param>
/// <param name="Scopes">As in the API's documentation, e.g. "portfolio:read".</param>
public sealed record ApiToken(
    string Id,
    string UserId,
    string Label,
    ImmutableArray<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt);
