using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>The connection strings one database is used with. They hold passwords and are never printed.</summary>
public sealed class DatabaseLogins
{
    private const string ApplicationName = "PortfolioOrleans";

    private DatabaseLogins(string migrations, string service)
    {
        Migrations = Complete(migrations, DatabaseRoles.Schema).ConnectionString;

        // The role is part of the connection's start, so that nothing that resets a session brings the login's own rights back.
        var restricted = Complete(service, DatabaseRoles.Schema);
        ServiceLogin = restricted.Username ?? throw new DatabaseSetupException("The connection string names no user (Username=...).");
        Service = WithRole(restricted, DatabaseRoles.App).ConnectionString;
        Orleans = WithRole(Complete(service, DatabaseRoles.OrleansSchema), DatabaseRoles.Orleans).ConnectionString;
    }

    /// <summary>Owns the tables; used for migrations and nothing else.</summary>
    public string Migrations { get; }

    /// <summary>What the service works with: a role that owns nothing and cannot step around row-level security.</summary>
    public string Service { get; }

    /// <summary>For the Orleans AdoNet providers: sees the schema "orleans" alone.</summary>
    public string Orleans { get; }

    /// <summary>The name that <see cref="Service"/> logs in with.</summary>
    public string ServiceLogin { get; }

    /// <summary>A server that is given.</summary>
    /// <param name="connection">"ConnectionStrings:Portfolio"; its login may own the database.</param>
    /// <param name="migrations">"ConnectionStrings:PortfolioMigrations", where another login owns it.</param>
    /// <exception cref="DatabaseSetupException">A connection string cannot be read.</exception>
    public static DatabaseLogins Given(string connection, string? migrations = null) => new(migrations ?? connection, connection);

    internal static DatabaseLogins Separate(string owner, string service) => new(owner, service);

    /// <summary>The same for one connection that is closed when it is closed, and not kept in a pool.</summary>
    internal static string Once(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static NpgsqlConnectionStringBuilder Complete(string connectionString, string schema)
    {
        var given = Read(connectionString);
        var complete = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = ApplicationName,
            Timeout = 5,
            CommandTimeout = 15,
            MaxPoolSize = 20,
        };
        foreach (string key in given.Keys)
        {
            complete[key] = given[key]; // What the operator says wins.
        }

        complete.SearchPath = schema;
        complete.MaxAutoPrepare = 0; // A batch that fails while one of its statements is being prepared leaves Npgsql 10.0.0 out of step with the server.
        complete.NoResetOnClose = true; // No session state is ever made: settings last one transaction.
        return complete;
    }

    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException)
        {
            // The driver's own words may repeat a part of it.
            throw new DatabaseSetupException("The connection string cannot be read. One looks like this: Host=...;Database=...;Username=...;Password=...");
        }
    }

    private static NpgsqlConnectionStringBuilder WithRole(NpgsqlConnectionStringBuilder connection, string role)
    {
        connection.Options = $"{connection.Options} -c role={role}".TrimStart();
        return connection;
    }
}
