using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Accounts;

public abstract class AccountStoreTests(Twin twin) : StoreTests(twin)
{
    private IAccountStore Accounts => Get<IAccountStore>();

    [Fact]
    public async Task An_account_is_found_as_it_was_added_with_its_credentials()
    {
        await GivenUserAsync("alice");
        var account = new Account("acc-1", "alice", "okx", "Main", "f00d", CanTrade: true, CanWithdraw: false, Noon, Noon.AddHours(1), "ok", "none");

        await Accounts.AddAsync(account, new byte[] { 0, 1, 255 }, None);

        Assert.Equal(account, await Accounts.FindAsync("acc-1", None));
        Assert.Equal(account, await Accounts.FindByFingerprintAsync("okx", "f00d", None));
        Assert.Equal([0, 1, 255], await Accounts.FindCredentialsAsync("acc-1", None));
        Assert.Null(await Accounts.FindAsync("acc-2", None));
        Assert.Null(await Accounts.FindByFingerprintAsync("binance", "f00d", None));
        Assert.Null(await Accounts.FindCredentialsAsync("acc-2", None));
    }

    [Fact]
    public async Task What_is_kept_is_out_of_the_callers_reach()
    {
        await GivenUserAsync("alice");
        var secret = new byte[] { 1, 2, 3 };
        await Accounts.AddAsync(new Account("acc-1", "alice", "okx", "", "f00d", false, false, Noon), secret, None);

        secret[0] = 9;
        (await Accounts.FindCredentialsAsync("acc-1", None))![1] = 9;

        Assert.Equal([1, 2, 3], await Accounts.FindCredentialsAsync("acc-1", None));
    }

    [Fact]
    public async Task An_account_needs_its_user_and_leaves_no_credentials_behind_without_one()
    {
        var account = new Account("acc-1", "nobody", "okx", "", "f00d", false, false, Noon);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Accounts.AddAsync(account, new byte[] { 1 }, None));

        Assert.Null(await Accounts.FindCredentialsAsync("acc-1", None));
    }

    [Fact]
    public async Task A_key_is_connected_once_at_a_venue_whoever_tries_again()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        var alices = await GivenAccountAsync("acc-1", "alice");

        var error = await Assert.ThrowsAsync<AlreadyExistsException>(
            () => Accounts.AddAsync(alices with { Id = "acc-2", UserId = "bob" }, new byte[] { 1 }, None));
        await Accounts.AddAsync(alices with { Id = "acc-3", UserId = "bob", Venue = "okx" }, new byte[] { 1 }, None);

        Assert.DoesNotContain(alices.Fingerprint, error.Message);
        Assert.Null(await Accounts.FindAsync("acc-2", None));
        Assert.NotNull(await Accounts.FindAsync("acc-3", None));
    }

    [Fact]
    public async Task A_removed_account_stays_without_its_credentials_and_lets_its_key_go()
    {
        await GivenUserAsync("alice");
        var account = await GivenAccountAsync("acc-1", "alice");

        var first = await Accounts.RemoveAsync("acc-1", Noon.AddDays(1), None);
        var second = await Accounts.RemoveAsync("acc-1", Noon.AddDays(2), None);

        Assert.True(first);
        Assert.False(second);
        Assert.False(await Accounts.RemoveAsync("acc-9", Noon, None));
        Assert.Equal(account with { RemovedAt = Noon.AddDays(1) }, await Accounts.FindAsync("acc-1", None));
        Assert.Null(await Accounts.FindCredentialsAsync("acc-1", None));
        Assert.Null(await Accounts.FindByFingerprintAsync(account.Venue, account.Fingerprint, None));
        Assert.Empty(await Accounts.ListAsync("alice", None));
        await Assert.ThrowsAsync<AlreadyExistsException>(() => Accounts.AddAsync(account with { Fingerprint = "another" }, new byte[] { 1 }, None));
        await Accounts.AddAsync(account with { Id = "acc-2" }, new byte[] { 1 }, None);
    }

    [Fact]
    public async Task A_users_accounts_are_listed_oldest_first_then_by_id()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        await GivenAccountAsync("acc-3", "alice", createdAt: Noon);
        await GivenAccountAsync("acc-1", "alice", createdAt: Noon.AddHours(1));
        await GivenAccountAsync("acc-2", "alice", createdAt: Noon);
        await GivenAccountAsync("acc-4", "bob");

        Assert.Equal(["acc-2", "acc-3", "acc-1"], (await Accounts.ListAsync("alice", None)).Select(account => account.Id));
        Assert.Equal(["acc-4"], (await Accounts.ListAsync("bob", None)).Select(account => account.Id));
        Assert.Empty(await Accounts.ListAsync("carol", None));
    }

    [Fact]
    public async Task Owners_are_those_with_a_live_account_a_page_at_a_time()
    {
        foreach (var user in new[] { "carol", "alice", "bob", "dave", "erin" })
        {
            await GivenUserAsync(user);
        }

        foreach (var (id, user) in new[] { ("1", "carol"), ("2", "alice"), ("3", "alice"), ("4", "bob"), ("5", "dave") })
        {
            await GivenAccountAsync(id, user);
        }

        await Accounts.RemoveAsync("4", Noon, None);

        Assert.Equal(["alice", "carol"], await Accounts.ListOwnersAsync(2, after: null, None));
        Assert.Equal(["dave"], await Accounts.ListOwnersAsync(2, after: "carol", None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Accounts.ListOwnersAsync(0, null, None));
    }

    [Fact]
    public async Task The_newest_note_about_a_sync_stays()
    {
        await GivenUserAsync("alice");
        await GivenAccountAsync("acc-1", "alice");

        await Accounts.NoteSyncAsync("acc-1", Noon, "ok", null, None);
        await Accounts.NoteSyncAsync("acc-1", Noon.AddSeconds(30), "failed", "The key is revoked.", None);
        await Accounts.NoteSyncAsync("acc-1", Noon.AddSeconds(20), "ok", null, None);
        await Accounts.NoteSyncAsync("acc-9", Noon, "ok", null, None);

        var noted = await Accounts.FindAsync("acc-1", None);
        Assert.Equal((Noon.AddSeconds(30), "failed", "The key is revoked."), (noted!.LastSyncAt, noted.SyncStatus, noted.SyncError));
    }

    [Fact]
    public async Task A_text_that_no_column_can_hold_is_found_nowhere_and_refused_everywhere()
    {
        await GivenUserAsync("alice");
        const string Odd = "odd\0";

        Assert.Null(await Accounts.FindAsync(Odd, None));
        Assert.Null(await Accounts.FindByFingerprintAsync(Odd, Odd, None));
        Assert.Null(await Accounts.FindCredentialsAsync(Odd, None));
        Assert.Empty(await Accounts.ListAsync(Odd, None));
        await Assert.ThrowsAsync<ArgumentException>(() => GivenAccountAsync(Odd, "alice"));
        await Assert.ThrowsAsync<ArgumentException>(() => Accounts.RemoveAsync(Odd, Noon, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Accounts.NoteSyncAsync("acc-1", Noon, Odd, null, None));
    }

    [Fact]
    public async Task Of_many_who_connect_one_key_at_once_one_succeeds()
    {
        await GivenUserAsync("alice");
        var account = new Account("", "alice", "okx", "", "f00d", false, false, Noon);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                await Accounts.AddAsync(account with { Id = $"acc-{i}" }, new byte[] { 1 }, None);
                return true;
            }
            catch (AlreadyExistsException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, succeeded => succeeded);
        Assert.Single(await Accounts.ListAsync("alice", None));
    }

    public sealed class OnMemory() : AccountStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : AccountStoreTests(Twin.Postgres(server));
}
