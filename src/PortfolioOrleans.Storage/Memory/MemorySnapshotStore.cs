using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemorySnapshotStore(MemoryDatabase database) : ISnapshotStore
{
    private static readonly Comparer<SnapshotRow> ByTime = Comparer<SnapshotRow>.Create((left, right) => left.At.CompareTo(right.At));

    private readonly Dictionary<string, List<SnapshotRow>> _portfolios = []; // Each in order of time.

    public Task AddAsync(SnapshotRow row, CancellationToken cancellationToken)
    {
        SnapshotRules.Check(row);
        var kept = SnapshotRules.Kept(row);
        return database.RunAsync(
            () =>
            {
                database.RequireUser(row.UserId);
                var rows = _portfolios.TryGetValue(row.PortfolioId, out var known) ? known : _portfolios[row.PortfolioId] = [];
                var place = rows.BinarySearch(kept, ByTime);
                if (place < 0)
                {
                    rows.Insert(~place, kept);
                }

                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<SnapshotRow>> ListAsync(
        string userId, string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, int limit, CancellationToken cancellationToken)
    {
        SnapshotRules.CheckList(step, limit);
        var stride = StoredTime.Of(step);
        return database.RunAsync<IReadOnlyList<SnapshotRow>>(
            () =>
            {
                var rows = _portfolios.GetValueOrDefault(portfolioId, []).Where(row => row.UserId == userId && row.At >= from && row.At < to);
                return [.. (stride == TimeSpan.Zero ? rows : rows.GroupBy(row => StepOf(row, stride)).Select(rowsOfStep => rowsOfStep.Last())).Take(limit)];
            },
            cancellationToken);
    }

    public Task<SnapshotRow?> FindLastCompleteAsync(string portfolioId, CancellationToken cancellationToken) =>
        database.RunAsync(() => _portfolios.GetValueOrDefault(portfolioId, []).FindLast(row => row.Complete), cancellationToken);

    public Task<int> ThinAsync(string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        SnapshotRules.CheckStep(step);
        var stride = StoredTime.Of(step);
        return database.RunAsync(
            () =>
            {
                var rows = _portfolios.GetValueOrDefault(portfolioId, []);
                var staying = rows.Where(row => row.At >= from && row.At < to)
                    .GroupBy(row => StepOf(row, stride))
                    .SelectMany(inStep => inStep.Where(row => row.DayEnd).Append(inStep.Last()).Concat(inStep.Where(row => row.Complete).TakeLast(1)))
                    .Select(row => row.At)
                    .ToHashSet();
                return rows.RemoveAll(row => row.At >= from && row.At < to && !staying.Contains(row.At));
            },
            cancellationToken);
    }

    public Task RestateAsync(
        string portfolioId, IReadOnlyCollection<RestatedRow> rows, DateTimeOffset restatedAt, CancellationToken cancellationToken) => database.RunAsync(
        () =>
        {
            var known = rows.ToDictionary(row => StoredTime.Of(row.At));
            var held = _portfolios.GetValueOrDefault(portfolioId, []);
            for (var i = 0; i < held.Count; i++)
            {
                if (known.TryGetValue(held[i].At, out var row))
                {
                    held[i] = held[i] with
                    {
                        NetFlowTotal = row.NetFlowTotal,
                        PeakEquity = row.PeakEquity,
                        DrawdownDepth = row.DrawdownDepth,
                        RestatedAt = StoredTime.Of(restatedAt),
                    };
                }
            }

            return true;
        },
        cancellationToken);

    private static long StepOf(SnapshotRow row, TimeSpan stride)
    {
        var since = (row.At - SnapshotRules.Origin).Ticks;
        return since >= 0 ? since / stride.Ticks : ~(~since / stride.Ticks); // Downward before the origin, too.
    }
}
