using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>A venue's prices at one moment.</summary>
/// <param name="Prices">Last price of each pair, and what its stablecoins are worth in dollars.</param>
/// <param name="Marks">Mark price by the venue's instrument id, in the instrument's own quote.</param>
public sealed record MarketReading(ImmutableArray<Price> Prices, ImmutableDictionary<string, decimal> Marks);
