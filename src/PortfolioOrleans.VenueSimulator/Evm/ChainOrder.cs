namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>A chain to be started.</summary>
public sealed record ChainOrder
{
    public required long ChainId { get; init; }

    /// <summary>Time between blocks. Default: 12 seconds, as on Ethereum.</summary>
    public int BlockSeconds { get; init; } = 12;

    /// <summary>The time of block 0. Default: the beginning of 2026.</summary>
    public DateTimeOffset Genesis { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
