using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Valuation;

/// <summary>By which rules a portfolio is valued.</summary>
/// <param name="Currency">What totals are stated in; anything that has a price.</param>
/// <param name="HoldingsMaxAge">A wallet read longer ago than this is stale.</param>
/// <param name="PricesMaxAge">A venue's prices older than this are stale.</param>
/// <param name="IgnoredAssets">Holdings the user does not want counted: shown, valued at nothing, and no reason for incompleteness.</param>
/// <param name="Categories">Where the position categories divide.</param>
public sealed record ValuationRules(
    Asset Currency,
    TimeSpan HoldingsMaxAge,
    TimeSpan PricesMaxAge,
    ImmutableHashSet<Asset> IgnoredAssets,
    CategoryRules Categories)
{
    public static ValuationRules Default { get; } =
        new(Asset.Usd, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1), [], CategoryRules.Default);
}
