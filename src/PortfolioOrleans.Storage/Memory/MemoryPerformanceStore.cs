using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryPerformanceStore(MemoryDatabase database, TimeProvider clock) : IPerformanceStore
{
    private readonly Dictionary<string, SortedList<DateOnly, List<Version>>> _portfolios = [];

    public Task SaveAsync(PerformanceDay day, CancellationToken cancellationToken) => SaveAllAsync([day], cancellationToken);

    public Task SaveAllAsync(IReadOnlyCollection<PerformanceDay> days, CancellationToken cancellationToken)
    {
        PerformanceRules.Check(days);
        return database.RunAsync(
            () =>
            {
                var now = StoredTime.Of(clock.GetUtcNow());
                foreach (var day in days.Select(PerformanceRules.Kept))
                {
                    database.RequireUser(day.UserId);
                    var held = _portfolios.TryGetValue(day.PortfolioId, out var known) ? known : _portfolios[day.PortfolioId] = [];
                    if (!held.TryGetValue(day.Day, out var versions))
                    {
                        held[day.Day] = [new Version(day, now)];
                    }
                    else if (versions[^1].Day.UserId == day.UserId && PerformanceRules.Replaces(day, versions[^1].Day))
                    {
                        Replace(versions, new Version(day, now));
                    }
                }

                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<PerformanceDay>> ListAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        ListKnownAsync(userId, portfolioId, from, to, DateTimeOffset.MaxValue, cancellationToken);

    public Task<IReadOnlyList<PerformanceDay>> ListKnownAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, DateTimeOffset knownAt, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<PerformanceDay>>(
            () =>
            [
                .. _portfolios.GetValueOrDefault(portfolioId, []).Values
                    .Select(versions => versions.FindLast(version => version.RecordedAt <= StoredTime.Of(knownAt))?.Day)
                    .OfType<PerformanceDay>()
                    .Where(day => day.UserId == userId && day.Day >= from && day.Day <= to),
            ],
            cancellationToken);

    public Task<int> ThinVersionsAsync(string portfolioId, DateTimeOffset hourlySince, DateTimeOffset fineSince, CancellationToken cancellationToken) =>
        database.RunAsync(
            () => _portfolios.GetValueOrDefault(portfolioId, []).Sum(day => Thin(day.Key, day.Value, hourlySince, fineSince)), cancellationToken);

    /// <summary>Two at the same moment are one, and time goes on even where a clock was set back, as in the table.</summary>
    private static void Replace(List<Version> versions, Version next)
    {
        var last = versions[^1];
        if (next.RecordedAt > last.RecordedAt)
        {
            versions.Add(next);
        }
        else
        {
            versions[^1] = next with { RecordedAt = last.RecordedAt };
        }
    }

    private static int Thin(DateOnly day, List<Version> versions, DateTimeOffset hourlySince, DateTimeOffset fineSince)
    {
        var end = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var own = versions.SkipLast(1).Where(version => version.RecordedAt < fineSince && version.RecordedAt < end).ToList();
        var staying = own.Where(version => version.RecordedAt >= hourlySince)
            .GroupBy(version => version.RecordedAt.UtcTicks / TimeSpan.TicksPerHour)
            .Select(hour => hour.Last())
            .ToHashSet();
        return versions.RemoveAll(version => own.Contains(version) && !staying.Contains(version));
    }

    /// <summary>In order of when they were recorded, the last one standing.</summary>
    private sealed record Version(PerformanceDay Day, DateTimeOffset RecordedAt);
}
