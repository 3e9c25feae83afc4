namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>Whose an address on a chain is.</summary>
public sealed record ChainWallet
{
    public required string Label { get; init; }

    public required string Owner { get; init; }

    /// <summary>Lower case where it is hexadecimal.</summary>
    public required string Address { get; init; }

    /// <summary>The chain whose node tells of it; null where OKX Web3 does, of every chain.</summary>
    public long? ChainId { get; init; }
}
