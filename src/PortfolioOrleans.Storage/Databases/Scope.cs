using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>On whose behalf statements run. It decides which rows they can see at all; the database enforces it.</summary>
internal readonly record struct Scope
{
    private readonly string? _userId;

    private Scope(string userId) => _userId = userId;

    /// <summary>The service's own few reads and writes across users.</summary>
    public static Scope Service => default;

    /// <summary>One user's rows and nobody else's.</summary>
    public static Scope Of(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return new Scope(userId);
    }

    /// <summary>The statement that opens the scope. It ends with the transaction, which is the batch it stands in.</summary>
    public NpgsqlBatchCommand Enter() => _userId is { } user
        ? new Sql("SELECT set_config('portfolio.user_id', $1, true)", user).ToCommand()
        : new Sql($"SELECT set_config('role', '{DatabaseRoles.System}', true)").ToCommand();
}
