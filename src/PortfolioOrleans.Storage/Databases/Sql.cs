using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>A statement and the values of its $1, $2, ... in order.</summary>
internal readonly record struct Sql(string Text, params object?[] Values)
{
    /// <summary>Sent so often that each connection keeps it parsed. A batch that has one is kept as a whole.</summary>
    public bool IsFrequent { get; init; }

    /// <summary>False where a value is a text that no row can hold.</summary>
    public bool IsStorable => Values.All(value => StoredText.IsStorable(value as string));

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var value in Values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
