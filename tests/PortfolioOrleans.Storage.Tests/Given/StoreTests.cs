using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A suite that both twins of a store must pass. Each test starts with empty stores.</summary>
public abstract class StoreTests(Twin twin) : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    private ServiceProvider? _open;

    protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _open = await twin.OpenAsync();

    public async Task DisposeAsync() => await _open!.DisposeAsync();

    protected T Get<T>()
        where T : notnull => _open!.GetRequiredService<T>();

    protected async Task<User> GivenUserAsync(string id)
    {
        var user = new User(id, id, Noon);
        await Get<IUserStore>().AddAsync(user, None);
        return user;
    }

    /// <summary>Of a user that is there already.</summary>
    protected async Task<Account> GivenAccountAsync(string id, string userId, string venue = "binance", DateTimeOffset? createdAt = null)
    {
        var account = new Account(
            id, userId, venue, Label: $"My {venue}", Fingerprint: $"key of {id}", CanTrade: false, CanWithdraw: false, createdAt ?? Noon);
        await Get<IAccountStore>().AddAsync(account, new byte[] { 1, 2, 3 }, None);
        return account;
    }
}
