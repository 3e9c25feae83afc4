using Npgsql;
using NpgsqlTypes;

namespace PortfolioOrleans.Storage.Tests.Orleans;

/// <summary>
/// Does to the database what the Orleans AdoNet providers do: reads the statements by an unqualified name, then runs each by key as one command on a pooled
/// connection, through a reader, its parameters by name and explicitly typed.
/// </summary>
internal sealed class ProviderConnection(NpgsqlDataSource source, IReadOnlyDictionary<string, string> queries) : IAsyncDisposable
{
    public IReadOnlyDictionary<string, string> Queries => queries;

    public static async Task<ProviderConnection> OpenAsync(string connectionString)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT QueryKey, QueryText FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        var queries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            queries.Add(reader.GetString(reader.GetOrdinal("QueryKey")), reader.GetString(reader.GetOrdinal("QueryText")));
        }

        return new ProviderConnection(source, queries);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Every row of every result; columns by name, whatever its case.</summary>
    public async Task<List<Dictionary<string, object?>>> ReadAsync(string key, params (string Name, object? Value, NpgsqlDbType Type)[] parameters)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(queries[key], connection);
        foreach (var (name, value, type) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
        }

        var rows = new List<Dictionary<string, object?>>();
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(
                    reader.GetName, i => reader.IsDBNull(i) ? null : reader.GetValue(i), StringComparer.OrdinalIgnoreCase));
            }
        }
        while (await reader.NextResultAsync());

        return rows;
    }

    /// <summary>A boolean answer: a row of exactly one column, converted.</summary>
    public async Task<bool> AnswerAsync(string key, params (string Name, object? Value, NpgsqlDbType Type)[] parameters)
    {
        var rows = await ReadAsync(key, parameters);
        return Convert.ToBoolean(Assert.Single(rows[0]).Value);
    }

    public static (string, object?, NpgsqlDbType) Text(string name, string? value) => (name, value, NpgsqlDbType.Text);

    public static (string, object?, NpgsqlDbType) Int(string name, int? value) => (name, value, NpgsqlDbType.Integer);

    public static (string, object?, NpgsqlDbType) Long(string name, long value) => (name, value, NpgsqlDbType.Bigint);

    public static (string, object?, NpgsqlDbType) Bytes(string name, byte[]? value) => (name, value, NpgsqlDbType.Bytea);

    public static (string, object?, NpgsqlDbType) Time(string name, DateTime value) => (name, value, NpgsqlDbType.TimestampTz);
}
