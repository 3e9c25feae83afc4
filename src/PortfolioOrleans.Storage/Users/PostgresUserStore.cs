using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Users;

/// <summary>Table users.</summary>
internal sealed class PostgresUserStore(PostgresDatabase database) : IUserStore
{
    public Task AddAsync(User user, CancellationToken cancellationToken)
    {
        UserRules.Check(user);
        return database.OnceAsync(
            Scope.Service, Read,
            [new Sql("INSERT INTO users (id, name, created_at) VALUES ($1, $2, $3)", user.Id, user.Name, StoredTime.Of(user.CreatedAt))],
            cancellationToken,
            refused => refused.SqlState == PostgresErrorCodes.UniqueViolation ? UserRules.Taken(user.Id) : refused.ToCallersError());
    }

    public Task<User?> FindAsync(string userId, CancellationToken cancellationToken) => User.IsId(userId)
        ? database.FindAsync(
            Scope.Of(userId), Read, new Sql("SELECT id, name, created_at FROM users WHERE id = $1", userId), cancellationToken)
        : Task.FromResult<User?>(null);

    public async Task<IReadOnlyList<User>> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await database.ReadAsync(
            Scope.Service, Read,
            new Sql("SELECT id, name, created_at FROM users WHERE id > $1 ORDER BY id LIMIT $2", after ?? "", limit), cancellationToken);
    }

    private static User Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2));
}
