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
    private readonly FakeVenue _venue = new("fake", TimeProvider.System, new FakeWallet(WalletKind.Spot));

    private readonly ServiceProvider _stores = new ServiceCollection().AddSingleton(TimeProvider.System).AddMemoryStorage().BuildServiceProvider();

    private static NewAccount WithKey(string key) => new(
        "fake", "mine", ImmutableDictionary<string, string>.Empty.Add("api_key", key).Add("api_secret", Keys.Secret), AllowPowerfulKey: false);

    private static string Key(byte fill) => Convert.ToBase64String(Enumerable.Repeat(fill, 32).ToArray());

    /// <summary>As a service that was started with these master keys.</summary>
    private async Task<AccountRegistrar> WithKeysAsync(string keys) => new(
        _stores.GetRequiredService<IAccountStore>(),
        new CredentialVault(await MasterKeys.OpenAsync(keys, "/nowhere", _stores.GetRequiredService<IKeyChecks>(), CancellationToken.None)),
        [_venue],
        TimeProvider.System);

    private async Task<string> AddAsync(AccountRegistrar registrar, string user, string key)
    {
        _venue.Account(key);
        var (id, _) = await registrar.IdForAsync(user, WithKey(key), CancellationToken.None);
        await registrar.RegisterAsync(id, user, WithKey(key), CancellationToken.None);
        return id;
    }

    private async Task JoinAsync(params string[] users)
    {
        foreach (var user in users)
        {
            await _stores.GetRequiredService<IUserStore>().AddAsync(new User(user, user, TimeProvider.System.GetUtcNow()), CancellationToken.None);
        }
    }

    /// <summary>An API key added twice would count everything twice.</summary>
    [Fact]
    public async Task A_key_that_was_added_under_an_earlier_master_key_is_known()
    {
        await JoinAsync("alice");
        var id = await AddAsync(await WithKeysAsync($"old:{Key(1)}"), "alice", "key");

        var after = await WithKeysAsync($"new:{Key(2)},old:{Key(1)}");

        Assert.Equal((id, false), await after.IdForAsync("alice", WithKey("key"), CancellationToken.None));
        await Assert.ThrowsAsync<AccountTakenException>(() => after.IdForAsync("bob", WithKey("key"), CancellationToken.None));
    }

    [Fact]
    public async Task A_second_key_to_the_same_account_is_refused_and_the_first_is_named()
    {
        await JoinAsync("alice", "bob");
        var registrar = await WithKeysAsync(Key(1));
        foreach (var (key, uid) in new[] { ("first", "42"), ("second", "42"), ("sub-account", "43") })
        {
            _venue.Account(key).Rights = _venue.Account(key).Rights with { AccountUid = uid };
        }

        var first = await AddAsync(registrar, "alice", "first");
        await AddAsync(registrar, "alice", "sub-account");

        var refusal = await Assert.ThrowsAsync<AccountTakenException>(() => AddAsync(registrar, "alice", "second"));
        Assert.Contains(first, refusal.Message);
        await AddAsync(registrar, "bob", "second"); // Two people may look at one account.
    }

    [Fact]
    public async Task Where_the_venue_does_not_say_whose_a_key_is_every_key_is_an_account()
    {
        await JoinAsync("alice");
        var registrar = await WithKeysAsync(Key(1));

        Assert.NotEqual(await AddAsync(registrar, "alice", "first"), await AddAsync(registrar, "alice", "second"));
    }
}
