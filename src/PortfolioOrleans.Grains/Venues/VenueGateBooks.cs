using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>Makes the books that adapter grains keep, and writes them down for health pages.</summary>
internal sealed class VenueGateBooks(TimeProvider clock)
{
    /// <summary>A host that was down is asked again soon enough for its portfolios to be complete within a minute of its return.</summary>
    private static readonly GateOptions Patience = GateOptions.Default with { LongestOpen = TimeSpan.FromSeconds(15) };

    public VenueGateBook Open() => new(Patience, clock);

    public static VenueStatus Describe(string venue, VenueGateStatus status) => new(
        venue,
        [.. status.Hosts.Select(host => new VenueHostRow(host.Host, Name(host.Breaker), host.BannedUntil, host.ClockOffset))],
        [.. status.Buckets.Select(bucket => new VenueBudgetRow(bucket.Bucket, bucket.Used, bucket.Limit, bucket.Window))]);

    private static string Name(BreakerState state) => state switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        _ => "half-open",
    };
}
