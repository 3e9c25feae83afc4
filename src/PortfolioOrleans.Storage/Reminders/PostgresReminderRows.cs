using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Reminders;

/// <summary>Table reminders.</summary>
internal sealed class PostgresReminderRows(PostgresDatabase database) : IReminderRows
{
    private const string Select = "SELECT grain_id, grain_hash, name, start_at, period, version FROM reminders";

    public Task<ReminderRow?> FindAsync(string grainId, string name, CancellationToken cancellationToken) => database.FindAsync(
        Scope.Service, Read, new Sql($"{Select} WHERE key = $1", StoredKey.Of(grainId, name)), cancellationToken);

    public async Task<IReadOnlyList<ReminderRow>> ListAsync(string grainId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            Scope.Service, Read, new Sql($"{Select} WHERE grain_key = $1", StoredKey.Of(grainId)), cancellationToken);
        rows.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        return rows;
    }

    public async Task<IReadOnlyList<ReminderRow>> ListRangeAsync(uint begin, uint end, CancellationToken cancellationToken)
    {
        var within = begin < end ? "grain_hash > $1 AND grain_hash <= $2" : "grain_hash > $1 OR grain_hash <= $2";
        return await database.ReadAsync(Scope.Service, Read, new Sql($"{Select} WHERE {within}", (long)begin, (long)end), cancellationToken);
    }

    public async Task<long> UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        var versions = await database.OnceAsync(
            Scope.Service, answer => answer.GetInt64(0),
            [
                new Sql(
                    """
                    INSERT INTO reminders (key, grain_key, grain_id, name, grain_hash, start_at, period, version)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, nextval('reminder_versions'))
                    ON CONFLICT (key) DO UPDATE SET
                        grain_hash = excluded.grain_hash, start_at = excluded.start_at, period = excluded.period, version = excluded.version
                    RETURNING version
                    """,
                    StoredKey.Of(row.GrainId, row.Name), StoredKey.Of(row.GrainId), row.GrainId, row.Name, (long)row.GrainHash,
                    StoredTime.Of(row.StartAt), StoredTime.Of(row.Period)),
            ],
            cancellationToken);
        return versions[0];
    }

    public async Task<bool> RemoveAsync(string grainId, string name, long version, CancellationToken cancellationToken)
    {
        var removed = await database.OnceAsync(
            Scope.Service, row => row.GetInt64(0),
            [new Sql("DELETE FROM reminders WHERE key = $1 AND version = $2 RETURNING version", StoredKey.Of(grainId, name), version)],
            cancellationToken);
        return removed.Count > 0;
    }

    public Task ClearAsync(CancellationToken cancellationToken) =>
        database.OnceAsync(Scope.Service, Read, [new Sql("DELETE FROM reminders")], cancellationToken);

    private static ReminderRow Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        (uint)row.GetInt64(1),
        row.GetString(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetTimeSpan(4),
        row.GetInt64(5));
}
