using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Migrations;

/// <summary>
/// Brings a database to this program's version: the roles, then each migration that it lacks, in order, each in a transaction of its own. Many may
/// try at once; a lock lets one work and the others find the work done. Doing it twice is the same as doing it once.
/// </summary>
public sealed class DatabaseMigrator
{
    internal const string OwnComponent = "portfolio";

    /// <summary>Any number that nothing else in the database locks on.</summary>
    private const long LockKey = 0x706F7274666F6C69;

    private readonly DatabaseLogins _logins;
    private readonly ImmutableArray<Migration> _migrations;

    public DatabaseMigrator(DatabaseLogins logins)
        : this(logins, Migration.All)
    {
    }

    internal DatabaseMigrator(DatabaseLogins logins, ImmutableArray<Migration> migrations)
    {
        _logins = logins;
        _migrations = migrations;
    }

    /// <param name="report">Told of each migration when it is done.</param>
    /// <returns>How many were applied by this call.</returns>
    /// <exception cref="StorageUnavailableException">The database cannot be asked now. What was reported is done; the rest is as if never tried.</exception>
    /// <exception cref="DatabaseTooNewException">The database was migrated by a newer version.</exception>
    /// <exception cref="DatabaseSetupException">A migration was edited, failed, or the login may not do what it does.</exception>
    public async Task<int> MigrateAsync(Action<MigrationStep>? report, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(DatabaseLogins.Once(_logins.Migrations));
            await connection.OpenAsync(cancellationToken);
            await DatabaseRoles.EnsureAsync(connection, _logins.ServiceLogin, cancellationToken);

            var pending = (await MigrationState.ReadAsync(connection, _migrations, cancellationToken)).Pending;
            var done = 0;
            while (pending.Length > 0 && await ApplyNextAsync(connection, cancellationToken) is { } applied)
            {
                done++;
                report?.Invoke(new MigrationStep(applied.ToString(), _migrations.IndexOf(applied) + 1, _migrations.Length));
            }

            return done;
        }
        catch (PostgresException denied) when (denied.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseSetupException(
                $"The login that migrates lacks a right: {denied.MessageText}. Give it CREATE on the database, or migrate with an owner's login (PortfolioMigrations).");
        }
        catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
        {
            throw PostgresErrors.ToUnavailable(error);
        }
    }

    /// <summary>Applies the first that is pending once the lock is held; null if another did it all meanwhile.</summary>
    private async Task<Migration?> ApplyNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync($"SELECT pg_advisory_xact_lock({LockKey})");

        var pending = (await MigrationState.ReadAsync(connection, _migrations, cancellationToken)).Pending;
        if (pending.Length == 0)
        {
            return null;
        }

        var next = pending[0];
        await RunAsync($"""
            CREATE SCHEMA IF NOT EXISTS {DatabaseRoles.Schema};
            CREATE TABLE IF NOT EXISTS {DatabaseRoles.Schema}.schema_migrations (
                component text, number integer, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (component, number));
            GRANT USAGE ON SCHEMA {DatabaseRoles.Schema} TO PUBLIC;
            GRANT SELECT ON {DatabaseRoles.Schema}.schema_migrations TO PUBLIC;
            """);
        try
        {
            await RunAsync(next.Text);
        }
        catch (PostgresException failed) when (failed.InvariantSeverity == "ERROR" && failed.SqlState != PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseSetupException($"Migration \"{next}\" failed and was undone: {failed.MessageText} ({failed.SqlState}).");
        }

        await RunAsync(
            $"INSERT INTO {DatabaseRoles.Schema}.schema_migrations (component, number, name, checksum) VALUES ($1, $2, $3, $4)",
            next.Component, next.Number, next.Name, next.Checksum);
        await transaction.CommitAsync(cancellationToken);
        return next;

        async Task RunAsync(string text, params object[] values)
        {
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}

/// <param name="Name">Component, number and purpose, e.g. "portfolio 0001 users_and_accounts".</param>
/// <param name="Number">Its place among all, from 1.</param>
/// <param name="Total">How many there are.</param>
public sealed record MigrationStep(string Name, int Number, int Total);
