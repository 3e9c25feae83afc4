using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Storage;

/// <summary>
/// A database ready for use: given or private, migrated, its role checked, the master key held against it. Whoever opens it disposes it, after all that
/// uses it.
/// </summary>
public sealed class PostgresStorage : IAsyncDisposable
{
    private PostgresStorage(PrivatePostgres? server, DatabaseLogins logins, PostgresDatabase database, MasterKeys keys)
    {
        Server = server;
        Logins = logins;
        Database = database;
        Keys = keys;
    }

    /// <summary>The private server; null where one was given.</summary>
    public PrivatePostgres? Server { get; }

    public DatabaseLogins Logins { get; }

    public PostgresDatabase Database { get; }

    public MasterKeys Keys { get; }

    /// <exception cref="StorageUnavailableException">The given server cannot be asked now.</exception>
    /// <exception cref="PrivateServerException">The private server cannot be had.</exception>
    /// <exception cref="DatabaseTooNewException">The database was migrated by a newer version.</exception>
    /// <exception cref="DatabaseSetupException">The database is not fit for use.</exception>
    /// <exception cref="MasterKeyException">The master key is missing or wrong.</exception>
    public static async Task<PostgresStorage> OpenAsync(PostgresStorageOptions options, CancellationToken cancellationToken)
    {
        var server = options.Connection is null ? await PrivatePostgres.StartAsync(options.ServerOptions(), cancellationToken) : null;
        PostgresDatabase? database = null;
        try
        {
            var logins = server?.Logins ?? DatabaseLogins.Given(options.Connection!, options.MigrationsConnection);
            if (options.Migrate)
            {
                await new DatabaseMigrator(logins).MigrateAsync(
                    step => options.Report?.Invoke($"Migrated the database: {step.Name} ({step.Number} of {step.Total})."), cancellationToken);
            }

            await DatabaseCheck.RunAsync(logins, cancellationToken);
            database = new PostgresDatabase(logins.Service);
            var keys = await MasterKeys.OpenAsync(options.MasterKey, options.DataFolder, new PostgresKeyChecks(database), cancellationToken);
            return new PostgresStorage(server, logins, database, keys);
        }
        catch
        {
            await DisposeAsync(database, server);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await DisposeAsync(Database, Server);
    }

    private static async ValueTask DisposeAsync(PostgresDatabase? database, PrivatePostgres? server)
    {
        if (database is not null)
        {
            await database.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

/// <summary>Where the database is, and what may be done to it when it is opened.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>For the private server and the master key's file.</summary>
    public required string DataFolder { get; init; }

    /// <summary>"ConnectionStrings:Portfolio"; null: a private server in the data folder.</summary>
    public string? Connection { get; init; }

    /// <summary>"ConnectionStrings:PortfolioMigrations", where the first login does not own the database.</summary>
    public string? MigrationsConnection { get; init; }

    /// <summary>The value of PORTFOLIO_MASTER_KEY; null or blank: the file "master.key" in the data folder.</summary>
    public string? MasterKey { get; init; }

    /// <summary>The value of PORTFOLIO_POSTGRES_BIN, or null.</summary>
    public string? Programs { get; init; }

    /// <summary>False to refuse a database that lacks a migration. Default: true.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>True for a command that may run beside a service and use its private server. Default: false.</summary>
    public bool JoinRunning { get; init; }

    /// <summary>Told, in a sentence, of each step that takes a while or changes something.</summary>
    public Action<string>? Report { get; init; }

    /// <summary>False for tests alone.</summary>
    internal bool Durable { get; init; } = true;

    internal PrivatePostgresOptions ServerOptions() => new()
    {
        DataFolder = DataFolder,
        Durable = Durable,
        Programs = Programs,
        JoinRunning = JoinRunning,
        Report = Report,
    };
}
