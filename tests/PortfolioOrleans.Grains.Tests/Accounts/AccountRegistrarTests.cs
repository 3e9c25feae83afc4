using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Users;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Accounts;

public sealed class AccountRegistrarTests
{
    private static readonly FakeVenue Venue = new("fake", TimeProvider.System, new FakeWallet(WalletKind.Spot));

    private static readonly NewAccount Account = new(
        "fake", "mine", ImmutableDictionary<string, string>.Empty.Add("api_key", "key").Add("api_secret", Keys.Secret), AllowPowerfulKey: false);

    private readonly ServiceProvider _stores = new ServiceCollection().AddSingleton(TimeProvider.System).AddMemoryStorage().BuildServiceProvider();

    private static string Key(byte fill) => Convert.ToBase64String(Enumerable.Repeat(fill, 32).ToArray());

    /// <summary>As a service that was started with these master keys.</summary>
    private async Task<AccountRegistrar> WithKeysAsync(string keys) => new(
        _stores.GetRequiredService<IAccountStore>(),
        new CredentialVault(await MasterKeys.OpenAsync(keys, "/nowhere", _stores.GetRequiredService<IKeyChecks>(), CancellationToken.None)),
        [Venue],
        TimeProvider.System);

    /// <summary>An API key added twice would count everything twice.</summary>
    [Fact]
    public async Task A_key_that_was_added_under_an_earlier_master_key_is_known()
    {
        await _stores.GetRequiredService<IUserStore>().AddAsync(new User("alice", "Alice", TimeProvider.System.GetUtcNow()), CancellationToken.None);
        Venue.Account("key");
        var before = await WithKeysAsync($"old:{Key(1)}");
        var (id, _) = await before.IdForAsync("alice", Account, CancellationToken.None);
        await before.RegisterAsync(id, "alice", Account, CancellationToken.None);

        var after = await WithKeysAsync($"new:{Key(2)},old:{Key(1)}");

        Assert.Equal((id, false), await after.IdForAsync("alice", Account, CancellationToken.None));
        await Assert.ThrowsAsync<AccountTakenException>(() => after.IdForAsync("bob", Account, CancellationToken.None));
    }
}
