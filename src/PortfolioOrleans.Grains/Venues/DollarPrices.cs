using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>A venue's prices with every asset stated in dollars, along the shortest chain of its own pairs.</summary>
/// <param name="Version">Number of the last tick for everybody; nothing was read while <paramref name="AsOf"/> is null.</param>
/// <param name="Step">Of the last one since then for those whom it concerns.</param>
/// <param name="Unsettled">What those steps moved, which the next tick for everybody tells again.</param>
internal sealed record DollarPrices(
    long Version,
    DateTimeOffset? AsOf,
    IReadOnlyDictionary<Asset, decimal> Usd,
    ImmutableDictionary<string, decimal> Marks,
    long Step,
    Unsettled Unsettled)
{
    public static DollarPrices None { get; } =
        new(0, null, new Dictionary<Asset, decimal>(), ImmutableDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal), 0, Unsettled.Nothing);

    /// <summary>What these are worth now. Those without a price are left out; version 0 says that nothing was read yet.</summary>
    public PriceTick Of(string venue, ImmutableArray<Asset> assets, ImmutableArray<string> instruments) => AsOf is not { } asOf
        ? new PriceTick(venue, 0, default, [], [])
        : new PriceTick(
            venue,
            Version,
            asOf,
            [.. assets.Where(Usd.ContainsKey).Select(asset => new AssetQuote(asset, Usd[asset]))],
            [.. instruments.Where(Marks.ContainsKey).Select(instrument => new MarkQuote(instrument, Marks[instrument]))],
            Step);

    /// <summary>The next reading, and what is told of it.</summary>
    /// <param name="forEverybody">Or only for those whom a change concerns; null where it concerns nobody.</param>
    public (DollarPrices Next, PriceTick? Told) Next(string venue, MarketReading reading, DateTimeOffset asOf, bool forEverybody)
    {
        var book = PriceBook.Empty.With(reading.Prices);
        var usd = book.Assets
            .Where(asset => asset != Asset.Usd)
            .Select(asset => (Asset: asset, Price: book.Convert(asset, Asset.Usd)?.Rate))
            .Where(priced => priced.Price is not null)
            .ToDictionary(priced => priced.Asset, priced => priced.Price!.Value);
        var (assets, marks) = (Changes(Usd, usd), Changes(Marks, reading.Marks));
        var next = this with { AsOf = asOf, Usd = usd, Marks = reading.Marks, Unsettled = Unsettled.With(assets, marks) };
        return forEverybody ? next.Settled(venue, asOf)
            : assets.IsEmpty && marks.IsEmpty ? (next, null)
            : next.Stepped(venue, assets, marks);
    }

    /// <summary>All that moved since the last tick for everybody, told to everybody.</summary>
    public (DollarPrices Next, PriceTick? Told) Settled(string venue, DateTimeOffset asOf)
    {
        var next = this with { Version = Version + 1, AsOf = asOf, Step = 0, Unsettled = Unsettled.Nothing };
        return (next, next.Tick(venue, Unsettled.Assets, Unsettled.Marks));
    }

    private (DollarPrices Next, PriceTick? Told) Stepped(string venue, ImmutableHashSet<Asset> assets, ImmutableHashSet<string> marks)
    {
        var next = this with { Step = Step + 1 };
        return (next, next.Tick(venue, assets, marks));
    }

    private PriceTick Tick(string venue, IEnumerable<Asset> assets, IEnumerable<string> marks) => new(
        venue,
        Version,
        AsOf!.Value,
        [.. assets.Select(asset => new AssetQuote(asset, Usd.TryGetValue(asset, out var usd) ? usd : null))],
        [.. marks.Select(instrument => new MarkQuote(instrument, Marks.TryGetValue(instrument, out var mark) ? mark : null))],
        Step);

    private static ImmutableHashSet<TKey> Changes<TKey>(IReadOnlyDictionary<TKey, decimal> before, IReadOnlyDictionary<TKey, decimal> after)
        where TKey : notnull =>
    [
        .. after.Where(price => !before.TryGetValue(price.Key, out var old) || old != price.Value).Select(price => price.Key),
        .. before.Keys.Where(key => !after.ContainsKey(key)),
    ];
}

/// <summary>Assets and instruments whose prices moved and were told only to those who hold them.</summary>
internal sealed record Unsettled(ImmutableHashSet<Asset> Assets, ImmutableHashSet<string> Marks)
{
    public static Unsettled Nothing { get; } = new([], []);

    public Unsettled With(ImmutableHashSet<Asset> assets, ImmutableHashSet<string> marks) => new(Assets.Union(assets), Marks.Union(marks));
}
