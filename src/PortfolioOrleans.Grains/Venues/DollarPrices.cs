using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>A venue's prices with every asset stated in dollars, along the shortest chain of its own pairs.</summary>
/// <param name="Version">Number of the reading; nothing was read while <paramref name="AsOf"/> is null.</param>
internal sealed record DollarPrices(
    long Version,
    DateTimeOffset? AsOf,
    IReadOnlyDictionary<Asset, decimal> Usd,
    ImmutableDictionary<string, decimal> Marks)
{
    public static DollarPrices None { get; } =
        new(0, null, new Dictionary<Asset, decimal>(), ImmutableDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>What these are worth now. Those without a price are left out; version 0 says that nothing was read yet.</summary>
    public PriceTick Of(string venue, ImmutableArray<Asset> assets, ImmutableArray<string> instruments) => AsOf is not { } asOf
        ? new PriceTick(venue, 0, default, [], [])
        : new PriceTick(
            venue,
            Version,
            asOf,
            [.. assets.Where(Usd.ContainsKey).Select(asset => new AssetQuote(asset, Usd[asset]))],
            [.. instruments.Where(Marks.ContainsKey).Select(instrument => new MarkQuote(instrument, Marks[instrument]))]);

    /// <summary>The next reading, and what it changed.</summary>
    public (DollarPrices Next, PriceTick Changes) Next(string venue, MarketReading reading, DateTimeOffset asOf)
    {
        var book = PriceBook.Empty.With(reading.Prices);
        var usd = book.Assets
            .Where(asset => asset != Asset.Usd)
            .Select(asset => (Asset: asset, Price: book.Convert(asset, Asset.Usd)?.Rate))
            .Where(priced => priced.Price is not null)
            .ToDictionary(priced => priced.Asset, priced => priced.Price!.Value);
        var next = new DollarPrices(Version + 1, asOf, usd, reading.Marks);

        return (next, new PriceTick(
            venue,
            next.Version,
            asOf,
            [.. Changes(Usd, usd).Select(change => new AssetQuote(change.Key, change.Price))],
            [.. Changes(Marks, reading.Marks).Select(change => new MarkQuote(change.Key, change.Price))]));
    }

    /// <summary>The next reading, when all stands as it did.</summary>
    public (DollarPrices Next, PriceTick Changes) Unmoved(string venue, DateTimeOffset asOf) =>
        (this with { Version = Version + 1, AsOf = asOf }, new PriceTick(venue, Version + 1, asOf, [], []));

    private static IEnumerable<(TKey Key, decimal? Price)> Changes<TKey>(
        IReadOnlyDictionary<TKey, decimal> before, IReadOnlyDictionary<TKey, decimal> after) =>
        after.Where(price => !before.TryGetValue(price.Key, out var old) || old != price.Value)
            .Select(price => (price.Key, (decimal?)price.Value))
            .Concat(before.Keys.Where(key => !after.ContainsKey(key)).Select(key => (key, (decimal?)null)));
}
