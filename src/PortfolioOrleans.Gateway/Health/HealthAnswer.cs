namespace PortfolioOrleans.Gateway.Health;

/// <summary>How the service is, without a word about any user.</summary>
/// <param name="Status">ok; degraded: it answers, but not every venue does; unavailable: it is not ready.</param>
/// <param name="Reasons">What is wrong, for people; empty when nothing is.</param>
/// <param name="SyncStatus">ok: every venue is read; pending: none was read yet; degraded: some are not; failing: none is.</param>
/// <param name="LastSync">When the venue that lags most was read last; null while one never was.</param>
/// <param name="SyncLagSeconds">How long ago that is.</param>
/// <param name="Latency">How long each part took to answer.</param>
/// <param name="UptimeSeconds">Since the gateway started.</param>
/// <param name="Timestamp">When this was found out.</param>
internal sealed record HealthAnswer(
    HealthStatus Status,
    IReadOnlyList<string> Reasons,
    VenueSyncStatus SyncStatus,
    DateTimeOffset? LastSync,
    double? SyncLagSeconds,
    DatabaseAnswer Database,
    EngineAnswer Engine,
    IReadOnlyList<VenueHealthAnswer> Venues,
    LatencyAnswer Latency,
    string Service,
    string Version,
    double UptimeSeconds,
    DateTimeOffset Timestamp);

internal enum HealthStatus
{
    Ok,
    Degraded,
    Unavailable,
}

internal enum VenueSyncStatus
{
    Ok,
    Pending,
    Degraded,
    Failing,
}

/// <summary>The database.</summary>
/// <param name="Kind">"postgres" or "memory".</param>
internal sealed record DatabaseAnswer(string Kind, bool Available);

/// <summary>What the grains run on.</summary>
/// <param name="Name">"Orleans" or "Embedded".</param>
/// <param name="Available">Whether grains answer.</param>
internal sealed record EngineAnswer(string Name, string Version, bool Available);

/// <summary>How long each part took to answer, in milliseconds.</summary>
internal sealed record LatencyAnswer(double DatabaseMs, double EngineMs);

/// <summary>One venue as this service reads it.</summary>
/// <param name="Status">
/// ok; pending: never read yet; degraded: prices are fresh, but readings fail or a host is left alone; failing: prices are older than a minute.
/// </param>
/// <param name="LastSync">When its prices were read last.</param>
/// <param name="SyncLagSeconds">How long ago that is.</param>
/// <param name="PricedAssets">How many assets had a price then.</param>
/// <param name="Failures">Readings that failed since.</param>
/// <param name="Error">Why the last one did; null when it did not.</param>
/// <param name="Hosts">Every host a request went to.</param>
/// <param name="Budgets">Every request limit with something used in its window; of one that the venue keeps for each key, the most used.</param>
internal sealed record VenueHealthAnswer(
    string Venue,
    VenueSyncStatus Status,
    DateTimeOffset? LastSync,
    double? SyncLagSeconds,
    int PricedAssets,
    int Failures,
    string? Error,
    IReadOnlyList<VenueHostAnswer> Hosts,
    IReadOnlyList<VenueBudgetAnswer> Budgets);

/// <summary>One host of a venue.</summary>
/// <param name="Breaker">closed; open: it failed too often and is left alone for a while; half-open: it is tried again.</param>
/// <param name="BannedUntil">Null while not banned.</param>
/// <param name="ClockOffsetMs">How far its clock is ahead of ours; null while never measured.</param>
internal sealed record VenueHostAnswer(string Host, string Breaker, DateTimeOffset? BannedUntil, double? ClockOffsetMs);

/// <summary>One request limit of a venue.</summary>
internal sealed record VenueBudgetAnswer(string Bucket, int Used, int Limit, double WindowSeconds);

/// <summary>Whether requests should be sent here.</summary>
/// <param name="Ready">The database and the grains answer.</param>
/// <param name="Reasons">Why not; empty when ready.</param>
internal sealed record ReadinessAnswer(bool Ready, IReadOnlyList<string> Reasons);

/// <summary>The process answers; nothing else is said.</summary>
internal sealed record LivenessAnswer(bool Live, string Service, string Version);
