using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Performance;

/// <summary>
/// Tables performance_history and performance_versions, into which the database puts each row that is replaced. A day's flows with a time are three arrays side by side.
/// </summary>
internal sealed class PostgresPerformanceStore : IPerformanceStore, IAsyncDisposable
{
    private const int BytesADay = 250;

    private const string Columns =
        "portfolio_id, day, user_id, currency, equity, inflow, outflow, flow_times, flow_amounts, flow_bases, complete, reconstructed, as_of, restated_at";

    private const string SaveAll = $"""
        INSERT INTO performance_history AS held ({Columns}, recorded_at)
        SELECT {Columns}, recorded_at FROM json_populate_recordset(NULL::performance_history, $1::json) ORDER BY portfolio_id, day
        ON CONFLICT (portfolio_id, day) DO UPDATE SET
            (currency, equity, inflow, outflow, flow_times, flow_amounts, flow_bases, complete, reconstructed, as_of, restated_at, recorded_at) = ROW (
                excluded.currency, excluded.equity, excluded.inflow, excluded.outflow, excluded.flow_times, excluded.flow_amounts, excluded.flow_bases,
                excluded.complete, excluded.reconstructed, excluded.as_of, excluded.restated_at, excluded.recorded_at)
        WHERE held.user_id = excluded.user_id
            AND (excluded.complete, NOT excluded.reconstructed, excluded.as_of, coalesce(excluded.restated_at, '-infinity'))
                >= (held.complete, NOT held.reconstructed, held.as_of, coalesce(held.restated_at, '-infinity'))
        """;

    private const string Known = $"""
        SELECT DISTINCT ON (day) {Columns}
        FROM (
            SELECT {Columns}, recorded_at FROM performance_history WHERE user_id = $1 AND portfolio_id = $2 AND day >= $3 AND day <= $4 AND recorded_at <= $5
            UNION ALL
            SELECT {Columns}, recorded_at FROM performance_versions WHERE user_id = $1 AND portfolio_id = $2 AND day >= $3 AND day <= $4 AND recorded_at <= $5
        ) versions
        ORDER BY day, recorded_at DESC
        """;

    /// <summary>A version that a later one of its own hour follows, or one older than the hours that are kept. A day's own are those saved before it ended.</summary>
    private const string Thin = """
        WITH placed AS (
            SELECT ctid AS place, recorded_at, row_number() OVER (PARTITION BY day, date_trunc('hour', recorded_at, 'UTC') ORDER BY recorded_at DESC) AS in_hour
            FROM performance_versions
            WHERE portfolio_id = $1 AND recorded_at < $3 AND recorded_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
        ), thinned AS (
            DELETE FROM performance_versions version USING placed
            WHERE version.ctid = placed.place AND version.portfolio_id = $1 AND (placed.recorded_at < $2 OR placed.in_hour > 1)
            RETURNING 1
        )
        SELECT count(*) FROM thinned
        """;

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly GroupCommit<Save, string, bool> _saves;

    public PostgresPerformanceStore(PostgresDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _saves = new GroupCommit<Save, string, bool>(save => save.Days[0].PortfolioId, save => save.Days.Length * BytesADay, SaveAllAsync);
    }

    public Task SaveAsync(PerformanceDay day, CancellationToken cancellationToken) => SaveAllAsync([day], cancellationToken);

    public Task SaveAllAsync(IReadOnlyCollection<PerformanceDay> days, CancellationToken cancellationToken)
    {
        PerformanceRules.Check(days);
        return days.Count == 0 ? Task.CompletedTask : _saves.WriteAsync(
            new Save([.. days.Select(PerformanceRules.Kept)], StoredTime.Of(_clock.GetUtcNow())), cancellationToken);
    }

    public async Task<IReadOnlyList<PerformanceDay>> ListAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, CancellationToken cancellationToken) => await _database.ReadAsync(
        Scope.Of(userId), Read,
        new Sql(
            $"SELECT {Columns} FROM performance_history WHERE user_id = $1 AND portfolio_id = $2 AND day >= $3 AND day <= $4 ORDER BY day",
            userId, portfolioId, from, to),
        cancellationToken);

    public async Task<IReadOnlyList<PerformanceDay>> ListKnownAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, DateTimeOffset knownAt, CancellationToken cancellationToken) => await _database.ReadAsync(
        Scope.Of(userId), Read, new Sql(Known, userId, portfolioId, from, to, StoredTime.Of(knownAt)), cancellationToken);

    public async Task<int> ThinVersionsAsync(
        string portfolioId, DateTimeOffset hourlySince, DateTimeOffset fineSince, CancellationToken cancellationToken)
    {
        var gone = await _database.ReadAsync(
            Scope.Service, row => row.GetInt64(0),
            new Sql(Thin, portfolioId, StoredTime.AtOrAfter(hourlySince), StoredTime.AtOrAfter(fineSince)), cancellationToken);
        return (int)gone.Sum();
    }

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<Save> saves)
    {
        var rows = saves.SelectMany(save => save.Days, (save, day) => new
        {
            save.RecordedAt,
            day.PortfolioId,
            day.Day,
            day.UserId,
            Currency = day.Currency.Code,
            day.Figures.Equity,
            day.Figures.Inflow,
            day.Figures.Outflow,
            FlowTimes = day.Figures.Timed.Select(flow => flow.At),
            FlowAmounts = day.Figures.Timed.Select(flow => flow.Amount),
            FlowBases = day.Figures.Timed.Select(flow => flow.EquityBefore),
            Complete = day.Figures.IsComplete,
            Reconstructed = day.Figures.IsReconstructed,
            day.AsOf,
            day.RestatedAt,
        });
        await _database.RepeatAsync(Scope.Service, Read, [new Sql(SaveAll, RowJson.Of(rows))], CancellationToken.None, GroupCommit.RowByRow);
        return new bool[saves.Count];
    }

    private static PerformanceDay Read(NpgsqlDataReader row)
    {
        var (times, amounts, bases) = (row.GetFieldValue<DateTimeOffset[]>(7), row.GetFieldValue<decimal[]>(8), row.GetFieldValue<decimal[]>(9));
        return new PerformanceDay(
            UserId: row.GetString(2),
            PortfolioId: row.GetString(0),
            Currency: Asset.Parse(row.GetString(3)),
            new DailyEquity(row.GetFieldValue<DateOnly>(1), row.GetDecimal(4), row.GetDecimal(5), row.GetDecimal(6))
            {
                Timed = [.. times.Select((at, i) => new TimedFlow(at, amounts[i], bases[i]))],
                IsComplete = row.GetBoolean(10),
                IsReconstructed = row.GetBoolean(11),
            },
            AsOf: row.GetFieldValue<DateTimeOffset>(12),
            RestatedAt: row.GetFieldValue<DateTimeOffset?>(13));
    }

    /// <param name="Days">At least one.</param>
    private sealed record Save(ImmutableArray<PerformanceDay> Days, DateTimeOffset RecordedAt);
}
