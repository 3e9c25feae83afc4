namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>One moment on two clocks: prices follow the world's, a venue stamps its records with its own, which may be wrong.</summary>
internal readonly record struct Moment(DateTimeOffset World, DateTimeOffset Venue);
