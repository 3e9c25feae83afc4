namespace PortfolioOrleans.VenueSimulator;

public enum SimulatedVenue
{
    /// <summary>Spot, funding wallet and USD-M futures; one host stands for the venue's several.</summary>
    Binance,

    /// <summary>Version 5 of the API: trading and funding account.</summary>
    Okx,

    /// <summary>Version 6 of the Web3 API: wallets by address. It has no accounts but projects' keys, and no markets of its own.</summary>
    OkxWeb3,

    /// <summary>Nodes of EVM chains, each at /rpc/ and its number. They have neither accounts nor markets.</summary>
    Evm,
}
