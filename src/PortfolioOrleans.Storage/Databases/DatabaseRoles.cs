using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>The roles the tables are written for, and who may take them. Roles belong to the whole server, not to one database.</summary>
internal static class DatabaseRoles
{
    public const string Schema = "portfolio";

    public const string OrleansSchema = "orleans";

    /// <summary>Sees the rows of the user that the transaction names, and no other.</summary>
    public const string App = "portfolio_app";

    /// <summary>Does the service's own reads and writes across users.</summary>
    public const string System = "portfolio_system";

    /// <summary>What the Orleans providers work as.</summary>
    public const string Orleans = "portfolio_orleans";

    private const int MostAttempts = 5;

    // Since version 16 a role's creator administers it without being able to take it.
    private const string MissingSteps = """
        WITH wanted AS (
            SELECT name, oid FROM unnest($1::text[]) AS name LEFT JOIN pg_roles ON rolname = name
        ), step AS (
            SELECT 1 AS place, format('CREATE ROLE %I NOLOGIN NOINHERIT', name) AS statement
            FROM wanted
            WHERE oid IS NULL
            UNION ALL
            SELECT 2, format('GRANT %I TO %I', name, $2::text)
            FROM wanted
            WHERE oid IS NULL OR NOT pg_has_role(
                $2::name, oid, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)
        )
        SELECT statement FROM step ORDER BY place
        """;

    /// <summary>Makes the roles that are missing, and lets <paramref name="login"/> take them.</summary>
    /// <exception cref="DatabaseSetupException">The login of this connection may not; the message has the statements that an administrator can run.</exception>
    public static async Task EnsureAsync(NpgsqlConnection connection, string login, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var steps = await ListMissingStepsAsync(connection, login, cancellationToken);
            if (steps.Count == 0)
            {
                return;
            }

            var statements = string.Join(";\n", steps);
            try
            {
                await using var command = new NpgsqlCommand(statements, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException denied) when (denied.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new DatabaseSetupException(
                    $"The login that migrates may not do this; let an administrator of the server run it once:\n{statements};");
            }
            catch (PostgresException) when (attempt < MostAttempts)
            {
                // Another database of the same server is being set up at this moment; look again.
            }
        }
    }

    private static async Task<List<string>> ListMissingStepsAsync(
        NpgsqlConnection connection, string login, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(MissingSteps, connection)
        {
            Parameters = { new() { Value = new[] { App, System, Orleans } }, new() { Value = login } },
        };
        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            steps.Add(reader.GetString(0));
        }

        return steps;
    }
}
