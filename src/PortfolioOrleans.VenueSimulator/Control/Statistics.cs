namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>What a venue was asked since the simulator started.</summary>
/// <param name="VenueTime">What the venue believes the time is.</param>
/// <param name="Refused">Answered with 429 or 418.</param>
/// <param name="BusiestMinutes">Binance: the most weight used in a minute of each budget.</param>
public sealed record VenueStatistics(
    SimulatedVenue Venue, DateTimeOffset VenueTime, long Requests, long Refused, int OpenSockets, IReadOnlyDictionary<string, PathStatistics> Paths,
    IReadOnlyDictionary<string, int> BusiestMinutes);

/// <param name="Listening">Streams, channels, subscriptions.</param>
/// <param name="Keys">API keys of the accounts whose private news it carries.</param>
public sealed record SocketSummary(
    string Id, SimulatedVenue Venue, string Path, DateTimeOffset OpenedAt, IReadOnlyList<string> Listening, IReadOnlyList<string> Keys);

/// <param name="Failed">Answered with a status of 400 or more.</param>
/// <param name="Weight">As the venue counts it.</param>
public sealed record PathStatistics(long Requests, long Failed, long Weight);
