namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Numbers that never repeat and grow with time, across restarts too.</summary>
internal sealed class IdSource
{
    public long Last { get; set; } = 1_000_000;

    public long Next() => ++Last;

    /// <summary>With 18 digits at either venue: converts have such ids.</summary>
    public long NextConversion() => 940_000_000_000_000_000 + Next() * 4097;

    /// <summary>OKX's order and bill ids have 18 digits: more than a double can hold, as clients have to know.</summary>
    public long NextLong(SimulatedVenue venue) => venue == SimulatedVenue.Okx ? 620_000_000_000_000_000 + Next() * 4096 : Next();
}
