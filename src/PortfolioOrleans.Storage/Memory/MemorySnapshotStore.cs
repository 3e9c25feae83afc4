using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemorySnapshotStore(MemoryDatabase database) : ISnapshotStore
{
    private static readonly Comparer<SnapshotRow> ByTime = Comparer<SnapshotRow>.Create((left, right) => left.At.CompareTo(right.At));

    private readonly Dictionary<string, List<SnapshotRow>> _portfolios = []; // Each in order of time.
    private readonly Dictionary<(string PortfolioId, DateTimeOffset At), List<(DateTimeOffset Until, SnapshotRow Row)>> _versions = []; // In order of until.

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
        return database.RunAsync<IReadOnlyList<SnapshotRow>>(() => [.. List(userId, portfolioId, from, to, StoredTime.Of(step), limit)], cancellationToken);
    }

    public Task<IReadOnlyList<SnapshotRow>> ListKnownAsync(
        string userId,
        string portfolioId,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan step,
        int limit,
        DateTimeOffset knownAt,
        CancellationToken cancellationToken)
    {
        SnapshotRules.CheckList(step, limit);
        var known = StoredTime.Of(knownAt);
        return database.RunAsync<IReadOnlyList<SnapshotRow>>(
            () => [.. List(userId, portfolioId, from, SnapshotRules.KnownUntil(to, knownAt), StoredTime.Of(step), limit).Select(row => AsKnown(row, known))], cancellationToken);
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
                var going = rows.Where(row => row.At >= from && row.At < to && !staying.Contains(row.At)).Select(row => row.At).ToHashSet();
                foreach (var at in going)
                {
                    _versions.Remove((portfolioId, at));
                }

                return rows.RemoveAll(row => going.Contains(row.At));
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
                    Keep(held[i], StoredTime.Of(restatedAt));
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

    private IEnumerable<SnapshotRow> List(string userId, string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan stride, int limit)
    {
        var rows = _portfolios.GetValueOrDefault(portfolioId, []).Where(row => row.UserId == userId && row.At >= from && row.At < to);
        return (stride == TimeSpan.Zero ? rows : rows.GroupBy(row => StepOf(row, stride)).Select(rowsOfStep => rowsOfStep.Last())).Take(limit);
    }

    private SnapshotRow AsKnown(SnapshotRow row, DateTimeOffset knownAt) =>
        _versions.GetValueOrDefault((row.PortfolioId, row.At), []).Where(version => version.Until > knownAt).Select(version => version.Row).FirstOrDefault(row);

    private void Keep(SnapshotRow row, DateTimeOffset until)
    {
        var key = (row.PortfolioId, row.At);
        var versions = _versions.TryGetValue(key, out var kept) ? kept : _versions[key] = [];
        if (versions.TrueForAll(version => version.Until != until))
        {
            versions.Add((until, row));
            versions.Sort((left, right) => left.Until.CompareTo(right.Until));
        }
    }

    private static long StepOf(SnapshotRow row, TimeSpan stride)
    {
        var since = (row.At - SnapshotRules.Origin).Ticks;
        return since >= 0 ? since / stride.Ticks : ~(~since / stride.Ticks); // Downward before the origin, too.
    }
}
