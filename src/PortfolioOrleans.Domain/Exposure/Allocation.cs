using System.Collections.Immutable;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Exposure;

/// <summary>
/// How a portfolio's balances divide. Shares are of the sum of positive values, in percent; debt is left out of the shares and stated apart.
/// Concentration is the Herfindahl-Hirschman index, the sum of squared shares as fractions (Hirschman 1945, Herfindahl 1950), and its inverse, the
/// effective number of assets; null where nothing has a value.
/// </summary>
/// <param name="Debt">Sum of the negative values, in the portfolio's currency, at or below zero.</param>
public sealed record Allocation(
    ImmutableArray<AllocationShare> ByAsset,
    ImmutableArray<AllocationShare> BySector,
    ImmutableArray<AllocationShare> ByVenue,
    ImmutableArray<AllocationShare> ByCash,
    decimal Debt,
    double? Hhi,
    double? EffectiveAssets)
{
    /// <summary>The divisions of <see cref="ByCash"/>.</summary>
    public const string Stable = "stablecoin";
    public const string Fiat = "fiat";
    public const string Volatile = "other";

    public static Allocation Of(PortfolioValuation valuation)
    {
        var rows = valuation.Balances.Where(row => row.Value > 0m).ToList();
        var total = rows.Sum(row => row.Value!.Value);

        ImmutableArray<AllocationShare> By(Func<ValuedBalance, string> key) =>
        [
            .. rows.GroupBy(key, StringComparer.Ordinal)
                .Select(group => (group.Key, Value: group.Sum(row => row.Value!.Value)))
                .OrderByDescending(share => share.Value).ThenBy(share => share.Key, StringComparer.Ordinal)
                .Select(share => new AllocationShare(share.Key, share.Value, Rounding.Percent(share.Value, total)!.Value)),
        ];

        var byAsset = By(row => row.Balance.Asset.Code);
        var hhi = Concentration.Hhi([.. byAsset.Select(share => share.Value)]);
        return new Allocation(
            byAsset,
            By(row => row.Sector),
            By(row => row.Venue),
            By(row => CashOf(row.Balance.Asset)),
            valuation.Balances.Where(row => row.Value < 0m).Sum(row => row.Value!.Value),
            hhi,
            1d / hhi);
    }

    /// <summary>The division of <see cref="ByCash"/> that an asset belongs to.</summary>
    public static string CashOf(Asset asset) => Sectors.Of(asset) switch { Sectors.Stablecoin => Stable, Sectors.Fiat => Fiat, _ => Volatile };
}

/// <param name="Value">In the portfolio's currency.</param>
/// <param name="SharePct">In percent of all positive values.</param>
public sealed record AllocationShare(string Name, decimal Value, double SharePct);
