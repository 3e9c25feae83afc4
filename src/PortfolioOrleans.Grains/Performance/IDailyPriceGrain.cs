using System.Collections.Immutable;
using Orleans.Concurrency;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>Fills what one asset was worth on past days, once for everybody who holds it. Key: the asset's code. Its memory is the table of prices.</summary>
[Alias("daily-price")]
internal interface IDailyPriceGrain : IGrainWithStringKey
{
    /// <summary>Prices from this day to yesterday are wanted. Answers at once; venues are asked in the background, with what their budgets have left.</summary>
    /// <param name="from">A UTC day.</param>
    /// <param name="venues">Who is asked first; the other venues with past prices follow.</param>
    /// <returns>True once every day is there that a venue knows.</returns>
    [AlwaysInterleave, Alias("want")]
    Task<bool> WantAsync(DateOnly from, ImmutableArray<string> venues);
}
