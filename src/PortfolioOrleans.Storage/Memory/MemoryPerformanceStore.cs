using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryPerformanceStore(MemoryDatabase database) : IPerformanceStore
{
    private readonly Dictionary<string, SortedList<DateOnly, PerformanceDay>> _portfolios = [];

    public Task SaveAsync(PerformanceDay day, CancellationToken cancellationToken) => SaveAllAsync([day], cancellationToken);

    public Task SaveAllAsync(IReadOnlyCollection<PerformanceDay> days, CancellationToken cancellationToken)
    {
        PerformanceRules.Check(days);
        return database.RunAsync(
            () =>
            {
                foreach (var day in days.Select(PerformanceRules.Kept))
                {
                    database.RequireUser(day.UserId);
                    var held = _portfolios.TryGetValue(day.PortfolioId, out var known) ? known : _portfolios[day.PortfolioId] = [];
                    if (!held.TryGetValue(day.Day, out var before) || (before.UserId == day.UserId && PerformanceRules.Replaces(day, before)))
                    {
                        held[day.Day] = day;
                    }
                }

                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<PerformanceDay>> ListAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<PerformanceDay>>(
            () => _portfolios.TryGetValue(portfolioId, out var days)
                ? [.. days.Values.Where(day => day.UserId == userId && day.Day >= from && day.Day <= to)]
                : [],
            cancellationToken);
}
