using System.Collections.Immutable;
using Orleans.Concurrency;

namespace PortfolioOrleans.Contracts.Venues;

/// <summary>What all accounts of one venue share: request budget, clocks, circuit breakers. Key: venue.</summary>
[Alias("exchange-adapter")]
public interface IExchangeAdapterGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("status")]
    Task<VenueStatus> GetStatusAsync();
}

/// <summary>Which venues this service knows. Key: 0; any activation answers.</summary>
[Alias("venue-catalog")]
public interface IVenueCatalogGrain : IGrainWithIntegerKey
{
    [Alias("venues")]
    Task<ImmutableArray<VenueInfo>> GetVenuesAsync();
}

/// <param name="Hosts">Every host a request went to.</param>
/// <param name="Budgets">Every limit with something used in its window.</param>
[GenerateSerializer, Immutable, Alias("venue.status")]
public sealed record VenueStatus(
    [property: Id(0)] string Venue,
    [property: Id(1)] ImmutableArray<VenueHostRow> Hosts,
    [property: Id(2)] ImmutableArray<VenueBudgetRow> Budgets);

/// <param name="Breaker">"closed", "open" or "half-open"; open means that the host failed too often and is left alone for a while.</param>
/// <param name="BannedUntil">Null while not banned.</param>
/// <param name="ClockOffset">How far its clock is ahead of ours; null while never measured.</param>
[GenerateSerializer, Immutable, Alias("venue.host")]
public sealed record VenueHostRow(
    [property: Id(0)] string Host,
    [property: Id(1)] string Breaker,
    [property: Id(2)] DateTimeOffset? BannedUntil,
    [property: Id(3)] TimeSpan? ClockOffset);

[GenerateSerializer, Immutable, Alias("venue.budget")]
public sealed record VenueBudgetRow(
    [property: Id(0)] string Bucket, [property: Id(1)] int Used, [property: Id(2)] int Limit, [property: Id(3)] TimeSpan Window);

/// <param name="Wallets">Names of the wallets that are read.</param>
/// <param name="Credentials">What an account on it needs.</param>
[GenerateSerializer, Immutable, Alias("venue.info")]
public sealed record VenueInfo(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Wallets,
    [property: Id(3)] ImmutableArray<CredentialInfo> Credentials);

[GenerateSerializer, Immutable, Alias("venue.credential")]
public sealed record CredentialInfo([property: Id(0)] string Name, [property: Id(1)] bool Secret, [property: Id(2)] string Help);
