using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Tokens;

/// <summary>
/// The chains' own coins, and the contracts that are known to be what their symbols say: issued by the coin's own makers, or the usual wrapping of one.
/// Only these share a code, and so a price, with a coin at an exchange. Bridged copies of a stablecoin are not here: they may lose what stands behind them
/// while the original does not.
/// </summary>
internal static class VerifiedTokens
{
    private static readonly (string Chain, string Coin, string Tokens)[] Table =
    [
        ("1", "ETH", """
            USDT=0xdac17f958d2ee523a2206206994597c13d831ec7 USDC=0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48
            DAI=0x6b175474e89094c44da98b954eedeac495271d0f WETH=0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2
            WBTC=0x2260fac5e5542a773aa44fbcfedf7c193bc2c599 STETH=0xae7ab96520de3a18e5e111b5eaab095312d7fe84
            LINK=0x514910771af9ca656af840dff83e8264ecf986ca UNI=0x1f9840a85d5af5bf1d1762f925bdaddc4201f984
            AAVE=0x7fc66500c84a76ad7e9c93437bfc5ac33e2ddae9 MKR=0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2
            LDO=0x5a98fcbea516cf06857215779fd812ca3bef1b32 CRV=0xd533a949740bb3306d119cc777fa900ba034cd52
            SHIB=0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce PEPE=0x6982508145454ce325ddbe47a25d4ec3d2311933
            """),
        ("56", "BNB", """
            CAKE=0x0e09fabb73bd3ade0a17ecc321fd13a19e81ce82 WBNB=0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c
            """),
        ("137", "POL", """
            USDC=0x3c499c542cef5e3811e1192ce70d8cc03d5c3359 USDT=0xc2132d05d31c914a87c6611c10748aeb04b58e8f
            WPOL=0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270
            """),
        ("42161", "ETH", """
            USDC=0xaf88d065e77c8cc2239327c5edb3a432268e5831 USDT=0xfd086bc7cd5c481dcc9c85ebe478a1c0b69fcbb9
            WETH=0x82af49447d8a07e3bd95bd0d56f35241523fbab1 ARB=0x912ce59144191c1204e64559fe8253a0e49e6548
            """),
        ("8453", "ETH", """
            USDC=0x833589fcd6edb6e08f4c7c32d4f71b54bda02913 WETH=0x4200000000000000000000000000000000000006
            """),
        ("10", "ETH", """
            USDC=0x0b2c639c533813f4aa9d7837caf62653d097ff85 WETH=0x4200000000000000000000000000000000000006
            OP=0x4200000000000000000000000000000000000042
            """),
        ("196", "OKB", "WOKB=0xe538905cf8410324e03a5a23c1c177a474d59b2b"),
        ("501", "SOL", """
            USDC=EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v USDT=Es9vMFrzaCERmJfrF4H2FYD4KCoNky11McCe8BenwNYB
            """),
    ];

    /// <summary>In the order of the table, which is the order in which chains are believed about a coin's price.</summary>
    public static ImmutableArray<(TokenKey Key, Asset Asset)> All { get; } =
    [
        .. Table.SelectMany(chain => chain.Tokens
            .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(token => token.Split('='))
            .Select(token => (new TokenKey(chain.Chain, token[1]), Asset.Parse(token[0])))
            .Prepend((new TokenKey(chain.Chain, ""), Asset.Parse(chain.Coin)))),
    ];

    private static readonly FrozenDictionary<TokenKey, Asset> ByKey = All.ToFrozenDictionary(token => token.Key, token => token.Asset);

    public static Asset? Find(TokenKey key) => ByKey.TryGetValue(key, out var asset) ? asset : null;

    /// <summary>Where a verified code is at home, the most believed chain first.</summary>
    public static IEnumerable<TokenKey> KeysOf(Asset asset) => All.Where(token => token.Asset == asset).Select(token => token.Key);
}
