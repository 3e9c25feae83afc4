using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A position as its manager keeps it.</summary>
internal sealed record V3Token(
    BigInteger Id, string Token0, string Token1, int Fee, int TickLower, int TickUpper, BigInteger Liquidity, BigInteger InsideLast0, BigInteger InsideLast1,
    BigInteger Owed0, BigInteger Owed1);

/// <summary>Positions in any pool of the chain's manager, with the fees that could be collected at the block that is read.</summary>
internal sealed class UniswapV3(EvmChain chain, EvmOptions options)
{
    private const string BalanceOf = "70a08231";
    private const string TokenOfOwner = "2f745c59";
    private const string Positions = "99fbab88";
    private const string GetPool = "1698ee82";
    private const string Slot0 = "3850c7bd";
    private const string Growth0 = "f3058399";
    private const string Growth1 = "46141319";
    private const string Ticks = "f30dba93";
    private const string Token0 = "0dfe1681";
    private const string Token1 = "d21220a7";

    /// <summary>Positions can be put into any wallet; more of them are no investor's.</summary>
    private const int MostPositions = 500;

    private readonly ConcurrentDictionary<(string, string, int), string> _pools = new();
    private readonly ConcurrentDictionary<string, (string Token0, string Token1)> _sides = new(StringComparer.Ordinal);

    public ImmutableArray<string> Pools { get; } = EvmAddresses.List(options.V3Pools);

    public string Manager { get; } = options.PositionManager.Length > 0 ? options.PositionManager.ToLowerInvariant() : chain.PositionManager;

    /// <summary>Pools that were ever met: the service's own, and those of positions.</summary>
    public IEnumerable<string> KnownPools => Pools.Concat(_pools.Values);

    private string Factory { get; } = options.V3Factory.Length > 0 ? options.V3Factory.ToLowerInvariant() : chain.V3Factory;

    public async Task<ImmutableArray<PoolShare>> ReadAsync(EvmReading reading, string owner)
    {
        var positions = (await PositionsAsync(reading, owner)).RemoveAll(position => position is { Liquidity.IsZero: true, Owed0.IsZero: true, Owed1.IsZero: true });
        if (positions.IsEmpty)
        {
            return [];
        }

        var pools = await PoolsAsync(reading, positions);
        var answers = await reading.RequireAsync([.. positions.SelectMany(position => Questions(pools[(position.Token0, position.Token1, position.Fee)], position))]);
        return [.. positions.Select((position, i) => Share(position, pools[(position.Token0, position.Token1, position.Fee)], answers.AsSpan().Slice(5 * i, 5)))];
    }

    /// <summary>Each believed pool's price of its first token in its second, as a ratio of smallest units.</summary>
    public async Task<ImmutableArray<PoolPrice>> PricesAsync(EvmReading reading)
    {
        if (Pools.IsEmpty)
        {
            return [];
        }

        var unknown = Pools.Where(pool => !_sides.ContainsKey(pool)).ToList();
        var sides = await reading.RequireAsync([.. unknown.SelectMany(pool => new[] { new EvmCall(pool, Abi.Call(Token0)), new EvmCall(pool, Abi.Call(Token1)) })]);
        foreach (var (pool, i) in unknown.Select((pool, i) => (pool, i)))
        {
            _sides[pool] = (Abi.Address(sides[2 * i], 0), Abi.Address(sides[(2 * i) + 1], 0));
        }

        var slots = await reading.RequireAsync([.. Pools.Select(pool => new EvmCall(pool, Abi.Call(Slot0)))]);
        return [.. Pools.Zip(slots, (pool, slot) => new PoolPrice(_sides[pool].Token0, _sides[pool].Token1, BigInteger.Pow(Abi.Number(slot, 0), 2), BigInteger.One << 192))];
    }

    private static IEnumerable<EvmCall> Questions(string pool, V3Token position) =>
    [
        new(pool, Abi.Call(Slot0)), new(pool, Abi.Call(Growth0)), new(pool, Abi.Call(Growth1)), new(pool, Abi.Call(Ticks, position.TickLower)),
        new(pool, Abi.Call(Ticks, position.TickUpper)),
    ];

    private static PoolShare Share(V3Token position, string pool, ReadOnlySpan<byte[]> answers)
    {
        var (sqrtPrice, tick) = (Abi.Number(answers[0], 0), Abi.Signed(answers[0], 1));
        var (amount0, amount1) = UniswapMath.Amounts(position.Liquidity, sqrtPrice, tick, position.TickLower, position.TickUpper);
        var inside0 = UniswapMath.FeeGrowthInside(
            Abi.Number(answers[1], 0), Abi.Number(answers[3], 2), Abi.Number(answers[4], 2), tick, position.TickLower, position.TickUpper);
        var inside1 = UniswapMath.FeeGrowthInside(
            Abi.Number(answers[2], 0), Abi.Number(answers[3], 3), Abi.Number(answers[4], 3), tick, position.TickLower, position.TickUpper);
        return new PoolShare(
            string.Create(CultureInfo.InvariantCulture, $"uniswap-v3:{position.Id}"),
            pool,
            position.Token0,
            position.Token1,
            amount0,
            amount1,
            UniswapMath.Fees(position.Liquidity, inside0, position.InsideLast0, position.Owed0),
            UniswapMath.Fees(position.Liquidity, inside1, position.InsideLast1, position.Owed1),
            BigInteger.Pow(sqrtPrice, 2),
            BigInteger.One << 192,
            (position.TickLower, position.TickUpper),
            tick,
            position.Liquidity);
    }

    private async Task<ImmutableArray<V3Token>> PositionsAsync(EvmReading reading, string owner)
    {
        var who = Abi.Address(owner);
        if (await reading.CallAsync([new EvmCall(Manager, Abi.Call(BalanceOf, who))]) is not [{ } balance] || Abi.Number(balance, 0) is { IsZero: true })
        {
            return []; // No manager on this chain, or nothing in it.
        }

        var count = Abi.Number(balance, 0);
        if (count > MostPositions)
        {
            throw new WireException(Manager, $"holds more than {MostPositions} positions for this address, too many to read");
        }

        // All at one block, so that no position moves to another place in the list between two questions.
        var ids = await reading.RequireAsync([.. Enumerable.Range(0, (int)count).Select(i => new EvmCall(Manager, Abi.Call(TokenOfOwner, who, i)))]);
        var rows = await reading.RequireAsync([.. ids.Select(id => new EvmCall(Manager, Abi.Call(Positions, Abi.Number(id, 0))))]);
        return [.. ids.Zip(rows, (id, row) => new V3Token(
            Abi.Number(id, 0), Abi.Address(row, 2), Abi.Address(row, 3), Abi.Small(row, 4), Abi.Signed(row, 5), Abi.Signed(row, 6), Abi.Number(row, 7),
            Abi.Number(row, 8), Abi.Number(row, 9), Abi.Number(row, 10), Abi.Number(row, 11)))];
    }

    private async Task<IReadOnlyDictionary<(string, string, int), string>> PoolsAsync(EvmReading reading, ImmutableArray<V3Token> positions)
    {
        var unknown = positions.Select(position => (position.Token0, position.Token1, position.Fee)).Distinct().Where(key => !_pools.ContainsKey(key)).ToList();
        var answers = await reading.RequireAsync(
            [.. unknown.Select(key => new EvmCall(Factory, Abi.Call(GetPool, Abi.Address(key.Token0), Abi.Address(key.Token1), key.Fee)))]);
        foreach (var (key, answer) in unknown.Zip(answers))
        {
            _pools[key] = Abi.Address(answer, 0) is var pool && pool != EvmAddresses.Nobody ? pool : throw new WireException("pool", "of a position does not exist");
        }

        return _pools;
    }
}
