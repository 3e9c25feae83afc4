using Orleans.Runtime;
using Orleans.Storage;
using PortfolioOrleans.Grains.Records;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>
/// Grain states as `--storage memory` keeps them, at a database's pace. What is read has been through JSON, as from a table: it is written then, since of a million states that a day
/// saves a few hundred are ever read.
/// </summary>
internal sealed class KeptStates(TimeProvider clock) : IGrainStorage
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(3);

    private readonly MemoryGrainStorage _states = new();
    private readonly GrainStateJson _json = new();

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Delay(Latency, clock);
        await _states.ReadStateAsync(stateName, grainId, grainState);
        if (grainState.RecordExists)
        {
            grainState.State = _json.Deserialize<T>(_json.Serialize(grainState.State));
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Delay(Latency, clock);
        await _states.WriteStateAsync(stateName, grainId, grainState);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Delay(Latency, clock);
        await _states.ClearStateAsync(stateName, grainId, grainState);
    }
}
