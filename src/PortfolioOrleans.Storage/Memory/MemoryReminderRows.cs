using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Reminders;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryReminderRows(MemoryDatabase database) : IReminderRows
{
    private readonly Dictionary<(string GrainId, string Name), ReminderRow> _rows = [];
    private long _version;

    public Task<ReminderRow?> FindAsync(string grainId, string name, CancellationToken cancellationToken)
    {
        var key = Key(grainId, name);
        return database.RunAsync(() => _rows.GetValueOrDefault(key), cancellationToken);
    }

    public Task<IReadOnlyList<ReminderRow>> ListAsync(string grainId, CancellationToken cancellationToken)
    {
        StoredText.Check(grainId);
        return database.RunAsync<IReadOnlyList<ReminderRow>>(
            () => [.. _rows.Values.Where(row => row.GrainId == grainId).OrderBy(row => row.Name, StringComparer.Ordinal)], cancellationToken);
    }

    public Task<IReadOnlyList<ReminderRow>> ListRangeAsync(uint begin, uint end, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<ReminderRow>>(
            () =>
            [
                .. _rows.Values.Where(row => begin < end
                    ? row.GrainHash > begin && row.GrainHash <= end
                    : row.GrainHash > begin || row.GrainHash <= end),
            ],
            cancellationToken);

    public Task<long> UpsertAsync(ReminderRow row, CancellationToken cancellationToken)
    {
        var key = Key(row.GrainId, row.Name);
        return database.RunAsync(
            () =>
            {
                _rows[key] = row with { StartAt = StoredTime.Of(row.StartAt), Period = StoredTime.Of(row.Period), Version = ++_version };
                return _version;
            },
            cancellationToken);
    }

    public Task<bool> RemoveAsync(string grainId, string name, long version, CancellationToken cancellationToken)
    {
        var key = Key(grainId, name);
        return database.RunAsync(() => _rows.TryGetValue(key, out var row) && row.Version == version && _rows.Remove(key), cancellationToken);
    }

    public Task ClearAsync(CancellationToken cancellationToken) => database.RunAsync(
        () =>
        {
            _rows.Clear();
            return true;
        },
        cancellationToken);

    private static (string GrainId, string Name) Key(string grainId, string name)
    {
        StoredText.Check(grainId);
        StoredText.Check(name);
        return (grainId, name);
    }
}
