using System.Buffers.Binary;
using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>What stands at an address and how it answers. It never changes; the chain puts another in its place.</summary>
public abstract record EvmContract
{
    /// <param name="selector">The first four bytes of the call.</param>
    /// <param name="arguments">The rest.</param>
    /// <exception cref="EvmRevert">It knows no such call, or refuses this one.</exception>
    internal abstract byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments);

    /// <summary>What a call to an address answers; nothing at all where no contract stands.</summary>
    internal static byte[] Call(ChainState state, string to, ReadOnlySpan<byte> data)
    {
        if (!state.Contracts.TryGetValue(to, out var contract))
        {
            return [];
        }

        return data.Length >= 4 ? contract.Answer(state, BinaryPrimitives.ReadUInt32BigEndian(data), data[4..]) : throw new EvmRevert();
    }

    private protected static BigInteger Held(IReadOnlyDictionary<string, BigInteger> balances, ReadOnlySpan<byte> arguments) =>
        balances.GetValueOrDefault(EvmData.ReadAddress(arguments, 0));
}
