using System.Collections.Immutable;
using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>A pool of two tokens in equal value, with shares of its own. Tokens are in the order of their addresses.</summary>
public sealed record UniswapV2Pair : EvmContract
{
    public required string Token0 { get; init; }

    public required string Token1 { get; init; }

    public required BigInteger Reserve0 { get; init; }

    public required BigInteger Reserve1 { get; init; }

    public required BigInteger TotalShares { get; init; }

    public ImmutableDictionary<string, BigInteger> Shares { get; init; } = ImmutableDictionary<string, BigInteger>.Empty;

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments) => selector switch
    {
        0x70a08231 => EvmData.Word(Held(Shares, arguments)),
        0x18160ddd => EvmData.Word(TotalShares),
        0x313ce567 => EvmData.Word(18),
        0x95d89b41 => EvmData.Text("UNI-V2"),
        0x0dfe1681 => EvmData.Word(Token0),
        0xd21220a7 => EvmData.Word(Token1),
        0x0902f1ac => EvmData.Words(Reserve0, Reserve1, 0),
        _ => throw new EvmRevert(),
    };
}

/// <summary>Knows the pool of two tokens at a fee.</summary>
public sealed record UniswapV3Factory : EvmContract
{
    /// <summary>By both tokens, in the order of their addresses, and the fee in millionths.</summary>
    public ImmutableDictionary<(string Token0, string Token1, int Fee), string> Pools { get; init; } = ImmutableDictionary<(string, string, int), string>.Empty;

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments)
    {
        if (selector != 0x1698ee82)
        {
            throw new EvmRevert();
        }

        var (one, other) = (EvmData.ReadAddress(arguments, 0), EvmData.ReadAddress(arguments, 32));
        var (token0, token1) = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
        return EvmData.Word(Pools.GetValueOrDefault((token0, token1, (int)EvmData.ReadNumber(arguments, 64)), SimulatedChain.Nobody));
    }
}

/// <param name="FeeOutside0">Fees for each unit of liquidity on the far side of the tick, times 2^128; wraps around.</param>
public sealed record PoolTick(BigInteger FeeOutside0, BigInteger FeeOutside1);

/// <summary>A pool whose liquidity stands between ticks.</summary>
public sealed record UniswapV3Pool : EvmContract
{
    public required string Token0 { get; init; }

    public required string Token1 { get; init; }

    public required int Fee { get; init; }

    /// <summary>Root of the price of token 0 in token 1, smallest units of both, times 2^96.</summary>
    public required BigInteger SqrtPriceX96 { get; init; }

    public required int Tick { get; init; }

    public BigInteger FeeGrowth0 { get; init; }

    public BigInteger FeeGrowth1 { get; init; }

    public BigInteger Liquidity { get; init; }

    public ImmutableDictionary<int, PoolTick> Ticks { get; init; } = ImmutableDictionary<int, PoolTick>.Empty;

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments) => selector switch
    {
        0x3850c7bd => EvmData.Words(SqrtPriceX96, Tick, 0, 1, 1, 0, 1),
        0xf3058399 => EvmData.Word(FeeGrowth0),
        0x46141319 => EvmData.Word(FeeGrowth1),
        0x1a686502 => EvmData.Word(Liquidity),
        0x0dfe1681 => EvmData.Word(Token0),
        0xd21220a7 => EvmData.Word(Token1),
        0xddca3f43 => EvmData.Word(Fee),
        0xf30dba93 => Ticks.TryGetValue((int)EvmData.ReadSigned(arguments, 0), out var tick)
            ? EvmData.Words(1, 1, tick.FeeOutside0, tick.FeeOutside1, 0, 0, 0, 1)
            : new byte[8 * EvmData.WordLength],
        _ => throw new EvmRevert(),
    };
}

/// <summary>Liquidity of one owner between two ticks.</summary>
public sealed record PoolPositionToken
{
    public required string Owner { get; init; }

    public required string Token0 { get; init; }

    public required string Token1 { get; init; }

    public required int Fee { get; init; }

    public required int TickLower { get; init; }

    public required int TickUpper { get; init; }

    public required BigInteger Liquidity { get; init; }

    public BigInteger FeeInsideLast0 { get; init; }

    public BigInteger FeeInsideLast1 { get; init; }

    /// <summary>Owed as of the last time the position was touched.</summary>
    public BigInteger Owed0 { get; init; }

    public BigInteger Owed1 { get; init; }

    /// <summary>What it would give back with its fees, for the owner's statement alone: contracts compute nothing here.</summary>
    public BigInteger Worth0 { get; init; }

    public BigInteger Worth1 { get; init; }
}

/// <summary>Holds positions as tokens of their own.</summary>
public sealed record PositionManager : EvmContract
{
    public required string Factory { get; init; }

    /// <summary>By number; each owner's are listed in the order of their numbers.</summary>
    public ImmutableSortedDictionary<long, PoolPositionToken> Positions { get; init; } = ImmutableSortedDictionary<long, PoolPositionToken>.Empty;

    internal override byte[] Answer(ChainState state, uint selector, ReadOnlySpan<byte> arguments)
    {
        switch (selector)
        {
            case 0x70a08231:
                return EvmData.Word(OwnedBy(EvmData.ReadAddress(arguments, 0)).Count());
            case 0x2f745c59:
                var index = EvmData.ReadNumber(arguments, 32);
                var owned = OwnedBy(EvmData.ReadAddress(arguments, 0)).ToList();
                return index < owned.Count ? EvmData.Word(owned[(int)index]) : throw new EvmRevert();
            case 0x99fbab88:
                return EvmData.ReadNumber(arguments, 0) is var id && id <= long.MaxValue && Positions.TryGetValue((long)id, out var position)
                    ? Words(position)
                    : throw new EvmRevert();
            case 0xc45a0155:
                return EvmData.Word(Factory);
            default:
                throw new EvmRevert();
        }
    }

    private IEnumerable<long> OwnedBy(string owner) => Positions.Where(position => position.Value.Owner == owner).Select(position => position.Key);

    private static byte[] Words(PoolPositionToken position) => EvmData.Words(
        0, 0, EvmData.Number(position.Token0), EvmData.Number(position.Token1), position.Fee, position.TickLower, position.TickUpper, position.Liquidity,
        position.FeeInsideLast0, position.FeeInsideLast1, position.Owed0, position.Owed1);
}
