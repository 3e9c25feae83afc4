using System.Collections.Immutable;
using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>A token: who holds how much of it, in its smallest unit.</summary>
public sealed record Erc20 : EvmContract
{
    public required string Symbol { get; init; }

    /// <summary>Null: it does not say, and refuses to be asked.</summary>
    public int? Decimals { get; init; } = 18;

    /// <summary>True for tokens from before texts could be of any length.</summary>
    public bool HasShortSymbol { get; init; }

    public ImmutableDictionary<string, BigInteger> Balances { get; init; } = ImmutableDictionary<string, BigInteger>.Empty;

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments) => selector switch
    {
        0x70a08231 => EvmData.Word(Held(Balances, arguments)),
        0x18160ddd => EvmData.Word(Balances.Values.Aggregate(BigInteger.Zero, (sum, one) => sum + one)),
        0x313ce567 when Decimals is { } decimals => EvmData.Word(decimals),
        0x95d89b41 or 0x06fdde03 => HasShortSymbol ? EvmData.ShortText(Symbol) : EvmData.Text(Symbol),
        _ => throw new EvmRevert(),
    };

    internal Erc20 Moved(string from, string to, BigInteger amount)
    {
        var balances = Balances;
        if (from != SimulatedChain.Nobody)
        {
            balances = balances.SetItem(from, balances.GetValueOrDefault(from) - amount);
        }

        if (to != SimulatedChain.Nobody)
        {
            balances = balances.SetItem(to, balances.GetValueOrDefault(to) + amount);
        }

        return this with { Balances = balances };
    }
}
