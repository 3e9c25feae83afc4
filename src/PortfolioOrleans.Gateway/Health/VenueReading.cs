using PortfolioOrleans.Contracts.Venues;

namespace PortfolioOrleans.Gateway.Health;

/// <summary>What a venue's grains say of it, put into one word.</summary>
internal static class VenueReading
{
    /// <summary>Prices older than this are old; a portfolio counts them as stale then.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    public static VenueHealthAnswer Of(VenueStatus venue, FeedStatus feed, DateTimeOffset now) => new(
        venue.Venue,
        StatusOf(venue, feed, now),
        feed.AsOf,
        Lag(feed.AsOf, now),
        feed.Priced,
        feed.Failures,
        feed.Error,
        [.. venue.Hosts.Select(host => new VenueHostAnswer(host.Host, host.Breaker, host.BannedUntil, host.ClockOffset?.TotalMilliseconds))],
        [.. venue.Budgets.GroupBy(budget => budget.Bucket.Split('#')[0]).Select(Fullest)]);

    /// <summary>A venue whose grains do not answer.</summary>
    public static VenueHealthAnswer Silent(string venue) =>
        new(venue, VenueSyncStatus.Failing, null, null, 0, 0, "It does not answer here.", [], []);

    public static VenueSyncStatus All(IReadOnlyCollection<VenueHealthAnswer> venues) =>
        venues.Count == 0 ? VenueSyncStatus.Pending
        : venues.Select(venue => venue.Status).Distinct().ToList() is [var only] ? only
        : VenueSyncStatus.Degraded;

    public static double? Lag(DateTimeOffset? at, DateTimeOffset now) => at is { } time ? Math.Max(0d, (now - time).TotalSeconds) : null;

    /// <summary>Of a limit that the venue keeps for each key, the one that is used most: this page is everybody's, and whose keys there are is not.</summary>
    private static VenueBudgetAnswer Fullest(IGrouping<string, VenueBudgetRow> limit)
    {
        var budget = limit.MaxBy(budget => budget.Used / (double)Math.Max(budget.Limit, 1))!;
        return new VenueBudgetAnswer(limit.Key, budget.Used, budget.Limit, budget.Window.TotalSeconds);
    }

    private static VenueSyncStatus StatusOf(VenueStatus venue, FeedStatus feed, DateTimeOffset now)
    {
        var isFresh = feed.AsOf is { } asOf && now - asOf <= FreshFor;
        var isHurt = feed.Failures > 0 || venue.Hosts.Any(host => host.Breaker != "closed" || host.BannedUntil > now);
        return (isFresh, isHurt) switch
        {
            (true, false) => VenueSyncStatus.Ok,
            (true, true) => VenueSyncStatus.Degraded,
            (false, false) when feed.AsOf is null => VenueSyncStatus.Pending,
            _ => VenueSyncStatus.Failing,
        };
    }
}
