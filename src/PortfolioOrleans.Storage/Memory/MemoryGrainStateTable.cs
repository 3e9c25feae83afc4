using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.GrainState;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryGrainStateTable(MemoryDatabase database) : IGrainStateTable
{
    private readonly Dictionary<(string StateName, string GrainId), GrainStateRow> _rows = [];
    private long _version;

    public Task<GrainStateRow?> ReadAsync(string stateName, string grainId, CancellationToken cancellationToken)
    {
        var key = Key(stateName, grainId);
        return database.RunAsync(
            () => _rows.GetValueOrDefault(key) is { } row ? row with { Payload = [.. row.Payload] } : null, cancellationToken);
    }

    public Task<long?> WriteAsync(
        string stateName, string grainId, ReadOnlyMemory<byte> payload, long? expectedVersion, CancellationToken cancellationToken)
    {
        var key = Key(stateName, grainId);
        return database.RunAsync<long?>(
            () =>
            {
                if (_rows.GetValueOrDefault(key)?.Version != expectedVersion)
                {
                    return null;
                }

                _rows[key] = new GrainStateRow(payload.ToArray(), ++_version);
                return _version;
            },
            cancellationToken);
    }

    public Task<bool> ClearAsync(string stateName, string grainId, long? expectedVersion, CancellationToken cancellationToken)
    {
        var key = Key(stateName, grainId);
        return database.RunAsync(
            () => !_rows.TryGetValue(key, out var row) || (row.Version == expectedVersion && _rows.Remove(key)), cancellationToken);
    }

    private static (string StateName, string GrainId) Key(string stateName, string grainId)
    {
        StoredText.Check(stateName);
        StoredText.Check(grainId);
        return (stateName, grainId);
    }
}
