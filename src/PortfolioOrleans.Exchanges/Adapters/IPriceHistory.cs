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

    /// <summary>True where the venue does not state what this asset was worth and it is worked out from two others' prices: asked after those who state it.</summary>
    bool IsImplied(Asset asset) => false;
}

/// <param name="Day">A UTC day.</param>
/// <param name="Amount">Units of <paramref name="Quote"/> for one of the asset, above zero.</param>
/// <param name="By">How it was worked out, where the venue does not state it, as "BTCUSD index"; null where it does.</param>
public sealed record DailyClose(DateOnly Day, decimal Amount, Asset Quote, string? By = null);
