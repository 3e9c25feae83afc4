using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>
/// What believed pools say their tokens are worth in each other, what feeds say tokens are worth in dollars, and that the wrapped coin is the coin. A pool that
/// nobody vouched for says nothing here: anybody can open one at any price.
/// </summary>
internal sealed class EvmPrices(EvmTokens tokens, UniswapV2 v2, UniswapV3 v3, EvmChain chain, EvmOptions options)
{
    private const string LatestRound = "feaf968c";
    private const string Decimals = "313ce567";

    private readonly ImmutableArray<(string Token, string Feed)> _feeds =
    [
        .. options.DollarFeeds.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('/')).Select(pair => (pair[0], pair[1])),
    ];

    private readonly ConcurrentDictionary<string, int> _feedDecimals = new(StringComparer.Ordinal);

    public async Task<MarketReading> ReadAsync(EvmReading reading)
    {
        await tokens.AllAsync(reading);
        var prices = ImmutableArray.CreateBuilder<Price>();
        foreach (var pool in (await v2.PricesAsync(reading)).AddRange(await v3.PricesAsync(reading)))
        {
            if (tokens.Find(pool.Token0) is { } token0 && tokens.Find(pool.Token1) is { } token1 && PriceOf(pool, token0, token1, reading.Block.Time) is { } price)
            {
                prices.Add(price);
            }
        }

        if (tokens.Find(chain.Wrapped) is { } wrapped)
        {
            prices.Add(new Price(new Symbol(wrapped.Asset, chain.Coin), 1m, reading.Block.Time));
        }

        var gap = await AddDollarsAsync(reading, prices);
        return new MarketReading(prices.ToImmutable(), ImmutableDictionary<string, decimal>.Empty, gap);
    }

    /// <summary>Written the way round that leaves it the more digits: a price far below one would lose some.</summary>
    private static Price? PriceOf(PoolPrice pool, EvmToken token0, EvmToken token1, DateTimeOffset at)
    {
        var straight = PoolShares.Price(pool.Top, pool.Bottom, token0, token1);
        return straight is >= 1m and { } price ? new Price(new Symbol(token0.Asset, token1.Asset), price, at)
            : PoolShares.Price(pool.Bottom, pool.Top, token1, token0) is { } inverse ? new Price(new Symbol(token1.Asset, token0.Asset), inverse, at)
            : straight is { } small ? new Price(new Symbol(token0.Asset, token1.Asset), small, at)
            : null;
    }

    private async Task<ExchangeFault?> AddDollarsAsync(EvmReading reading, ImmutableArray<Price>.Builder prices)
    {
        if (_feeds.IsEmpty)
        {
            return null;
        }

        var unknown = _feeds.Select(feed => feed.Feed).Distinct().Where(feed => !_feedDecimals.ContainsKey(feed)).ToList();
        foreach (var (feed, answer) in unknown.Zip(await reading.RequireAsync([.. unknown.Select(feed => new EvmCall(feed, Abi.Call(Decimals)))])))
        {
            _feedDecimals[feed] = Abi.Small(answer, 0);
        }

        ExchangeFault? gap = null;
        var rounds = await reading.RequireAsync([.. _feeds.Select(feed => new EvmCall(feed.Feed, Abi.Call(LatestRound)))]);
        foreach (var ((contract, feed), round) in _feeds.Zip(rounds))
        {
            var asset = tokens.AssetOf(contract);
            var dollars = TokenAmount.From(Positive(Abi.Number(round, 1)), _feedDecimals[feed]);
            var age = reading.Block.Time - DateTimeOffset.FromUnixTimeSeconds((long)BigInteger.Min(Abi.Number(round, 3), reading.Block.Time.ToUnixTimeSeconds()));
            if (dollars is > 0m and { } price && age <= options.DollarFeedMaxAge)
            {
                prices.Add(new Price(new Symbol(asset, Asset.Usd), price, reading.Block.Time));
            }
            else
            {
                gap ??= new ExchangeFault(FaultKind.Unreachable, $"the dollar feed of {asset} says nothing, or has not for {(long)age.TotalHours} h");
            }
        }

        return gap;
    }

    /// <summary>The feed's number is signed; what is below zero is no price.</summary>
    private static BigInteger Positive(BigInteger word) => word >= BigInteger.One << 255 ? BigInteger.Zero : word;
}
