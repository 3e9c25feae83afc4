using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.GrainState;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>A grain state table that takes its time, and fails when told to: before the write, or after it, when the answer is lost.</summary>
internal sealed class FlakyTable(IGrainStateTable table, TimeProvider clock, Random chance) : IGrainStateTable
{
    public TimeSpan Latency { get; set; } = TimeSpan.FromMilliseconds(3);

    /// <summary>While true, nothing can be read or written.</summary>
    public bool IsDown { get; set; }

    /// <summary>States, by name, that cannot be written.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>Share of the writes whose answer is lost after they were made.</summary>
    public double LostAnswers { get; set; }

    public int Writes { get; private set; }

    public async Task<GrainStateRow?> ReadAsync(string stateName, string grainId, CancellationToken cancellationToken)
    {
        await ArriveAsync();
        return await table.ReadAsync(stateName, grainId, cancellationToken);
    }

    public async Task<long?> WriteAsync(
        string stateName, string grainId, ReadOnlyMemory<byte> payload, long? expectedVersion, CancellationToken cancellationToken)
    {
        await ArriveAsync();
        if (Refuses(stateName))
        {
            throw new StorageUnavailableException("This state cannot be written.");
        }

        var version = await table.WriteAsync(stateName, grainId, payload, expectedVersion, cancellationToken);
        Writes++;
        return chance.NextDouble() < LostAnswers ? throw new StorageUnavailableException("The answer was lost.") : version;
    }

    public async Task<bool> ClearAsync(string stateName, string grainId, long? expectedVersion, CancellationToken cancellationToken)
    {
        await ArriveAsync();
        return await table.ClearAsync(stateName, grainId, expectedVersion, cancellationToken);
    }

    private async Task ArriveAsync()
    {
        await Task.Delay(Latency, clock);
        if (IsDown)
        {
            throw new StorageUnavailableException("The database is down.");
        }
    }
}
