using Npgsql;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.PortfolioStates;

/// <summary>Table users_portfolio_state.</summary>
internal sealed class PostgresPortfolioStateStore : IPortfolioStateStore, IAsyncDisposable
{
    private const string Columns =
        "portfolio_id, user_id, version, sequence, as_of, currency, equity, peak_equity, net_flow_total, complete, checkpoint";

    private const string SaveAll = $"""
        INSERT INTO users_portfolio_state AS stored ({Columns})
        SELECT {Columns} FROM json_populate_recordset(NULL::users_portfolio_state, $1::json)
        ON CONFLICT (portfolio_id) DO UPDATE SET
            version = excluded.version, sequence = excluded.sequence, as_of = excluded.as_of, currency = excluded.currency,
            equity = excluded.equity, peak_equity = excluded.peak_equity, net_flow_total = excluded.net_flow_total,
            complete = excluded.complete, checkpoint = excluded.checkpoint
        WHERE stored.version < excluded.version AND stored.user_id = excluded.user_id
        """;

    private readonly PostgresDatabase _database;
    private readonly GroupCommit<PortfolioStateRow, string, bool> _saves;

    public PostgresPortfolioStateStore(PostgresDatabase database)
    {
        _database = database;
        _saves = new GroupCommit<PortfolioStateRow, string, bool>(row => row.PortfolioId, row => row.Checkpoint.Length, SaveAllAsync);
    }

    public Task SaveAsync(PortfolioStateRow row, CancellationToken cancellationToken)
    {
        PortfolioStateRules.Check(row);
        return _saves.WriteAsync(row, cancellationToken);
    }

    public Task<PortfolioStateRow?> FindAsync(string portfolioId, CancellationToken cancellationToken) => _database.FindAsync(
        Scope.Service, Read, new Sql($"SELECT {Columns} FROM users_portfolio_state WHERE portfolio_id = $1", portfolioId), cancellationToken);

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<PortfolioStateRow> rows)
    {
        var kept = rows.Select(row => row with { AsOf = StoredTime.Of(row.AsOf) });
        await _database.RepeatAsync(
            Scope.Service, Read, [new Sql(SaveAll, RowJson.Of(kept))], CancellationToken.None, GroupCommit.RowByRow);
        return new bool[rows.Count];
    }

    private static PortfolioStateRow Read(NpgsqlDataReader row) => new(
        UserId: row.GetString(1),
        PortfolioId: row.GetString(0),
        Version: row.GetInt64(2),
        Sequence: row.GetInt64(3),
        AsOf: row.GetFieldValue<DateTimeOffset>(4),
        Currency: row.GetString(5),
        Equity: row.GetDecimal(6),
        PeakEquity: row.GetDecimal(7),
        NetFlowTotal: row.GetDecimal(8),
        Complete: row.GetBoolean(9),
        Checkpoint: row.GetString(10));
}
