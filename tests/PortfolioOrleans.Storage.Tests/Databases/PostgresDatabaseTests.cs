using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Tests.Given;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tests.Databases;

[Collection(TestServer.Name)]
public sealed class PostgresDatabaseTests(TestServer server) : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _test = server.Shared;
        await _test.EmptyAsync();
        _database = new PostgresDatabase(_test.Logins.Service);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Statements_of_one_call_are_one_transaction()
    {
        var add = new Sql("INSERT INTO users VALUES ('alice', '', now())");

        await Assert.ThrowsAsync<AlreadyExistsException>(() => _database.OnceAsync(Scope.Service, _ => true, [add, add], None));

        Assert.Empty(await ListUsersAsync());
    }

    [Fact]
    public async Task A_read_over_a_dead_connection_is_asked_again_over_a_new_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ListUsersAsync()));

        await CutAllAsync();

        Assert.Empty(await ListUsersAsync());
    }

    [Fact]
    public async Task A_write_over_a_dead_connection_is_not_repeated_and_the_next_one_finds_a_live_one()
    {
        var users = new PostgresUserStore(_database);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ListUsersAsync()));

        await CutAllAsync();
        await Assert.ThrowsAsync<StorageUnavailableException>(() => users.AddAsync(new User("alice", "", DateTimeOffset.UnixEpoch), None));

        await users.AddAsync(new User("bob", "", DateTimeOffset.UnixEpoch), None);
        Assert.Equal(["bob"], await ListUsersAsync());
    }

    [Fact]
    public async Task A_pool_that_is_used_up_is_unavailable_and_not_emptied()
    {
        await using var small = new PostgresDatabase($"{_test.Logins.Service};Maximum Pool Size=1;Timeout=1");
        var slow = small.ReadAsync(Scope.Service, _ => true, new Sql("SELECT pg_sleep(2)"), None);

        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => small.ReadAsync(Scope.Service, _ => true, new Sql("SELECT 1"), None));

        Assert.Contains("pool", error.Message);
        Assert.Single(await slow);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_unavailable_and_asked_once()
    {
        await using var hasty = new PostgresDatabase($"{_test.Logins.Service};Command Timeout=1");
        var start = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => hasty.ReadAsync(Scope.Service, _ => true, new Sql("SELECT pg_sleep(10)"), None));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_cancelled_statement_is_cancelled_and_not_unavailable()
    {
        using var cancel = new CancellationTokenSource();
        var slow = _database.ReadAsync(Scope.Service, _ => true, new Sql("SELECT pg_sleep(10)"), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    [Theory]
    [InlineData("SELECT * FROM no_such_table")]
    [InlineData("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$")] // Disk full.
    [InlineData("DO $$ BEGIN RAISE SQLSTATE '25006'; END $$")] // A standby.
    [InlineData("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")] // Another transaction was in the way.
    public async Task What_the_driver_says_stays_inside(string statement)
    {
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.ReadAsync(Scope.Service, _ => true, new Sql(statement), None));

        Assert.Null(error.InnerException);
    }

    [Theory]
    [InlineData("SELECT 1 / 0", typeof(ArgumentException))]
    [InlineData("INSERT INTO users VALUES ('Not an id', '', now())", typeof(ArgumentException))]
    [InlineData("INSERT INTO users VALUES ('a', NULL, now())", typeof(ArgumentException))]
    [InlineData("DO $$ BEGIN RAISE unique_violation; END $$", typeof(AlreadyExistsException))]
    [InlineData("DO $$ BEGIN RAISE foreign_key_violation; END $$", typeof(KeyNotFoundException))]
    public async Task A_refusal_is_the_callers_mistake_and_leaves_the_connection_as_it_was(string statement, Type expected)
    {
        await using var one = new PostgresDatabase($"{_test.Logins.Service};Maximum Pool Size=1");
        var process = new Sql("SELECT pg_backend_pid()");
        var before = await one.ReadAsync(Scope.Service, row => row.GetInt32(0), process, None);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => one.OnceAsync(Scope.Service, _ => true, [new Sql(statement)], None));

        Assert.IsType(expected, error);
        Assert.Equal(before, await one.ReadAsync(Scope.Service, row => row.GetInt32(0), process, None));
    }

    [Fact]
    public async Task The_probe_says_whether_the_database_answers_and_never_throws()
    {
        await using var nowhere = new PostgresDatabase("Host=127.0.0.1;Port=1;Username=nobody");

        var good = await _database.CheckAsync(None);
        var bad = await nowhere.CheckAsync(None);

        Assert.Equal(("postgres", true, null), (good.Kind, good.Available, good.Error));
        Assert.True(good.Latency > TimeSpan.Zero);
        Assert.False(bad.Available);
        Assert.Contains("127.0.0.1:1", bad.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.CheckAsync(new CancellationToken(canceled: true)));
    }

    private Task<List<string>> ListUsersAsync() => _database.ReadAsync(Scope.Service, row => row.GetString(0), new Sql("SELECT id FROM users"), None);

    private Task CutAllAsync() => _test.ExecuteAsync(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
}
