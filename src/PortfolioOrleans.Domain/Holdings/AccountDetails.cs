using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

/// <summary>What a venue tells of an account beside its wallets: to be shown, and in no total.</summary>
/// <param name="Pools">Each share of a liquidity pool; those that count are in the wallet <see cref="WalletKind.Pool"/> as the assets they stand for.</param>
/// <param name="SetAside">What strangers put into the account: scams and spam, held and never valued.</param>
/// <param name="Sectors">Sectors that the venue vouches for, of assets whose codes do not say them.</param>
/// <param name="AsOf">The venue's time of its oldest part, UTC; null while nothing was read, as where the venue tells nothing of the kind.</param>
/// <param name="Fault">Why the last attempt failed for a part, for the user's eyes; null when it did not.</param>
public sealed record AccountDetails(
    ImmutableArray<PoolPosition> Pools,
    ImmutableArray<AssetBalance> SetAside,
    ImmutableArray<AssetSector> Sectors,
    DateTimeOffset? AsOf,
    string? Fault)
{
    public static AccountDetails None { get; } = new([], [], [], null, null);
}

/// <param name="Sector">In the words of <see cref="Exposure.Sectors"/>.</param>
public sealed record AssetSector(Asset Asset, string Sector);
