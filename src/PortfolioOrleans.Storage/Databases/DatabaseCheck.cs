using Npgsql;
using PortfolioOrleans.Storage.Migrations;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>Whether a service may work with a database: the right version, through a role that row-level security holds.</summary>
internal static class DatabaseCheck
{
    // A role steps around row-level security as a superuser, by BYPASSRLS, or as one that may act as the tables' owner.
    private const string Freedoms = $"""
        SELECT current_user::text,
            r.rolsuper OR r.rolbypassrls OR EXISTS (
                SELECT FROM pg_class t
                WHERE t.relnamespace = '{DatabaseRoles.Schema}'::regnamespace AND t.relkind IN ('r', 'p') AND pg_has_role(current_user, t.relowner, 'USAGE'))
        FROM pg_roles r
        WHERE r.rolname = current_user
        """;

    /// <exception cref="StorageUnavailableException">The database cannot be asked now.</exception>
    /// <exception cref="DatabaseTooNewException">The database was migrated by a newer version.</exception>
    /// <exception cref="DatabaseSetupException">It is not migrated, or the role sees too much.</exception>
    public static async Task RunAsync(DatabaseLogins logins, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(DatabaseLogins.Once(logins.Service));
            await connection.OpenAsync(cancellationToken);
            var state = await MigrationState.ReadAsync(connection, Migration.All, cancellationToken);
            if (state.Pending.Length > 0)
            {
                throw new DatabaseSetupException(
                    $"The database lacks {state.Pending.Length} migration(s), the first of them \"{state.Pending[0]}\". Run \"portfolio migrate\".");
            }

            await using var command = new NpgsqlCommand(Freedoms, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (reader.GetBoolean(1))
            {
                throw new DatabaseSetupException(
                    $"The role \"{reader.GetString(0)}\" can step around row-level security (superuser, BYPASSRLS, or owner of the tables). Take that from it.");
            }
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseSetupException(
                $"The login \"{logins.ServiceLogin}\" cannot take the role \"{DatabaseRoles.App}\": {refused.MessageText}. Run \"portfolio migrate\" with an owner's login.");
        }
        catch (Exception error) when (PostgresErrors.IsUnavailability(error, cancellationToken))
        {
            throw PostgresErrors.ToUnavailable(error);
        }
    }
}
