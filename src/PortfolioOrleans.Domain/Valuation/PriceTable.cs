using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Valuation;

/// <summary>
/// What each venue says things are worth in US dollars, as of one moment each. A holding is priced by its own venue; where that has no price,
/// by the venue that spoke last.
/// </summary>
public sealed class PriceTable(IEnumerable<VenuePrices> venues)
{
    private readonly ImmutableArray<VenuePrices> _venues =
        venues.ToImmutableArray().Sort((one, other) => other.AsOf.CompareTo(one.AsOf) is var later and not 0 ? later : string.CompareOrdinal(one.Venue, other.Venue));

    public static PriceTable Empty { get; } = new([]);

    public ImmutableArray<VenuePrices> Venues => _venues;

    /// <summary>The price of one unit in US dollars; null where no venue has one.</summary>
    public AssetPrice? Find(string venue, Asset asset)
    {
        if (asset == Asset.Usd)
        {
            return new AssetPrice(1m, "", DateTimeOffset.MaxValue);
        }

        AssetPrice? best = null;
        foreach (var candidate in _venues)
        {
            if (!candidate.Usd.TryGetValue(asset, out var usd))
            {
                continue;
            }

            if (candidate.Venue == venue)
            {
                return new AssetPrice(usd, candidate.Venue, candidate.AsOf);
            }

            best ??= new AssetPrice(usd, candidate.Venue, candidate.AsOf);
        }

        return best;
    }

    /// <summary>The mark price of an instrument in its quote; null where its venue has none.</summary>
    public decimal? FindMark(string venue, string instrument)
    {
        foreach (var candidate in _venues)
        {
            if (candidate.Venue == venue)
            {
                return candidate.Marks.TryGetValue(instrument, out var mark) ? mark : null;
            }
        }

        return null;
    }
}

/// <param name="Venue">Who says so.</param>
/// <param name="AsOf">When it said so, UTC; every price below was true then.</param>
/// <param name="Usd">US dollars for one unit of the asset.</param>
/// <param name="Marks">Mark price of each instrument, in the instrument's own quote.</param>
public sealed record VenuePrices(
    string Venue,
    DateTimeOffset AsOf,
    IReadOnlyDictionary<Asset, decimal> Usd,
    IReadOnlyDictionary<string, decimal> Marks);

/// <param name="Usd">US dollars for one unit.</param>
/// <param name="Venue">Who says so; "" for the dollar itself.</param>
/// <param name="AsOf">When, UTC; the end of time for the dollar itself.</param>
public readonly record struct AssetPrice(decimal Usd, string Venue, DateTimeOffset AsOf);
