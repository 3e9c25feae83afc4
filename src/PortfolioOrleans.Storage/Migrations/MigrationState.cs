using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Migrations;

/// <summary>How a database stands to the migrations this program brings.</summary>
/// <param name="Pending">Those it has not seen, in order.</param>
internal sealed record MigrationState(ImmutableArray<Migration> Pending)
{
    /// <summary>Reads it, and refuses what cannot be migrated from here.</summary>
    /// <exception cref="DatabaseTooNewException">The database knows a migration that this program does not.</exception>
    /// <exception cref="DatabaseSetupException">A migration was edited after it had been applied.</exception>
    public static async Task<MigrationState> ReadAsync(
        NpgsqlConnection connection, ImmutableArray<Migration> migrations, CancellationToken cancellationToken)
    {
        var applied = await ReadAppliedAsync(connection, cancellationToken);

        var known = migrations.ToDictionary(migration => (migration.Component, migration.Number));
        foreach (var ((component, number), (name, checksum)) in applied)
        {
            if (!known.TryGetValue((component, number), out var migration))
            {
                throw new DatabaseTooNewException(
                    $"The database has migration \"{component} {number:0000} {name}\", which this version of the program does not know. Use the newer version.");
            }

            if (migration.Checksum != checksum)
            {
                throw new DatabaseSetupException(
                    $"Migration \"{migration}\" was applied to this database with another text. A migration is never edited; put the change into a new one.");
            }
        }

        return new MigrationState([.. migrations.Where(migration => !applied.ContainsKey((migration.Component, migration.Number)))]);
    }

    private static async Task<Dictionary<(string Component, int Number), (string Name, string Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<(string, int), (string, string)>();
        await using var exists = new NpgsqlCommand(
            $"SELECT FROM pg_tables WHERE schemaname = '{DatabaseRoles.Schema}' AND tablename = 'schema_migrations'", connection);
        await using (var reader = await exists.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return applied;
            }
        }

        await using var list = new NpgsqlCommand(
            $"SELECT component, number, name, checksum FROM {DatabaseRoles.Schema}.schema_migrations ORDER BY component, number", connection);
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add((reader.GetString(0), reader.GetInt32(1)), (reader.GetString(2), reader.GetString(3)));
            }
        }

        return applied;
    }
}
