namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>Where a market stands at one moment.</summary>
public sealed record PriceQuote(SimulatedVenue Venue, string Symbol, bool Futures, decimal Last, decimal Mark, decimal Index);

/// <param name="UsdtInUsd">By venue.</param>
public sealed record PriceBoard(
    DateTimeOffset AsOf, bool Frozen, IReadOnlyDictionary<SimulatedVenue, decimal> UsdtInUsd, IReadOnlyList<PriceQuote> Quotes);
