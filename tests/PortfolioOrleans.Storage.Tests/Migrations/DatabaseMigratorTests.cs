using System.Collections.Immutable;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Migrations;

[Collection(TestServer.Name)]
public sealed class DatabaseMigratorTests(TestServer server)
{
    private static readonly Migration First = new("portfolio", 1, "first", "CREATE TABLE portfolio.one (n integer);");
    private static readonly Migration Second = new("portfolio", 2, "second", "CREATE TABLE portfolio.two (n integer);");

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public void Files_are_numbered_without_gaps_and_the_products_own_come_first()
    {
        var all = Migration.All;

        Assert.Equal(["portfolio", "orleans"], all.Select(migration => migration.Component).Distinct());
        foreach (var component in all.GroupBy(migration => migration.Component))
        {
            Assert.Equal(Enumerable.Range(1, component.Count()), component.Select(migration => migration.Number));
        }
    }

    [Fact]
    public async Task An_empty_database_is_brought_up_to_date_and_each_step_told()
    {
        var database = await server.CreateAsync(migrated: false);
        var steps = new List<MigrationStep>();

        var done = await new DatabaseMigrator(database.Logins).MigrateAsync(steps.Add, None);

        Assert.Equal(Migration.All.Length, done);
        Assert.Equal(Enumerable.Range(1, done), steps.Select(step => step.Number));
        Assert.Equal("portfolio 0001 users_and_accounts", steps[0].Name);
        Assert.All(steps, step => Assert.Equal(done, step.Total));
        await DatabaseCheck.RunAsync(database.Logins, None);
    }

    [Fact]
    public async Task A_second_time_does_nothing()
    {
        var database = await server.CreateAsync();

        Assert.Equal(0, await new DatabaseMigrator(database.Logins).MigrateAsync(step => Assert.Fail(step.Name), None));
    }

    [Fact]
    public async Task Of_many_who_migrate_at_once_each_step_is_done_by_one()
    {
        var database = await server.CreateAsync(migrated: false);

        var done = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => new DatabaseMigrator(database.Logins).MigrateAsync(report: null, None)));

        Assert.Equal(Migration.All.Length, done.Sum());
    }

    [Fact]
    public async Task An_older_database_gets_what_it_lacks()
    {
        var database = await server.CreateAsync(migrated: false);
        await MigrateAsync(database, First);

        Assert.Equal(1, await MigrateAsync(database, First, Second));

        Assert.Equal(["one", "two"], await TablesAsync(database));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_all_before_it()
    {
        var database = await server.CreateAsync(migrated: false);
        var broken = Second with { Text = "CREATE TABLE portfolio.two (n integer); SELECT 1 / 0;" };

        var error = await Assert.ThrowsAsync<DatabaseSetupException>(() => MigrateAsync(database, First, broken));

        Assert.Contains("portfolio 0002 second", error.Message);
        Assert.Contains("division by zero", error.Message);
        Assert.Equal(["one"], await TablesAsync(database));
        Assert.Equal(1, await MigrateAsync(database, First, Second));
    }

    [Fact]
    public async Task A_migration_edited_after_it_was_applied_is_an_error_that_says_so()
    {
        var database = await server.CreateAsync(migrated: false);
        await MigrateAsync(database, First);

        var error = await Assert.ThrowsAsync<DatabaseSetupException>(
            () => MigrateAsync(database, First with { Text = "CREATE TABLE portfolio.one (n bigint);" }, Second));

        Assert.Contains("portfolio 0001 first", error.Message);
        Assert.Contains("never edited", error.Message);
        Assert.Equal(["one"], await TablesAsync(database));
    }

    [Fact]
    public async Task Line_ends_of_a_checkout_change_nothing()
    {
        var database = await server.CreateAsync(migrated: false);
        await MigrateAsync(database, First with { Text = "SELECT 1;\nSELECT 2;\n" });

        Assert.Equal(0, await MigrateAsync(database, First with { Text = "SELECT 1;\r\nSELECT 2;\r\n" }));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_by_migration_and_service_alike()
    {
        var database = await server.CreateAsync();
        await database.ExecuteAsync("INSERT INTO portfolio.schema_migrations VALUES ('portfolio', 999, 'from_the_future', 'x')");

        var error = await Assert.ThrowsAsync<DatabaseTooNewException>(() => new DatabaseMigrator(database.Logins).MigrateAsync(report: null, None));

        Assert.Contains("portfolio 0999 from_the_future", error.Message);
        await Assert.ThrowsAsync<DatabaseTooNewException>(() => DatabaseCheck.RunAsync(database.Logins, None));
    }

    [Fact]
    public async Task A_service_refuses_a_database_that_lacks_a_migration()
    {
        var database = await server.CreateAsync();
        await database.ExecuteAsync("DELETE FROM portfolio.schema_migrations WHERE component = 'orleans' AND number = 4");

        var error = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseCheck.RunAsync(database.Logins, None));

        Assert.Contains("orleans 0004", error.Message);
        Assert.Contains("portfolio migrate", error.Message);
    }

    [Fact]
    public async Task A_login_that_may_not_is_told_what_it_lacks()
    {
        var database = await server.CreateAsync(migrated: false);
        var poor = DatabaseLogins.Separate(owner: database.Logins.Service.Replace("-c role=portfolio_app", ""), service: database.Logins.Service);

        var error = await Assert.ThrowsAsync<DatabaseSetupException>(() => new DatabaseMigrator(poor).MigrateAsync(report: null, None));

        Assert.Contains("permission denied for database", error.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var nowhere = DatabaseLogins.Given("Host=127.0.0.1;Port=1;Username=nobody;Database=none");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => new DatabaseMigrator(nowhere).MigrateAsync(report: null, None));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => DatabaseCheck.RunAsync(nowhere, None));
    }

    [Fact]
    public async Task Days_from_before_versions_were_kept_are_known_since_they_were_seen_or_restated()
    {
        var database = await server.CreateAsync(migrated: false);
        await MigrateAsync(database, [.. Migration.All.Where(migration => migration is { Component: DatabaseMigrator.OwnComponent, Number: < 9 })]);
        await database.ExecuteAsync("""
            SET search_path = portfolio;
            INSERT INTO users VALUES ('alice', '', now());
            INSERT INTO performance_history SELECT 'alice', day, 'alice', 'USD', 1.0000000000000000000000000001, 0, 0, '{}', '{}', '{}', true, made, '2026-08-03T12:00Z', restated
            FROM (VALUES ('2026-08-03'::date, false, NULL), ('2026-08-04', false, '2026-08-09T00:00Z'::timestamptz), ('2026-08-05', true, NULL)) days (day, made, restated)
            """);

        await new DatabaseMigrator(database.Logins).MigrateAsync(report: null, None);

        Assert.Equal(
            ["2026-08-03 12", "2026-08-09 00", "now"],
            await database.QueryAsync<string>("""
                SELECT CASE WHEN recorded_at > now() - interval '1 hour' THEN 'now' ELSE to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24') END
                FROM portfolio.performance_history ORDER BY day
                """));
        Assert.Equal(1.0000000000000000000000000001m, (await database.QueryAsync<decimal>("SELECT equity FROM portfolio.performance_history"))[0]);
        Assert.Equal([true], await database.QueryAsync<bool>("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'portfolio.performance_history'::regclass"));
    }

    private static Task<int> MigrateAsync(TestDatabase database, params ImmutableArray<Migration> migrations) =>
        new DatabaseMigrator(database.Logins, migrations).MigrateAsync(report: null, None);

    private static Task<List<string>> TablesAsync(TestDatabase database) => database.QueryAsync<string>(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'portfolio' AND tablename <> 'schema_migrations' ORDER BY 1");
}
