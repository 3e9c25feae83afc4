using System.Text.RegularExpressions;

namespace PortfolioOrleans.Storage.Users;

/// <summary>The people whose portfolios these are.</summary>
public interface IUserStore
{
    /// <exception cref="AlreadyExistsException">The id is taken.</exception>
    /// <exception cref="ArgumentException">The id is not one.</exception>
    Task AddAsync(User user, CancellationToken cancellationToken);

    Task<User?> FindAsync(string userId, CancellationToken cancellationToken);

    /// <summary>By id, ascending.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    Task<IReadOnlyList<User>> ListAsync(int limit, string? after, CancellationToken cancellationToken);
}

/// <param name="Id">1 to 64 characters of a-z, 0-9, '.', '_', '-', starting with a letter or digit.</param>
/// <param name="Name">For people.</param>
public sealed partial record User(string Id, string Name, DateTimeOffset CreatedAt)
{
    public static bool IsId(string? text) => text is not null && IdPattern().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex IdPattern();
}
