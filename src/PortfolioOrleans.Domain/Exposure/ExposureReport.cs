using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Exposure;

/// <summary>
/// How far a portfolio moves with the market. Positions count with their notional at the mark, spot holdings with their value; fiat and
/// stablecoins count for nothing. Amounts are in the portfolio's currency.
/// </summary>
/// <param name="Long">Sum of what gains when prices rise, above or at zero.</param>
/// <param name="Short">Sum of what gains when prices fall, above or at zero.</param>
/// <param name="BySymbol">By the coin underneath, whatever it is held through; a hedge nets out within its coin.</param>
/// <param name="BySector">The same sums by sector of that coin.</param>
/// <param name="Leverage">Total over equity; null where equity is zero or less.</param>
public sealed record ExposureReport(
    decimal Long,
    decimal Short,
    ImmutableSortedDictionary<string, ExposureSides> BySymbol,
    ImmutableSortedDictionary<string, ExposureSides> BySector,
    double? Leverage)
{
    /// <summary>Gross: long plus short.</summary>
    public decimal Total => Long + Short;

    /// <summary>Long minus short.</summary>
    public decimal Net => Long - Short;

    /// <summary>Collects exposure row by row.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<Asset, ExposureSides> _bySymbol = [];

        /// <param name="underlying">The coin the amount moves with; cash is left out.</param>
        /// <param name="signed">Positive for long, negative for short, in the portfolio's currency.</param>
        public void Add(Asset underlying, decimal signed)
        {
            if (signed != 0m && !Sectors.IsCash(underlying))
            {
                ref var sides = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySymbol, underlying, out _);
                sides += signed;
            }
        }

        /// <param name="equity">In the portfolio's currency.</param>
        /// <param name="sectorOf">What is known of a coin's sector. Default: what its code says.</param>
        public ExposureReport Build(decimal equity, Func<Asset, string>? sectorOf = null)
        {
            var bySymbol = ImmutableSortedDictionary.CreateBuilder<string, ExposureSides>(StringComparer.Ordinal);
            var bySector = ImmutableSortedDictionary.CreateBuilder<string, ExposureSides>(StringComparer.Ordinal);
            var all = default(ExposureSides);
            foreach (var (coin, sides) in _bySymbol.OrderBy(row => row.Key)) // Equal holdings give equal sums, whatever order they were added in.
            {
                bySymbol.Add(coin.Code, sides);
                var sector = (sectorOf ?? Sectors.Of)(coin);
                bySector[sector] = bySector.GetValueOrDefault(sector) + sides;
                all += sides;
            }

            return new ExposureReport(
                all.Long,
                all.Short,
                bySymbol.ToImmutable(),
                bySector.ToImmutable(),
                equity > 0m ? (double)(all.Long + all.Short) / (double)equity : null);
        }
    }
}

/// <param name="Long">At or above zero.</param>
/// <param name="Short">At or above zero.</param>
public readonly record struct ExposureSides(decimal Long, decimal Short)
{
    public decimal Net => Long - Short;

    public static ExposureSides operator +(ExposureSides left, ExposureSides right) => new(left.Long + right.Long, left.Short + right.Short);

    public static ExposureSides operator +(ExposureSides sides, decimal signed) =>
        signed >= 0m ? sides with { Long = sides.Long + signed } : sides with { Short = sides.Short - signed };
}
