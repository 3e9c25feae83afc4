namespace PortfolioOrleans.Storage.Reminders;

/// <summary>Reminders as rows (table reminders), for the engine that brings no provider of its own.</summary>
public interface IReminderRows
{
    Task<ReminderRow?> FindAsync(string grainId, string name, CancellationToken cancellationToken);

    /// <summary>Those of one grain, by name.</summary>
    Task<IReadOnlyList<ReminderRow>> ListAsync(string grainId, CancellationToken cancellationToken);

    /// <summary>
    /// Those on the ring between two hashes, begin exclusive, end inclusive; where begin is not below end the range wraps around, and equal ends
    /// mean the whole ring. In no order.
    /// </summary>
    Task<IReadOnlyList<ReminderRow>> ListRangeAsync(uint begin, uint end, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces; returns the new version, which no row of this name ever had before.</summary>
    Task<long> UpsertAsync(ReminderRow row, CancellationToken cancellationToken);

    /// <summary>Deletes if the version is still that; false otherwise.</summary>
    Task<bool> RemoveAsync(string grainId, string name, long version, CancellationToken cancellationToken);

    /// <summary>For tests.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}

/// <param name="GrainHash">Where the grain lies on the ring.</param>
/// <param name="Version">Set by the table.</param>
public sealed record ReminderRow(string GrainId, uint GrainHash, string Name, DateTimeOffset StartAt, TimeSpan Period, long Version);
