using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;
using PortfolioOrleans.Storage.GrainState;

namespace PortfolioOrleans.Grains.Records;

/// <summary>Grain state in our own table, for the engine that brings no provider: JSON payloads, the row's version as the ETag.</summary>
public sealed class TableGrainStorage(IGrainStateTable table) : IGrainStorage
{
    private readonly GrainStateJson _json = new();

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await table.ReadAsync(stateName, grainId.ToString(), CancellationToken.None);
        grainState.RecordExists = row is not null;
        grainState.ETag = row is null ? null : ETag(row.Version);
        if (row is not null)
        {
            grainState.State = _json.Deserialize<T>(new BinaryData(row.Payload));
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var written = await table.WriteAsync(
            stateName, grainId.ToString(), _json.Serialize(grainState.State).ToMemory(), Version(grainState.ETag), CancellationToken.None);
        grainState.ETag = ETag(written ?? throw await ConflictAsync(stateName, grainId, grainState.ETag));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!await table.ClearAsync(stateName, grainId.ToString(), Version(grainState.ETag), CancellationToken.None))
        {
            throw await ConflictAsync(stateName, grainId, grainState.ETag);
        }

        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task<InconsistentStateException> ConflictAsync(string stateName, GrainId grainId, string? expected)
    {
        var stored = await table.ReadAsync(stateName, grainId.ToString(), CancellationToken.None);
        return new InconsistentStateException(
            $"State \"{stateName}\" of {grainId} was changed by another activation.", stored is null ? "none" : ETag(stored.Version), expected ?? "none");
    }

    private static long? Version(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
