using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>Stores whose database can be switched off.</summary>
internal sealed class OutageTokens(ITokenStore inner, World world) : ITokenStore
{
    public Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.AddAsync(token, hash, cancellationToken);
    }

    public Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref world.TokenLookups);
        world.ThrowIfDatabaseIsDown();
        return inner.FindAsync(hash, cancellationToken);
    }

    public Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.RevokeAsync(tokenId, at, cancellationToken);
    }

    public Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.ListAsync(userId, cancellationToken);
    }
}

internal sealed class OutageUsers(IUserStore inner, World world) : IUserStore
{
    public Task AddAsync(User user, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.AddAsync(user, cancellationToken);
    }

    public Task<User?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.FindAsync(userId, cancellationToken);
    }

    public Task<IReadOnlyList<User>> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.ListAsync(limit, after, cancellationToken);
    }
}

internal sealed class OutageHistory(ISnapshotStore inner, World world) : ISnapshotStore
{
    public Task AddAsync(SnapshotRow row, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.AddAsync(row, cancellationToken);
    }

    public Task<IReadOnlyList<SnapshotRow>> ListAsync(
        string userId, string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, int limit, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.ListAsync(userId, portfolioId, from, to, step, limit, cancellationToken);
    }

    public Task<IReadOnlyList<SnapshotRow>> ListKnownAsync(
        string userId,
        string portfolioId,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan step,
        int limit,
        DateTimeOffset knownAt,
        CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.ListKnownAsync(userId, portfolioId, from, to, step, limit, knownAt, cancellationToken);
    }

    public Task<SnapshotRow?> FindLastCompleteAsync(string portfolioId, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.FindLastCompleteAsync(portfolioId, cancellationToken);
    }

    public Task<int> ThinAsync(string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.ThinAsync(portfolioId, from, to, step, cancellationToken);
    }

    public Task RestateAsync(
        string portfolioId, IReadOnlyCollection<RestatedRow> rows, DateTimeOffset restatedAt, CancellationToken cancellationToken)
    {
        world.ThrowIfDatabaseIsDown();
        return inner.RestateAsync(portfolioId, rows, restatedAt, cancellationToken);
    }
}

internal sealed class OutageProbe(World world) : IDatabaseProbe
{
    public Task<DatabaseHealth> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(new DatabaseHealth(
        "memory", !world.DatabaseIsDown, TimeSpan.FromMilliseconds(1), world.DatabaseIsDown ? "connection refused by 10.1.2.3:5432" : null));
}
