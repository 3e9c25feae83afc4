using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.GrainState;

/// <summary>Table grain_state.</summary>
internal sealed class PostgresGrainStateTable : IGrainStateTable, IAsyncDisposable
{
    // A row that is expected is changed if its version is still that; one that is not expected is made if it is not there. Conflicts answer nothing.
    private const string WriteAll = """
        WITH input AS (
            SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[], $5::bigint[])
                WITH ORDINALITY AS i (key, state_name, grain_id, payload, expected, place)
        ), changed AS (
            UPDATE grain_state g SET payload = i.payload, version = nextval('grain_state_versions'), saved_at = now()
            FROM input i
            WHERE g.key = i.key AND g.version = i.expected
            RETURNING g.key, g.version
        ), made AS (
            INSERT INTO grain_state (key, state_name, grain_id, payload, version, saved_at)
            SELECT key, state_name, grain_id, payload, nextval('grain_state_versions'), now() FROM input WHERE expected IS NULL
            ON CONFLICT (key) DO NOTHING
            RETURNING key, version
        )
        SELECT i.place, w.version FROM (SELECT * FROM changed UNION ALL SELECT * FROM made) w JOIN input i USING (key)
        """;

    /// <summary>What is shown to people waits for this write, so it does not wait for one that others have begun. Rows here are of one grain each.</summary>
    private const int Lanes = 4;

    private readonly PostgresDatabase _database;
    private readonly GroupCommit<Write, (string, string), long?> _writes;

    public PostgresGrainStateTable(PostgresDatabase database)
    {
        _database = database;
        _writes = new GroupCommit<Write, (string, string), long?>(write => (write.StateName, write.GrainId), write => write.Payload.Length, WriteAllAsync, Lanes);
    }

    public Task<GrainStateRow?> ReadAsync(string stateName, string grainId, CancellationToken cancellationToken) => _database.FindAsync(
        Scope.Service, row => new GrainStateRow(row.GetFieldValue<byte[]>(0), row.GetInt64(1)),
        new Sql("SELECT payload, version FROM grain_state WHERE key = $1", StoredKey.Of(stateName, grainId)), cancellationToken);

    public Task<long?> WriteAsync(
        string stateName, string grainId, ReadOnlyMemory<byte> payload, long? expectedVersion, CancellationToken cancellationToken) =>
        _writes.WriteAsync(
            new Write(StoredKey.Of(stateName, grainId), stateName, grainId, payload, expectedVersion), cancellationToken);

    public async Task<bool> ClearAsync(string stateName, string grainId, long? expectedVersion, CancellationToken cancellationToken)
    {
        var key = StoredKey.Of(stateName, grainId);
        var left = await _database.OnceAsync(
            Scope.Service, row => row.GetBoolean(0),
            [
                new Sql("DELETE FROM grain_state WHERE key = $1 AND version = $2", key, expectedVersion ?? -1L),
                new Sql("SELECT EXISTS (SELECT FROM grain_state WHERE key = $1)", key),
            ],
            cancellationToken);
        return !left[0];
    }

    public ValueTask DisposeAsync() => _writes.DisposeAsync();

    private async Task<IReadOnlyList<long?>> WriteAllAsync(IReadOnlyList<Write> writes)
    {
        var written = await _database.OnceAsync(
            Scope.Service, row => (Place: row.GetInt64(0), Version: row.GetInt64(1)),
            [
                new Sql(
                    WriteAll,
                    writes.Select(write => write.Key).ToArray(),
                    writes.Select(write => write.StateName).ToArray(),
                    writes.Select(write => write.GrainId).ToArray(),
                    writes.Select(write => write.Payload).ToArray(),
                    writes.Select(write => write.ExpectedVersion).ToArray()) { IsFrequent = true },
            ],
            CancellationToken.None, GroupCommit.RowByRow);

        var versions = new long?[writes.Count];
        foreach (var (place, version) in written)
        {
            versions[place - 1] = version;
        }

        return versions;
    }

    private sealed record Write(byte[] Key, string StateName, string GrainId, ReadOnlyMemory<byte> Payload, long? ExpectedVersion);
}
