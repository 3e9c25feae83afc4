using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>A venue's prices at one moment.</summary>
/// <param name="Prices">Last price of each pair, and what its stablecoins are worth in dollars.</param>
/// <param name="Marks">Mark price by the venue's instrument id, in the instrument's own quote.</param>
/// <param name="Gap">Why marks or dollar prices are missing or older, where they are; null when everything was read. What is there is good.</param>
public sealed record MarketReading(ImmutableArray<Price> Prices, ImmutableDictionary<string, decimal> Marks, ExchangeFault? Gap = null);
