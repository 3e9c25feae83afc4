using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A database of the test server. It ends with the server: to drop one costs a checkpoint.</summary>
public sealed class TestDatabase(TestServer server, string name)
{
    private string? _emptying;

    public DatabaseLogins Logins { get; } = server.LoginsOf(name);

    public string Administrator { get; } = server.AdministratorOf(name);

    /// <summary>Empties every table, those of migrations and queries left out.</summary>
    public async Task EmptyAsync()
    {
        _emptying ??= string.Join(";\n", await QueryAsync<string>("""
            SELECT format('DELETE FROM %I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname IN ('portfolio', 'orleans') AND tablename NOT IN ('schema_migrations', 'orleansquery')
            """));
        await ExecuteAsync($"SET session_replication_role = replica;\n{_emptying}"); // In any order, references notwithstanding.
    }

    public async Task ExecuteAsync(string statement) => await QueryAsync<object>(Administrator, statement);

    /// <summary>The first column of all rows.</summary>
    public Task<List<T>> QueryAsync<T>(string statement) => QueryAsync<T>(Administrator, statement);

    public static async Task<List<T>> QueryAsync<T>(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }
}
