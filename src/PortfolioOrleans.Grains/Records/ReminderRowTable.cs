using System.Globalization;
using Orleans.Runtime;
using PortfolioOrleans.Storage.Reminders;

namespace PortfolioOrleans.Grains.Records;

/// <summary>Reminders in our own table, for the engine that brings no provider.</summary>
public sealed class ReminderRowTable(IReminderRows rows) : IReminderTable
{
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await rows.FindAsync(grainId.ToString(), reminderName, CancellationToken.None) is { } row ? Entry(row) : null;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new((await rows.ListAsync(grainId.ToString(), CancellationToken.None)).Select(Entry));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new((await rows.ListRangeAsync(begin, end, CancellationToken.None)).Select(Entry));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var version = await rows.UpsertAsync(
            new ReminderRow(
                entry.GrainId.ToString(),
                entry.GrainId.GetUniformHashCode(),
                entry.ReminderName,
                new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)),
                entry.Period,
                Version: 0),
            CancellationToken.None);
        return entry.ETag = ETag(version);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        rows.RemoveAsync(grainId.ToString(), reminderName, long.Parse(eTag, CultureInfo.InvariantCulture), CancellationToken.None);

    public Task TestOnlyClearTable() => rows.ClearAsync(CancellationToken.None);

    private static ReminderEntry Entry(ReminderRow row) => new()
    {
        GrainId = GrainId.Parse(row.GrainId),
        ReminderName = row.Name,
        StartAt = row.StartAt.UtcDateTime,
        Period = row.Period,
        ETag = ETag(row.Version),
    };

    private static string ETag(long version) => version.ToString(CultureInfo.InvariantCulture);
}
