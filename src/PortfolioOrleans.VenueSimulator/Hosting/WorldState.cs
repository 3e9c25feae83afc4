using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>All of the world that outlives a restart: one JSON file. Faults, limits, counters and sockets do not.</summary>
internal sealed class WorldState
{
    public int Version { get; init; } = 1;

    public required int Seed { get; init; }

    public IdSource Ids { get; init; } = new();

    public MarketLog Markets { get; init; } = new();

    public List<Account> Accounts { get; init; } = [];
}
