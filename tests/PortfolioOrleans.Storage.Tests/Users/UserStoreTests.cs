using PortfolioOrleans.Storage.Tests.Given;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tests.Users;

public abstract class UserStoreTests(Twin twin) : StoreTests(twin)
{
    private IUserStore Users => Get<IUserStore>();

    [Fact]
    public async Task A_user_is_found_as_it_was_added()
    {
        var alice = new User("alice", "Alice Ünïcode 😀", Noon.AddTicks(12_345_670));

        await Users.AddAsync(alice, None);

        Assert.Equal(alice, await Users.FindAsync("alice", None));
    }

    [Fact]
    public async Task Times_are_kept_to_the_microsecond_in_utc()
    {
        await Users.AddAsync(new User("alice", "Alice", new DateTimeOffset(2026, 8, 3, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(19)), None);

        var found = await Users.FindAsync("alice", None);

        Assert.Equal(Noon.AddTicks(10), found!.CreatedAt);
        Assert.Equal(TimeSpan.Zero, found.CreatedAt.Offset);
    }

    [Fact]
    public async Task An_id_is_given_once()
    {
        await GivenUserAsync("alice");

        var error = await Assert.ThrowsAsync<AlreadyExistsException>(() => Users.AddAsync(new User("alice", "Another", Noon), None));

        Assert.Contains("alice", error.Message);
        Assert.Equal("alice", (await Users.FindAsync("alice", None))!.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Alice")]
    [InlineData(".alice")]
    [InlineData("alice bob")]
    [InlineData("alice\n")]
    [InlineData("ålice")]
    [InlineData("alice\0")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")]
    public async Task What_is_no_id_is_refused_and_never_found(string id)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Users.AddAsync(new User(id, "Name", Noon), None));

        Assert.Null(await Users.FindAsync(id, None));
    }

    [Fact]
    public async Task A_name_that_no_column_can_hold_is_refused()
    {
        foreach (var name in new[] { "zero\0inside", "half a pair \ud83d", "the other half \ude00" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Users.AddAsync(new User("alice", name, Noon), None));
        }
    }

    [Fact]
    public async Task Users_are_listed_by_id_a_page_at_a_time()
    {
        foreach (var id in new[] { "b", "a", "a-1", "a.1", "a_1", "a1", "c" })
        {
            await GivenUserAsync(id);
        }

        var first = await Users.ListAsync(4, after: null, None);
        var second = await Users.ListAsync(4, first[^1].Id, None);

        Assert.Equal(["a", "a-1", "a.1", "a1"], first.Select(user => user.Id));
        Assert.Equal(["a_1", "b", "c"], second.Select(user => user.Id));
    }

    [Fact]
    public async Task A_page_has_at_least_one_row() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Users.ListAsync(0, null, None));

    [Fact]
    public async Task Nothing_happens_once_the_caller_has_given_up()
    {
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Users.AddAsync(new User("alice", "Alice", Noon), gone));

        Assert.Null(await Users.FindAsync("alice", None));
    }

    public sealed class OnMemory() : UserStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : UserStoreTests(Twin.Postgres(server));
}
