using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>A chain that can be configured, and what always stands where on it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="BlockSeconds">About how long a block takes; only to find a time's block sooner.</param>
/// <param name="Wrapped">The token that is the chain's coin, one for one.</param>
/// <param name="PositionManager">Uniswap V3's.</param>
public sealed record EvmChain(long Id, string Name, double BlockSeconds, string Wrapped, string PositionManager, string V3Factory)
{
    private const string UsualManager = "0xc36442b4a4522e871399cd717abdd847ab11fe88";
    private const string UsualFactory = "0x1f98431c8ad98523631ae4a59f267346ea31f984";

    public static ImmutableArray<EvmChain> All { get; } =
    [
        new(1, "Ethereum", 12d, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", UsualManager, UsualFactory),
        new(56, "BNB Chain", 0.75d, "0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c", "0x7b8a01b39d58278b5de7e48c8449c9f4f5170613", "0xdb1d10011ad0ff90774d0c6bb92e5c5c8b4461f7"),
        new(137, "Polygon", 2d, "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270", UsualManager, UsualFactory),
        new(42161, "Arbitrum One", 0.25d, "0x82af49447d8a07e3bd95bd0d56f35241523fbab1", UsualManager, UsualFactory),
        new(8453, "Base", 2d, "0x4200000000000000000000000000000000000006", "0x03a520b32c04bf3beef7beb72e919cf822ed34f1", "0x33128a8fc17869897dce68ed026d694621f6fdfd"),
        new(10, "Optimism", 2d, "0x4200000000000000000000000000000000000006", UsualManager, UsualFactory),
    ];

    /// <summary>The venue's name in this system.</summary>
    public string Venue => $"evm-{Id}";

    internal string Chain => Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal Asset Coin => TokenCodes.Of(new TokenKey(Chain, ""), Name);
}
