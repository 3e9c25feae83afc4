using System.Collections.Immutable;
using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>Everything on a chain as of one block. Addresses are in lower case.</summary>
/// <param name="Coins">The chain's own coin, in its smallest unit.</param>
internal sealed record ChainState(ImmutableDictionary<string, BigInteger> Coins, ImmutableDictionary<string, EvmContract> Contracts)
{
    public static ChainState Empty { get; } = new(
        ImmutableDictionary<string, BigInteger>.Empty,
        ImmutableDictionary<string, EvmContract>.Empty.Add(Multicall3.Address, new Multicall3()));
}

/// <summary>Something a contract told while it was called.</summary>
/// <param name="Topics">The event's own hash first.</param>
internal sealed record ChainLog(string Address, ImmutableArray<string> Topics, byte[] Data, long Block, string TransactionHash, int Index);
