using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>Pairs the service was told of: a share of both reserves for each share of the pair, cut off as the contract does when it is given back.</summary>
internal sealed class UniswapV2(EvmOptions options)
{
    private const string BalanceOf = "70a08231";
    private const string TotalSupply = "18160ddd";
    private const string Reserves = "0902f1ac";
    private const string Token0 = "0dfe1681";
    private const string Token1 = "d21220a7";

    private readonly ConcurrentDictionary<string, (string Token0, string Token1)> _sides = new(StringComparer.Ordinal);

    public ImmutableArray<string> Pairs { get; } = EvmAddresses.List(options.V2Pairs);

    public async Task<ImmutableArray<PoolShare>> ReadAsync(EvmReading reading, string owner)
    {
        if (Pairs.IsEmpty)
        {
            return [];
        }

        var sides = await SidesAsync(reading);
        var answers = await reading.RequireAsync([.. Pairs.SelectMany(pair => new[]
        {
            new EvmCall(pair, Abi.Call(BalanceOf, Abi.Address(owner))), new EvmCall(pair, Abi.Call(TotalSupply)), new EvmCall(pair, Abi.Call(Reserves)),
        })]);
        var shares = ImmutableArray.CreateBuilder<PoolShare>();
        foreach (var (pair, i) in Pairs.Select((pair, i) => (pair, i)))
        {
            var (held, all) = (Abi.Number(answers[3 * i], 0), Abi.Number(answers[(3 * i) + 1], 0));
            if (held.IsZero || all.IsZero)
            {
                continue;
            }

            var (reserve0, reserve1) = (Abi.Number(answers[(3 * i) + 2], 0), Abi.Number(answers[(3 * i) + 2], 1));
            shares.Add(new PoolShare(
                $"uniswap-v2:{pair}", pair, sides[pair].Token0, sides[pair].Token1, held * reserve0 / all, held * reserve1 / all, BigInteger.Zero, BigInteger.Zero,
                reserve1, reserve0, Range: null, Tick: null, held));
        }

        return shares.ToImmutable();
    }

    /// <summary>Each pair's price of its first token in its second, as a ratio of smallest units.</summary>
    public async Task<ImmutableArray<PoolPrice>> PricesAsync(EvmReading reading)
    {
        if (Pairs.IsEmpty)
        {
            return [];
        }

        var sides = await SidesAsync(reading);
        var answers = await reading.RequireAsync([.. Pairs.Select(pair => new EvmCall(pair, Abi.Call(Reserves)))]);
        return [.. Pairs.Zip(answers, (pair, reserves) => new PoolPrice(sides[pair].Token0, sides[pair].Token1, Abi.Number(reserves, 1), Abi.Number(reserves, 0)))];
    }

    /// <summary>The pairs' tokens, which never change.</summary>
    private async Task<IReadOnlyDictionary<string, (string Token0, string Token1)>> SidesAsync(EvmReading reading)
    {
        var unknown = Pairs.Where(pair => !_sides.ContainsKey(pair)).ToList();
        if (unknown.Count > 0)
        {
            var answers = await reading.RequireAsync([.. unknown.SelectMany(pair => new[] { new EvmCall(pair, Abi.Call(Token0)), new EvmCall(pair, Abi.Call(Token1)) })]);
            foreach (var (pair, i) in unknown.Select((pair, i) => (pair, i)))
            {
                _sides[pair] = (Abi.Address(answers[2 * i], 0), Abi.Address(answers[(2 * i) + 1], 0));
            }
        }

        return _sides;
    }
}

/// <param name="Top">The price of token 0 in token 1 is <paramref name="Top"/> / <paramref name="Bottom"/>, in smallest units.</param>
internal sealed record PoolPrice(string Token0, string Token1, BigInteger Top, BigInteger Bottom);
