using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Databases;

[Collection(TestServer.Name)]
public sealed class DatabaseLoginsTests(TestServer server)
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_login_that_owns_everything_migrates_and_then_serves_with_no_more_than_a_users_rights()
    {
        var database = await server.CreateAsync(migrated: false);
        var logins = DatabaseLogins.Given(database.Administrator);

        await new DatabaseMigrator(logins).MigrateAsync(report: null, None);
        await DatabaseCheck.RunAsync(logins, None);

        Assert.Equal(["portfolio_app"], await TestDatabase.QueryAsync<string>(logins.Service, "SELECT current_user::text"));
        Assert.Equal(["postgres"], await TestDatabase.QueryAsync<string>(logins.Migrations, "SELECT current_user::text"));
        await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.QueryAsync<byte[]>(logins.Service, "SELECT encrypted FROM credentials"));
    }

    [Fact]
    public async Task A_role_that_can_step_around_row_level_security_is_refused()
    {
        var database = await server.CreateAsync();
        try
        {
            await database.ExecuteAsync("ALTER ROLE portfolio_app BYPASSRLS");

            var error = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseCheck.RunAsync(database.Logins, None));

            Assert.Contains("portfolio_app", error.Message);
            Assert.Contains("row-level security", error.Message);
        }
        finally
        {
            await database.ExecuteAsync("ALTER ROLE portfolio_app NOBYPASSRLS");
        }

        await DatabaseCheck.RunAsync(database.Logins, None);
    }

    [Fact]
    public async Task A_role_that_may_act_as_the_owner_is_refused()
    {
        var database = await server.CreateAsync();
        try
        {
            await database.ExecuteAsync("ALTER ROLE portfolio_app INHERIT; GRANT portfolio_owner TO portfolio_app");

            await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseCheck.RunAsync(database.Logins, None));
        }
        finally
        {
            await database.ExecuteAsync("REVOKE portfolio_owner FROM portfolio_app; ALTER ROLE portfolio_app NOINHERIT");
        }
    }

    [Fact]
    public async Task A_login_that_was_not_let_in_is_told_which_role_it_lacks()
    {
        var database = await server.CreateAsync();
        await server.ExecuteAsync("CREATE ROLE stranger LOGIN");
        await database.ExecuteAsync($"GRANT CONNECT ON DATABASE {new NpgsqlConnectionStringBuilder(database.Administrator).Database} TO stranger");
        var logins = DatabaseLogins.Given(new NpgsqlConnectionStringBuilder(database.Administrator) { Username = "stranger" }.ConnectionString);

        var error = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseCheck.RunAsync(logins, None));

        Assert.Contains("stranger", error.Message);
        Assert.Contains("portfolio_app", error.Message);
    }

    [Fact]
    public async Task A_new_login_of_a_migrated_database_is_let_in_by_migrating_again()
    {
        var database = await server.CreateAsync();
        await server.ExecuteAsync("CREATE ROLE second_service LOGIN NOINHERIT");
        await database.ExecuteAsync($"GRANT CONNECT ON DATABASE {new NpgsqlConnectionStringBuilder(database.Administrator).Database} TO second_service");
        var logins = DatabaseLogins.Given(
            new NpgsqlConnectionStringBuilder(database.Administrator) { Username = "second_service" }.ConnectionString, database.Logins.Migrations);

        Assert.Equal(0, await new DatabaseMigrator(logins).MigrateAsync(report: null, None));

        await DatabaseCheck.RunAsync(logins, None);
    }

    [Fact]
    public void What_the_operator_says_in_a_connection_string_wins()
    {
        var logins = DatabaseLogins.Given("Host=db;Username=u;Database=d;Command Timeout=3;Maximum Pool Size=7;Application Name=mine;Options=-c statement_timeout=5s");

        var service = new NpgsqlConnectionStringBuilder(logins.Service);
        Assert.Equal((3, 7, "mine"), (service.CommandTimeout, service.MaxPoolSize, service.ApplicationName));
        Assert.Equal("-c statement_timeout=5s -c role=portfolio_app", service.Options);
        Assert.Equal("portfolio", service.SearchPath);
        Assert.Equal("orleans", new NpgsqlConnectionStringBuilder(logins.Orleans).SearchPath);
    }

    [Fact]
    public void A_connection_string_without_a_user_is_refused() =>
        Assert.Throws<DatabaseSetupException>(() => DatabaseLogins.Given("Host=db;Database=d"));

    [Fact]
    public void Logins_print_no_password() => Assert.DoesNotContain("hunter2", $"{DatabaseLogins.Given("Host=db;Username=u;Password=hunter2")}");
}
