namespace PortfolioOrleans.VenueSimulator;

public enum SimulatedVenue
{
    /// <summary>Spot, funding wallet and USD-M futures; one host stands for the venue's several.</summary>
    Binance,

    /// <summary>Version 5 of the API: trading and funding account.</summary>
    Okx,
}
