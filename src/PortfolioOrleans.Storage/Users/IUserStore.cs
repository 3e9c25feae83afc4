namespace PortfolioOrleans.Storage.Users;

/// <summary>The people whose portfolios these are.</summary>
public interface IUserStore
{
    /// <exception cref="AlreadyExistsException">The id is taken.</exception>
    Task AddAsync(User user, CancellationToken cancellationToken);

    Task<User?> FindAsync(string userId, CancellationToken cancellationToken);

    /// <summary>By id, ascending.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    Task<IReadOnlyList<User>> ListAsync(int limit, string? after, CancellationToken cancellationToken);
}

/// <param name="Id">1 to 64 characters of a-z, 0-9, '.', '_', '-', starting with a letter or digit.</param>
/// <param name="Name">For people.</param>
public sealed record User(string Id, string Name, DateTimeOffset CreatedAt);
