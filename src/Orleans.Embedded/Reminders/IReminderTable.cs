namespace Orleans;

/// <summary>Where reminders are kept. Rows are found by grain and name, or by a range of the grains' uniform hashes.</summary>
public interface IReminderTable
{
    Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

    Task<ReminderTableData> ReadRows(GrainId grainId);

    /// <summary>The rows whose grain has a hash above <paramref name="begin"/> and up to <paramref name="end"/>; around the ring when
    /// <paramref name="begin"/> is not the smaller one, so all of them when both are equal.</summary>
    Task<ReminderTableData> ReadRows(uint begin, uint end);

    /// <returns>The row's new ETag.</returns>
    Task<string?> UpsertRow(ReminderEntry entry);

    /// <returns>False when there is no such row with that ETag.</returns>
    Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

    Task TestOnlyClearTable();
}

/// <summary>A stored reminder.</summary>
public sealed class ReminderEntry
{
    public GrainId GrainId { get; set; }

    public string ReminderName { get; set; } = "";

    /// <summary>When the first tick is or was due, UTC.</summary>
    public DateTime StartAt { get; set; }

    public TimeSpan Period { get; set; }

    public string? ETag { get; set; }

    public override string ToString() => $"<{GrainId}, {ReminderName}, {StartAt:O}, {Period}, {ETag}>";
}

public sealed class ReminderTableData
{
    public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = [.. list];

    public ReminderTableData(ReminderEntry? entry) => Reminders = entry is null ? [] : [entry];

    public ReminderTableData() => Reminders = [];

    public IList<ReminderEntry> Reminders { get; }

    public override string ToString() => $"[{Reminders.Count} reminders: {string.Join(", ", Reminders)}]";
}
