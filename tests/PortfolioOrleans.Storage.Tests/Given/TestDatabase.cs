using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>A database that lives for one test.</summary>
public sealed class TestDatabase(TestServer server, string name) : IAsyncDisposable
{
    public DatabaseLogins Logins { get; } = server.LoginsOf(name);

    public string Administrator { get; } = server.AdministratorOf(name);

    public async Task ExecuteAsync(string statement) => await QueryAsync<object>(Administrator, statement);

    /// <summary>The first column of all rows.</summary>
    public Task<List<T>> QueryAsync<T>(string statement) => QueryAsync<T>(Administrator, statement);

    public static async Task<List<T>> QueryAsync<T>(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
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

    public async ValueTask DisposeAsync() => await server.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
}
