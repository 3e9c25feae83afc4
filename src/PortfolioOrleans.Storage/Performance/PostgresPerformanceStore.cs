using Npgsql;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Performance;

/// <summary>Table performance_history; a day's flows with a time are three arrays side by side.</summary>
internal sealed class PostgresPerformanceStore : IPerformanceStore, IAsyncDisposable
{
    private const int BytesADay = 250;

    private const string Columns =
        "portfolio_id, day, user_id, currency, equity, inflow, outflow, flow_times, flow_amounts, flow_bases, complete, reconstructed, as_of, restated_at";

    private const string SaveAll = $"""
        INSERT INTO performance_history AS held ({Columns})
        SELECT {Columns} FROM json_populate_recordset(NULL::performance_history, $1::json) ORDER BY portfolio_id, day
        ON CONFLICT (portfolio_id, day) DO UPDATE SET
            (currency, equity, inflow, outflow, flow_times, flow_amounts, flow_bases, complete, reconstructed, as_of, restated_at) = ROW (
                excluded.currency, excluded.equity, excluded.inflow, excluded.outflow, excluded.flow_times, excluded.flow_amounts, excluded.flow_bases,
                excluded.complete, excluded.reconstructed, excluded.as_of, excluded.restated_at)
        WHERE held.user_id = excluded.user_id
            AND (excluded.complete, NOT excluded.reconstructed, excluded.as_of, coalesce(excluded.restated_at, '-infinity'))
                >= (held.complete, NOT held.reconstructed, held.as_of, coalesce(held.restated_at, '-infinity'))
        """;

    private readonly PostgresDatabase _database;
    private readonly GroupCommit<IReadOnlyCollection<PerformanceDay>, string, bool> _saves;

    public PostgresPerformanceStore(PostgresDatabase database)
    {
        _database = database;
        _saves = new GroupCommit<IReadOnlyCollection<PerformanceDay>, string, bool>(
            days => days.First().PortfolioId, days => days.Count * BytesADay, SaveAllAsync);
    }

    public Task SaveAsync(PerformanceDay day, CancellationToken cancellationToken) => SaveAllAsync([day], cancellationToken);

    public Task SaveAllAsync(IReadOnlyCollection<PerformanceDay> days, CancellationToken cancellationToken)
    {
        PerformanceRules.Check(days);
        return days.Count == 0 ? Task.CompletedTask : _saves.WriteAsync([.. days.Select(PerformanceRules.Kept)], cancellationToken);
    }

    public async Task<IReadOnlyList<PerformanceDay>> ListAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, CancellationToken cancellationToken) => await _database.ReadAsync(
        Scope.Of(userId), Read,
        new Sql(
            $"SELECT {Columns} FROM performance_history WHERE user_id = $1 AND portfolio_id = $2 AND day >= $3 AND day <= $4 ORDER BY day",
            userId, portfolioId, from, to),
        cancellationToken);

    public ValueTask DisposeAsync() => _saves.DisposeAsync();

    private async Task<IReadOnlyList<bool>> SaveAllAsync(IReadOnlyList<IReadOnlyCollection<PerformanceDay>> saves)
    {
        var rows = saves.SelectMany(days => days).Select(day => new
        {
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
}
