using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryUserStore(MemoryDatabase database) : IUserStore
{
    public Task AddAsync(User user, CancellationToken cancellationToken)
    {
        UserRules.Check(user);
        return database.RunAsync(
            () => database.Users.TryAdd(user.Id, user with { CreatedAt = StoredTime.Of(user.CreatedAt) }) ? true : throw UserRules.Taken(user.Id),
            cancellationToken);
    }

    public Task<User?> FindAsync(string userId, CancellationToken cancellationToken) =>
        database.RunAsync(() => database.Users.GetValueOrDefault(userId), cancellationToken);

    public Task<IReadOnlyList<User>> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return database.RunAsync<IReadOnlyList<User>>(
            () => [.. database.Users.Values.Where(user => string.CompareOrdinal(user.Id, after ?? "") > 0).Take(limit)], cancellationToken);
    }
}
