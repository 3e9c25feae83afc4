using System.Collections.Immutable;

namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>A venue's gate at one moment, for health pages.</summary>
/// <param name="Hosts">Every host a request went to, by name.</param>
/// <param name="Buckets">Every limit with something used in its window or closed by the venue, by name.</param>
public sealed record VenueGateStatus(DateTimeOffset AsOf, ImmutableArray<HostStatus> Hosts, ImmutableArray<BucketStatus> Buckets);

/// <param name="BannedUntil">Our time; null while not banned.</param>
/// <param name="ClockOffset">How far its clock is ahead of ours; null while never measured.</param>
/// <param name="ClockOffsetAge">How long ago that was measured.</param>
public sealed record HostStatus(
    string Host, BreakerState Breaker, DateTimeOffset? BannedUntil, TimeSpan? ClockOffset, TimeSpan? ClockOffsetAge);

/// <param name="Used">Weight used in the window under way, by us and, where the venue says so, by others on this address.</param>
/// <param name="Limit">What the window holds.</param>
/// <param name="ClosedUntil">Set while the venue refuses more; our time.</param>
public sealed record BucketStatus(string Bucket, int Used, int Limit, TimeSpan Window, DateTimeOffset? ClosedUntil);
