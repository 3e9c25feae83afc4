using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Values;

/// <summary>
/// The newest price of each pair, and what follows from them: the rate from any asset into any other, with the path it was found on. The
/// shortest path wins; among equals the one through the earlier of the usual intermediates, then by code, so that the same prices give the
/// same rate everywhere. A book never changes; <see cref="With"/> makes the next one.
/// </summary>
public sealed class PriceBook
{
    /// <summary>Longer chains of conversions say more about the chain than about the asset.</summary>
    private const int LongestPath = 4;

    private static readonly ImmutableArray<Asset> UsualIntermediates =
        [Asset.Usd, Asset.Usdt, Asset.Usdc, Asset.Btc, .. new[] { "ETH", "BNB", "EUR", "OKB" }.Select(Asset.Parse)];

    private readonly Dictionary<Symbol, Price> _prices;
    private readonly Dictionary<Asset, Asset[]> _neighbours;

    private PriceBook(Dictionary<Symbol, Price> prices)
    {
        _prices = prices;
        _neighbours = prices.Keys
            .SelectMany(symbol => new[] { (From: symbol.Base, To: symbol.Quote), (From: symbol.Quote, To: symbol.Base) })
            .Distinct()
            .GroupBy(edge => edge.From)
            .ToDictionary(edges => edges.Key, edges => edges.Select(edge => edge.To).OrderBy(Preference).ThenBy(asset => asset).ToArray());
    }

    public static PriceBook Empty { get; } = new([]);

    public IReadOnlyCollection<Price> Prices => _prices.Values;

    /// <summary>Every asset that stands on either side of a price.</summary>
    public IReadOnlyCollection<Asset> Assets => _neighbours.Keys;

    /// <summary>The book with these prices in it. Of two prices of one pair the newer stays, whichever came first.</summary>
    public PriceBook With(IEnumerable<Price> prices)
    {
        var merged = new Dictionary<Symbol, Price>(_prices);
        foreach (var price in prices)
        {
            if (!merged.TryGetValue(price.Symbol, out var held) || price.AsOf >= held.AsOf)
            {
                merged[price.Symbol] = price;
            }
        }

        return new PriceBook(merged);
    }

    /// <summary>What one unit of <paramref name="from"/> is worth in <paramref name="into"/>; null where no chain of prices joins them.</summary>
    public Conversion? Convert(Asset from, Asset into)
    {
        if (from == into)
        {
            return new Conversion(1m, DateTimeOffset.MaxValue, [from]);
        }

        return PathBetween(from, into) is { } path ? Along(path) : null;
    }

    private List<Asset>? PathBetween(Asset from, Asset into)
    {
        var cameFrom = new Dictionary<Asset, Asset> { [from] = default };
        List<Asset> reached = [from];

        for (var length = 1; length <= LongestPath && reached.Count > 0; length++)
        {
            List<Asset> next = [];
            foreach (var asset in reached)
            {
                foreach (var neighbour in _neighbours.GetValueOrDefault(asset, []))
                {
                    if (!cameFrom.TryAdd(neighbour, asset))
                    {
                        continue;
                    }

                    if (neighbour == into)
                    {
                        return Trace(cameFrom, into);
                    }

                    next.Add(neighbour);
                }
            }

            reached = [.. next.OrderBy(Preference).ThenBy(asset => asset)];
        }

        return null;
    }

    private static List<Asset> Trace(Dictionary<Asset, Asset> cameFrom, Asset end)
    {
        List<Asset> path = [];
        for (var asset = end; !asset.IsNone; asset = cameFrom[asset])
        {
            path.Add(asset);
        }

        path.Reverse();
        return path;
    }

    private Conversion? Along(List<Asset> path)
    {
        var rate = 1m;
        var asOf = DateTimeOffset.MaxValue;
        try
        {
            for (var i = 1; i < path.Count; i++)
            {
                var direct = _prices.TryGetValue(new Symbol(path[i - 1], path[i]), out var price);
                price = direct ? price : _prices[new Symbol(path[i], path[i - 1])];
                rate = direct ? rate * price.Amount : rate / price.Amount;
                asOf = price.AsOf < asOf ? price.AsOf : asOf;
            }
        }
        catch (OverflowException)
        {
            return null; // Beyond 28 digits nothing true can be said.
        }

        return rate > 0m ? new Conversion(rate, asOf, [.. path]) : null;
    }

    private static int Preference(Asset asset)
    {
        var index = UsualIntermediates.IndexOf(asset);
        return index >= 0 ? index : int.MaxValue;
    }
}

/// <param name="Rate">Units of the last asset of the path for one unit of the first; above zero.</param>
/// <param name="AsOf">Time of the oldest price on the path; the end of time where there is none (an asset into itself).</param>
/// <param name="Path">The assets passed through, both ends included.</param>
public sealed record Conversion(decimal Rate, DateTimeOffset AsOf, ImmutableArray<Asset> Path);
