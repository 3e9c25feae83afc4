using System.Collections.Immutable;
using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>A chain to be started.</summary>
public sealed record ChainOrder
{
    public required long ChainId { get; init; }

    /// <summary>Time between blocks. Default: 12 seconds, as on Ethereum.</summary>
    public int BlockSeconds { get; init; } = 12;

    /// <summary>The token that is the chain's coin, one for one. Default: Ethereum's.</summary>
    public string WrappedCoin { get; init; } = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";

    /// <summary>What addresses have had of the chain's coin from block 0 on, in its smallest unit.</summary>
    public ImmutableDictionary<string, BigInteger> Coins { get; init; } = ImmutableDictionary<string, BigInteger>.Empty;

    /// <summary>The time of block 0. Default: the beginning of 2026.</summary>
    public DateTimeOffset Genesis { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
