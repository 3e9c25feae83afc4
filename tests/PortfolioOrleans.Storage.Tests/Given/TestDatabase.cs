using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A database of the test server. It ends with the server: to drop one costs a checkpoint.</summary>
public sealed class TestDatabase(TestServer server, string name)
{
    public DatabaseLogins Logins { get; } = server.LoginsOf(name);

    public string Administrator { get; } = server.AdministratorOf(name);

    /// <summary>Empties every table, migrations left out.</summary>
    public async Task EmptyAsync()
    {
        var tables = await QueryAsync<string>("""
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'portfolio' AND tablename <> 'schema_migrations'
            """);
        await ExecuteAsync($"TRUNCATE {string.Join(", ", tables)}");
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
