using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>One private server for all tests that need PostgreSQL, and a migrated database: emptied for a test of a store, copied for others.</summary>
public sealed class TestServer : IAsyncLifetime
{
    public const string Name = "PostgreSQL";

    private const string Template = "migrated";

    private readonly TempFolder _folder = new();
    private int _databases;

    public PrivatePostgres Server { get; private set; } = null!;

    /// <summary>For tests of stores, one after the other.</summary>
    public TestDatabase Shared { get; private set; } = null!;

    public PostgresDatabase Connections { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await PrivatePostgres.StartAsync(new() { DataFolder = _folder.Path, Durable = false }, CancellationToken.None);
        await ExecuteAsync($"CREATE DATABASE {Template} OWNER portfolio_owner");
        await new DatabaseMigrator(LoginsOf(Template)).MigrateAsync(report: null, CancellationToken.None);
        Shared = await CreateAsync();
        Connections = new PostgresDatabase(Shared.Logins.Service);
    }

    public async Task DisposeAsync()
    {
        await Connections.DisposeAsync();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A database of the test's own, migrated; or empty.</summary>
    public async Task<TestDatabase> CreateAsync(bool migrated = true)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} OWNER portfolio_owner{(migrated ? $" TEMPLATE {Template}" : "")}");
        return new TestDatabase(this, name);
    }

    public DatabaseLogins LoginsOf(string database) => DatabaseLogins.Separate(
        On(Server.AdministratorConnection, database, "portfolio_owner"), On(Server.AdministratorConnection, database, "portfolio_service"));

    public string AdministratorOf(string database) => On(Server.AdministratorConnection, database, "postgres");

    internal async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection($"{AdministratorOf("postgres")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string On(string connection, string database, string login) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = database, Username = login }.ConnectionString;
}

[CollectionDefinition(TestServer.Name)]
public sealed class TestServerCollection : ICollectionFixture<TestServer>;
