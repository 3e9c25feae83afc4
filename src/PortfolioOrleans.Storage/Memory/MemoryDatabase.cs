using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Memory;

/// <summary>
/// What the in-memory stores share: the rows that others refer to, and one lock, held for no longer than a call. Every call ends before it returns, so a
/// simulation stays deterministic. Nothing is kept beyond the process.
/// </summary>
internal sealed class MemoryDatabase : IDatabaseProbe
{
    private readonly Lock _gate = new();

    public SortedDictionary<string, User> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (ApiToken Token, byte[] Hash)> Tokens { get; } = [];

    /// <summary>With credentials, which are null once an account is removed.</summary>
    public Dictionary<string, (Account Account, byte[]? Credentials)> Accounts { get; } = [];

    public Task<DatabaseHealth> CheckAsync(CancellationToken cancellationToken) =>
        RunAsync(() => new DatabaseHealth("memory", Available: true, TimeSpan.Zero, Error: null), cancellationToken);

    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return work();
        }
    }

    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    public void RequireUser(string userId)
    {
        if (!Users.ContainsKey(userId))
        {
            throw UserRules.Missing(userId);
        }
    }
}
