namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Numbers that never repeat and grow with time, across restarts too.</summary>
internal sealed class IdSource
{
    public long Last { get; set; } = 1_000_000;

    public long Next() => ++Last;

    /// <summary>OKX's order and bill ids have 18 digits: more than a double can hold, as clients have to know.</summary>
    public long NextLong(SimulatedVenue venue) => venue == SimulatedVenue.Okx ? 620_000_000_000_000_000 + Next() * 4096 : Next();
}
