namespace PortfolioOrleans.VenueSimulator.OkxWeb3;

/// <summary>A token, or a chain's own coin, that OKX Web3 knows of.</summary>
public sealed record Web3Token
{
    /// <summary>The chain's number: 1, 56, 501.</summary>
    public required string Chain { get; init; }

    /// <summary>Lower case where it is hexadecimal; "" for the chain's own coin.</summary>
    public required string Contract { get; init; }

    /// <summary>What it calls itself.</summary>
    public required string Symbol { get; init; }

    public string Name { get; init; } = "";

    public int Decimals { get; init; } = 18;

    /// <summary>In dollars; null where nothing trades.</summary>
    public decimal? Price { get; init; }

    /// <summary>A coin of the simulated markets whose price at OKX it has, instead of one of its own. Default: none.</summary>
    public string? Coin { get; init; }

    /// <summary>Spam or worse.</summary>
    public bool Risk { get; init; }

    /// <summary>Large exchanges list it.</summary>
    public bool Recognized { get; init; }
}

/// <param name="Layer">0 the coin in the transaction itself, 1 the coin moved by a contract, 2 a token.</param>
internal sealed record Web3Transfer(
    string Chain, string Contract, string Symbol, string Hash, int Layer, string From, string To, decimal Amount, decimal Fee, bool Done, bool Blacklisted,
    DateTimeOffset At);
