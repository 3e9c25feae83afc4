using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Databases;

/// <summary>
/// What a statement that forgot its WHERE, or was forged, could see and do as the role that the service works in. Tables are taken from the catalog: a new
/// one is held to the same, without anybody remembering to add it here.
/// </summary>
[Collection(TestServer.Name)]
public sealed class RowLevelSecurityTests(TwoUsers given) : IClassFixture<TwoUsers>, IAsyncLifetime
{
    /// <summary>Tables that are nobody's in particular. The role has no right on any but the last.</summary>
    private static readonly string[] Ownerless = ["daily_prices", "grain_state", "key_check", "reminders", "schema_migrations"];

    private readonly TestDatabase _database = given.Database;
    private readonly NpgsqlConnection _alice = new(given.Database.Logins.Service);

    public async Task InitializeAsync()
    {
        await _alice.OpenAsync();
        await RunAsync("SELECT set_config('portfolio.user_id', 'alice', false)");
    }

    public async Task DisposeAsync()
    {
        await RunAsync("DISCARD ALL");
        await _alice.DisposeAsync();
    }

    [Fact]
    public async Task Every_table_with_a_user_is_under_a_policy_that_its_owner_cannot_lift_by_being_owner()
    {
        var unprotected = await _database.QueryAsync<string>("""
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'portfolio'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
            ORDER BY 1
            """);

        Assert.Equal(Ownerless, unprotected);
    }

    [Fact]
    public async Task Nobody_sees_a_row_before_a_user_is_named()
    {
        await RunAsync("SELECT set_config('portfolio.user_id', '', false)");

        foreach (var table in await UserTablesAsync())
        {
            Assert.Equal(0, await CountAsync(table, "true") ?? 0);
        }
    }

    [Fact]
    public async Task A_user_sees_her_own_rows_and_none_of_anothers_in_any_table()
    {
        foreach (var table in await UserTablesAsync())
        {
            var own = await CountAsync(table, $"{OwnerOf(table)} = 'alice'");
            var others = await CountAsync(table, $"{OwnerOf(table)} <> 'alice'");

            Assert.Equal(await ThereAsync(table), (2, table));
            Assert.True(table == "credentials" ? own is null : own >= 1, $"{table}: {own} own rows");
            Assert.True(others is null or 0, $"{table}: {others} rows of others");
        }

        Assert.Equal(2, await CountAsync("portfolio_snapshots", "true")); // Hers of both partitions.
        Assert.Equal(2, await CountAsync("transactions", "true"));
    }

    [Fact]
    public async Task A_user_changes_and_deletes_nothing_of_anothers_in_any_table()
    {
        foreach (var table in await UserTablesAsync())
        {
            await TryAsync($"UPDATE {table} SET {OwnerOf(table)} = {OwnerOf(table)}");
            await TryAsync($"UPDATE {table} SET {OwnerOf(table)} = 'alice' WHERE {OwnerOf(table)} = 'bob'");
            await TryAsync($"DELETE FROM {table}");
            await TryAsync($"TRUNCATE {table} CASCADE");

            Assert.Equal(await ThereAsync(table), (2, table));
        }
    }

    [Theory]
    [InlineData("INSERT INTO api_tokens VALUES ('forged', 'bob', '', ARRAY['admin'], 'x', now())")]
    [InlineData("INSERT INTO accounts VALUES ('forged', 'bob', 'okx', '', 'forged', false, false, now())")]
    [InlineData("INSERT INTO users VALUES ('carol', '', now())")]
    [InlineData("INSERT INTO credentials VALUES ('acc-bob', 'bob', 'x') ON CONFLICT (account_id) DO UPDATE SET encrypted = 'x'")]
    public async Task A_user_adds_nothing_in_anothers_name(string forged)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(forged));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task No_credentials_go_with_anothers_account()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync("INSERT INTO accounts VALUES ('new', 'alice', 'okx', '', 'n', false, false, now()); INSERT INTO credentials VALUES ('acc-bob', 'alice', 'x')"));

        Assert.Contains(error.SqlState, new[] { PostgresErrorCodes.ForeignKeyViolation, PostgresErrorCodes.UniqueViolation });
    }

    [Theory]
    [InlineData("portfolio_snapshots")]
    [InlineData("transactions")]
    public async Task Partitions_are_reached_through_their_table_alone(string table)
    {
        var partitions = await _database.QueryAsync<string>($"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'portfolio.{table}'::regclass");

        Assert.True(partitions.Count >= 2);
        foreach (var partition in partitions)
        {
            Assert.Null(await CountAsync(partition, "true"));
        }
    }

    [Fact]
    public async Task The_service_takes_its_own_role_for_one_transaction_and_no_longer()
    {
        await using var database = new PostgresDatabase(_database.Logins.Service);
        var role = new Sql("SELECT current_user::text");

        Assert.Equal(["portfolio_system"], await database.ReadAsync(Scope.Service, row => row.GetString(0), role, default));
        Assert.Equal(["portfolio_app"], await database.ReadAsync(Scope.Of("alice"), row => row.GetString(0), role, default));
        var users = new Sql("SELECT id FROM users ORDER BY id");
        Assert.Equal(["alice", "bob"], await database.ReadAsync(Scope.Service, row => row.GetString(0), users, default));
        Assert.Equal(["bob"], await database.ReadAsync(Scope.Of("bob"), row => row.GetString(0), users, default));
    }

    [Theory]
    [InlineData("RESET ROLE")]
    [InlineData("DISCARD ALL")]
    [InlineData("SET SESSION AUTHORIZATION DEFAULT")]
    [InlineData("RESET ALL")]
    public async Task Resetting_a_session_brings_no_other_role(string statement)
    {
        await RunAsync(statement);

        Assert.Equal(["portfolio_app"], await ReadAsync("SELECT current_user::text"));
    }

    [Fact]
    public async Task The_login_itself_has_no_right_at_all()
    {
        await RunAsync("SET ROLE NONE");

        Assert.Equal(["portfolio_service"], await ReadAsync("SELECT current_user::text"));
        Assert.Null(await CountAsync("users", "true"));
        Assert.Null(await CountAsync("grain_state", "true"));
    }

    private static string OwnerOf(string table) => table == "users" ? "id" : "user_id";

    private async Task<List<string>> UserTablesAsync()
    {
        var tables = await _database.QueryAsync<string>("""
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'portfolio'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1
            """);
        return [.. tables.Except(Ownerless)];
    }

    /// <summary>How many users' rows there are, seen by the superuser.</summary>
    private async Task<(long Users, string Table)> ThereAsync(string table) =>
        ((await _database.QueryAsync<long>($"SELECT count(DISTINCT {OwnerOf(table)}) FROM portfolio.{table} WHERE {OwnerOf(table)} IN ('alice', 'bob')"))[0], table);

    /// <summary>Null where the role may not even look.</summary>
    private async Task<long?> CountAsync(string table, string condition)
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE {condition}", _alice);
            return (long?)await command.ExecuteScalarAsync();
        }
        catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private async Task<List<string>> ReadAsync(string query)
    {
        await using var command = new NpgsqlCommand(query, _alice);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private async Task TryAsync(string statement)
    {
        try
        {
            await RunAsync(statement);
        }
        catch (PostgresException refused)
        {
            Assert.Contains(refused.SqlState, new[] { PostgresErrorCodes.InsufficientPrivilege });
        }
    }

    private async Task RunAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, _alice);
        await command.ExecuteNonQueryAsync();
    }
}
