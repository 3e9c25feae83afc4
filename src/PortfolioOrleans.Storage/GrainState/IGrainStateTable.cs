namespace PortfolioOrleans.Storage.GrainState;

/// <summary>
/// Grain state as versioned bytes (table grain_state), for the engine that brings no provider of its own. Many grains' writes travel in one
/// statement; a call returns when its own row is durable.
/// </summary>
public interface IGrainStateTable
{
    Task<GrainStateRow?> ReadAsync(string stateName, string grainId, CancellationToken cancellationToken);

    /// <summary>Writes if the stored version is still <paramref name="expectedVersion"/> (null: no row yet) and returns the new one; null on a conflict.</summary>
    /// <param name="payload">Not to be changed before the call returns.</param>
    Task<long?> WriteAsync(
        string stateName, string grainId, ReadOnlyMemory<byte> payload, long? expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes if the stored version is still that; false on a conflict. Deleting what is not there is done already.</summary>
    Task<bool> ClearAsync(string stateName, string grainId, long? expectedVersion, CancellationToken cancellationToken);
}

public sealed record GrainStateRow(byte[] Payload, long Version);
