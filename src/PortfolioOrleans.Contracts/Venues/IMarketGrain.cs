using System.Collections.Immutable;
using Orleans.Concurrency;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Venues;

/// <summary>A venue's last prices, kept fresh while the service runs, and the feed of their changes. Key: venue.</summary>
[Alias("market")]
public interface IMarketGrain : IGrainWithStringKey
{
    /// <summary>The last prices of these, those that have none left out; answers from memory and wakes the feed. Version 0 before the first reading.</summary>
    [AlwaysInterleave, Alias("prices")]
    Task<PriceTick> GetPricesAsync(ImmutableArray<Asset> assets, ImmutableArray<string> instruments);

    /// <summary>How the feed goes; wakes it.</summary>
    [AlwaysInterleave, Alias("status")]
    Task<FeedStatus> GetStatusAsync();
}

/// <param name="AsOf">Time of the last reading, UTC; null before the first.</param>
/// <param name="Priced">How many assets had a price then.</param>
/// <param name="Failures">Readings that failed since.</param>
/// <param name="Error">Why the last one did; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("market.feed-status")]
public sealed record FeedStatus(
    [property: Id(0)] string Venue,
    [property: Id(1)] DateTimeOffset? AsOf,
    [property: Id(2)] int Priced,
    [property: Id(3)] int Failures,
    [property: Id(4)] string? Error);

/// <summary>
/// Prices of one venue that are true at <paramref name="AsOf"/>. On the stream there are two kinds. One that is for everybody comes every few seconds, holds what changed since the one
/// before, and says of all others that they still stand; whoever missed one asks the grain. Between two of them a step goes at once to those who hold what moved, and to nobody else.
/// </summary>
/// <param name="Version">Grows by one with each tick that is for everybody, while the grain lives; starts above all earlier ones.</param>
/// <param name="Assets">US dollars for one unit; null for an asset that has lost its price.</param>
/// <param name="Marks">Mark price by instrument, in the instrument's quote; null for one that is gone.</param>
/// <param name="Step">Of a version: 0 is the tick that is for everybody, later ones grow. In an answer: the last that was told.</param>
[GenerateSerializer, Immutable, Alias("market.tick")]
public sealed record PriceTick(
    [property: Id(0)] string Venue,
    [property: Id(1)] long Version,
    [property: Id(2)] DateTimeOffset AsOf,
    [property: Id(3)] ImmutableArray<AssetQuote> Assets,
    [property: Id(4)] ImmutableArray<MarkQuote> Marks,
    [property: Id(5)] long Step = 0)
{
    public bool IsForEverybody => Step == 0;
}

[GenerateSerializer, Immutable, Alias("market.asset-quote")]
public readonly record struct AssetQuote([property: Id(0)] Asset Asset, [property: Id(1)] decimal? Usd);

[GenerateSerializer, Immutable, Alias("market.mark-quote")]
public readonly record struct MarkQuote([property: Id(0)] string Instrument, [property: Id(1)] decimal? Mark);
