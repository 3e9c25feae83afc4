using Npgsql;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.History;

/// <summary>
/// Table portfolio_snapshots, a partition for each month, made when the first row of its month, or of the month before, is added; and snapshot_versions, into which the
/// database puts what rows said until they were restated.
/// </summary>
internal sealed class PostgresSnapshotStore : ISnapshotStore, IAsyncDisposable
{
    private const string Columns =
        "portfolio_id, at, user_id, version, currency, equity, net_flow_total, cash_balance, unrealized_pnl, long_exposure, short_exposure, " +
        "peak_equity, drawdown_depth, complete, day_end, restated_at";

    private const string AddAll = $"""
        INSERT INTO portfolio_snapshots ({Columns})
        SELECT {Columns} FROM json_populate_recordset(NULL::portfolio_snapshots, $1::json)
        ON CONFLICT DO NOTHING
        """;

    private const string Rows = $"""
        SELECT {Columns}
        FROM portfolio_snapshots
        WHERE user_id = $1 AND portfolio_id = $2 AND at >= $3 AND at < $4
        ORDER BY at
        LIMIT $5
        """;

    private const string LastOfEachStep = $"""
        SELECT DISTINCT ON (date_bin($6, at, $7)) {Columns}
        FROM portfolio_snapshots
        WHERE user_id = $1 AND portfolio_id = $2 AND at >= $3 AND at < $4
        ORDER BY date_bin($6, at, $7), at DESC
        LIMIT $5
        """;

    // Of each row what stood in it until the first restatement after the time asked for.
    private const string Stood = """
        SELECT row.portfolio_id, row.at, row.user_id, row.version, row.currency, row.equity, coalesce(held.net_flow_total, row.net_flow_total), row.cash_balance,
            row.unrealized_pnl, row.long_exposure, row.short_exposure, coalesce(held.peak_equity, row.peak_equity),
            coalesce(held.drawdown_depth, row.drawdown_depth), row.complete, row.day_end, CASE WHEN held.at IS NULL THEN row.restated_at ELSE held.restated_at END
        FROM (
        """;

    private const string HeldAfter = """
        ) row LEFT JOIN LATERAL (
            SELECT * FROM snapshot_versions version
            WHERE version.portfolio_id = row.portfolio_id AND version.at = row.at AND version.superseded_at >
        """;

    private const string Next = " ORDER BY version.superseded_at LIMIT 1) held ON true ORDER BY row.at";

    private const string RowsAsKnown = $"{Stood} {Rows} {HeldAfter} $6 {Next}";
    private const string LastOfEachStepAsKnown = $"{Stood} {LastOfEachStep} {HeldAfter} $8 {Next}";

    private const string Thin = """
        WITH placed AS (
            SELECT at, complete, day_end,
                row_number() OVER (PARTITION BY date_bin($4, at, $5) ORDER BY at DESC) AS place,
                row_number() OVER (PARTITION BY date_bin($4, at, $5), complete ORDER BY at DESC) AS place_of_kind
            FROM portfolio_snapshots
            WHERE portfolio_id = $1 AND at >= $2 AND at < $3
        ), thinned AS (
            DELETE FROM portfolio_snapshots row USING placed
            WHERE row.portfolio_id = $1 AND row.at >= $2 AND row.at < $3 AND row.at = placed.at
                AND placed.place > 1 AND NOT placed.day_end AND NOT (placed.complete AND placed.place_of_kind = 1)
            RETURNING row.at
        ), forgotten AS (
            DELETE FROM snapshot_versions version USING thinned WHERE version.portfolio_id = $1 AND version.at = thinned.at
        )
        SELECT count(*) FROM thinned
        """;

    private const string Restate = """
        UPDATE portfolio_snapshots row
        SET net_flow_total = known.net_flow_total, peak_equity = known.peak_equity, drawdown_depth = known.drawdown_depth, restated_at = $3
        FROM json_populate_recordset(NULL::portfolio_snapshots, $2::json) known
        WHERE row.portfolio_id = $1 AND row.at = known.at
        """;

    private readonly PostgresDatabase _database;
    private readonly MonthPartitions _months;
    private readonly GroupCommit<SnapshotRow, (string, DateTimeOffset), bool> _additions;

    public PostgresSnapshotStore(PostgresDatabase database)
    {
        _database = database;
        _months = new MonthPartitions(database, "make_snapshot_month");
        _additions = new GroupCommit<SnapshotRow, (string, DateTimeOffset), bool>(row => (row.PortfolioId, StoredTime.Of(row.At)), _ => 256, AddAllAsync);
    }

    public Task AddAsync(SnapshotRow row, CancellationToken cancellationToken)
    {
        SnapshotRules.Check(row);
        return _additions.WriteAsync(row, cancellationToken);
    }

    public async Task<IReadOnlyList<SnapshotRow>> ListAsync(
        string userId, string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, int limit, CancellationToken cancellationToken)
    {
        SnapshotRules.CheckList(step, limit);
        var stride = StoredTime.Of(step);
        object[] range = [userId, portfolioId, StoredTime.AtOrAfter(from), StoredTime.AtOrAfter(to), limit];
        return await _database.ReadAsync(
            Scope.Of(userId), Read,
            stride == TimeSpan.Zero ? new Sql(Rows, range) : new Sql(LastOfEachStep, [.. range, stride, SnapshotRules.Origin]), cancellationToken);
    }

    public async Task<IReadOnlyList<SnapshotRow>> ListKnownAsync(
        string userId,
        string portfolioId,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan step,
        int limit,
        DateTimeOffset knownAt,
        CancellationToken cancellationToken)
    {
        SnapshotRules.CheckList(step, limit);
        var stride = StoredTime.Of(step);
        object[] range = [userId, portfolioId, StoredTime.AtOrAfter(from), StoredTime.AtOrAfter(SnapshotRules.KnownUntil(to, knownAt)), limit];
        return await _database.ReadAsync(
            Scope.Of(userId), Read,
            stride == TimeSpan.Zero
                ? new Sql(RowsAsKnown, [.. range, StoredTime.Of(knownAt)])
                : new Sql(LastOfEachStepAsKnown, [.. range, stride, SnapshotRules.Origin, StoredTime.Of(knownAt)]),
            cancellationToken);
    }

    public Task<SnapshotRow?> FindLastCompleteAsync(string portfolioId, CancellationToken cancellationToken) => _database.FindAsync(
        Scope.Service, Read,
        new Sql($"SELECT {Columns} FROM portfolio_snapshots WHERE portfolio_id = $1 AND complete ORDER BY at DESC LIMIT 1", portfolioId), cancellationToken);

    public async Task<int> ThinAsync(string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        SnapshotRules.CheckStep(step);
        var gone = await _database.ReadAsync(
            Scope.Service, row => row.GetInt64(0),
            new Sql(Thin, portfolioId, StoredTime.AtOrAfter(from), StoredTime.AtOrAfter(to), StoredTime.Of(step), SnapshotRules.Origin), cancellationToken);
        return (int)gone.Sum();
    }

    public async Task RestateAsync(
        string portfolioId, IReadOnlyCollection<RestatedRow> rows, DateTimeOffset restatedAt, CancellationToken cancellationToken)
    {
        var kept = rows.Select(row => row with { At = StoredTime.Of(row.At) });
        await _database.RepeatAsync(
            Scope.Service, Read, [new Sql(Restate, portfolioId, RowJson.Of(kept), StoredTime.Of(restatedAt))], cancellationToken);
    }

    public ValueTask DisposeAsync() => _additions.DisposeAsync();

    private async Task<IReadOnlyList<bool>> AddAllAsync(IReadOnlyList<SnapshotRow> rows)
    {
        await _months.PrepareAsync(rows.Select(row => row.At));
        var kept = rows.Select(SnapshotRules.Kept);
        await _database.RepeatAsync(
            Scope.Service, Read, [new Sql(AddAll, RowJson.Of(kept))], CancellationToken.None, GroupCommit.RowByRow);
        return new bool[rows.Count];
    }

    private static SnapshotRow Read(NpgsqlDataReader row) => new(
        UserId: row.GetString(2),
        PortfolioId: row.GetString(0),
        At: row.GetFieldValue<DateTimeOffset>(1),
        Version: row.GetInt64(3),
        Currency: row.GetString(4),
        Equity: row.GetDecimal(5),
        NetFlowTotal: row.GetDecimal(6),
        CashBalance: row.GetDecimal(7),
        UnrealizedPnl: row.GetDecimal(8),
        LongExposure: row.GetDecimal(9),
        ShortExposure: row.GetDecimal(10),
        PeakEquity: row.GetDecimal(11),
        DrawdownDepth: row.GetDecimal(12),
        Complete: row.GetBoolean(13),
        DayEnd: row.GetBoolean(14),
        RestatedAt: row.GetFieldValue<DateTimeOffset?>(15));
}
