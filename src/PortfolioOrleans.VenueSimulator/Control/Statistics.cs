namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>What a venue was asked since the simulator started.</summary>
/// <param name="VenueTime">What the venue believes the time is.</param>
/// <param name="Refused">Answered with 429 or 418.</param>
public sealed record VenueStatistics(
    SimulatedVenue Venue, DateTimeOffset VenueTime, long Requests, long Refused, int OpenSockets, IReadOnlyDictionary<string, PathStatistics> Paths);

/// <param name="Failed">Answered with a status of 400 or more.</param>
/// <param name="Weight">As the venue counts it.</param>
public sealed record PathStatistics(long Requests, long Failed, long Weight);
