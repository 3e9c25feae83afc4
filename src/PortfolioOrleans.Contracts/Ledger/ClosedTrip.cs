using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>Round trips that came to an end, oldest first.</summary>
/// <param name="Currency">What profits are in.</param>
/// <param name="Next">Since when the next page goes on; null on the last.</param>
[GenerateSerializer, Immutable, Alias("ledger.trips")]
public sealed record TripPage(
    [property: Id(0)] Asset Currency, [property: Id(1)] ImmutableArray<ClosedTrip> Trips, [property: Id(2)] DateTimeOffset? Next = null);

/// <param name="Id">The line of the ledger that closed it.</param>
/// <param name="Pnl">Realised, after fees.</param>
[GenerateSerializer, Immutable, Alias("ledger.trip")]
public readonly record struct ClosedTrip(
    [property: Id(0)] string Id, [property: Id(1)] DateTimeOffset OpenedAt, [property: Id(2)] DateTimeOffset ClosedAt, [property: Id(3)] decimal Pnl);
