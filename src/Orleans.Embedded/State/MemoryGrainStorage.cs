using System.Collections.Concurrent;
using System.Globalization;

namespace Orleans.Storage;

/// <summary>
/// A store in memory. States are immutable by the engine's rules and kept by reference; with a serializer, as bytes. To outlive a
/// silo, as in a simulation, make one and register it by <c>AddGrainStorage</c>.
/// </summary>
public sealed class MemoryGrainStorage(IGrainStorageSerializer? serializer = null) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), Row> _rows = new();
    private long _lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = _rows.GetValueOrDefault((stateName, grainId));
        grainState.State = row is null ? default! : row.Content is BinaryData bytes ? serializer!.Deserialize<T>(bytes) : (T)row.Content;
        grainState.ETag = row?.ETag;
        grainState.RecordExists = row is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        object content = serializer is null ? grainState.State! : serializer.Serialize(grainState.State);
        var row = new Row(content, Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture));
        Replace(stateName, grainId, grainState.ETag, row);
        grainState.ETag = row.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Replace(stateName, grainId, grainState.ETag, null);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (default!, null, false);
        return Task.CompletedTask;
    }

    /// <summary>Puts <paramref name="next"/> in the place of the row with <paramref name="etag"/>; null is the absence of one.</summary>
    private void Replace(string stateName, GrainId grainId, string? etag, Row? next)
    {
        var key = (stateName, grainId);
        var stored = _rows.GetValueOrDefault(key);
        var replaced = stored?.ETag == etag && (stored, next) switch
        {
            (null, null) => true,
            (null, _) => _rows.TryAdd(key, next),
            (_, null) => _rows.TryRemove(KeyValuePair.Create(key, stored)),
            _ => _rows.TryUpdate(key, next, stored),
        };
        if (!replaced)
        {
            throw new InconsistentStateException($"State {stateName} of {grainId} was written by another.", stored?.ETag, etag);
        }
    }

    private sealed record Row(object Content, string ETag);
}
