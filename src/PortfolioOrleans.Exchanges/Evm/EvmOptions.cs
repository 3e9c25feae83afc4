using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// One EVM chain. Section "Venues:evm-ID", where ID is the chain's number; the venue is there only where <see cref="RpcUrl"/> is set. Lists are separated by
/// commas.
/// </summary>
public sealed class EvmOptions : VenueOptions
{
    private const string Addresses = "^(0x[0-9a-fA-F]{40}(,0x[0-9a-fA-F]{40})*)?$";
    private const string NotAddresses = "{0} must hold contract addresses separated by commas.";

    /// <summary>A node's address, https or http to this machine. Where a key is a part of its path, the path is kept out of every message.</summary>
    [Required(ErrorMessage = "RpcUrl must be set for a chain."), VenueAddress]
    public Uri RpcUrl { get; set; } = null!;

    /// <summary>What the node's provider allows; each call in a batch counts. More is refused by the node. Default: 25.</summary>
    [Range(1, 100_000)]
    public int CallsPerSecond { get; set; } = 25;

    /// <summary>How many calls go in one request. More is refused by some nodes. Default: 50.</summary>
    [Range(1, 1_000)]
    public int CallsPerRequest { get; set; } = 50;

    /// <summary>How many blocks the node lets one question about logs span; what it refuses is asked in smaller parts. Default: 10,000.</summary>
    [Range(1, 100_000_000)]
    public int LogSpan { get; set; } = 10_000;

    /// <summary>Tokens that are read, besides the verified ones of the chain: contract, and optionally /SYMBOL and /DECIMALS where the contract does not say.</summary>
    [RegularExpression(
        "^(0x[0-9a-fA-F]{40}(/[^/,]{1,32}(/[0-9]{1,2})?)?(,0x[0-9a-fA-F]{40}(/[^/,]{1,32}(/[0-9]{1,2})?)?)*)?$",
        ErrorMessage = "Tokens must be like 0xCONTRACT/SYMBOL/DECIMALS, separated by commas.")]
    public string Tokens { get; set; } = "";

    /// <summary>Contracts that say what a token is worth in dollars (Chainlink's feeds): token/feed.</summary>
    [RegularExpression(
        "^(0x[0-9a-fA-F]{40}/0x[0-9a-fA-F]{40}(,0x[0-9a-fA-F]{40}/0x[0-9a-fA-F]{40})*)?$", ErrorMessage = "DollarFeeds must be like 0xTOKEN/0xFEED, separated by commas.")]
    public string DollarFeeds { get; set; } = "";

    /// <summary>A feed that last spoke longer ago than this is not believed. Default: 25 hours, since stablecoins' feeds speak once a day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan DollarFeedMaxAge { get; set; } = TimeSpan.FromHours(25);

    /// <summary>Uniswap V2 pairs whose shares are read and whose prices are believed.</summary>
    [RegularExpression(Addresses, ErrorMessage = NotAddresses)]
    public string V2Pairs { get; set; } = "";

    /// <summary>Uniswap V3 pools whose prices are believed. Positions are read in all pools.</summary>
    [RegularExpression(Addresses, ErrorMessage = NotAddresses)]
    public string V3Pools { get; set; } = "";

    /// <summary>Where Uniswap V3 positions are kept. Default: the chain's own, where it is known.</summary>
    [RegularExpression("^(0x[0-9a-fA-F]{40})?$", ErrorMessage = NotAddresses)]
    public string PositionManager { get; set; } = "";

    /// <summary>Who knows Uniswap V3's pools. Default: the chain's own, where it is known.</summary>
    [RegularExpression("^(0x[0-9a-fA-F]{40})?$", ErrorMessage = NotAddresses)]
    public string V3Factory { get; set; } = "";

    /// <summary>Block from which on positions' histories are asked for. Default: 0.</summary>
    [Range(0L, long.MaxValue)]
    public long PoolsSince { get; set; }
}
