using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>An adapter of a venue that tells what it traded at on past days. Read with what the budget has left.</summary>
public interface IPriceHistory
{
    /// <summary>
    /// The last price of each whole UTC day from one to another, both included, oldest first; a day under way, and one on which the venue did not trade it, is left out.
    /// Empty for an asset that it never traded against anything usual.
    /// </summary>
    Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <param name="Day">A UTC day.</param>
/// <param name="Amount">Units of <paramref name="Quote"/> for one of the asset, above zero.</param>
public sealed record DailyClose(DateOnly Day, decimal Amount, Asset Quote);
