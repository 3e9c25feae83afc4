using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Storage.Prices;

/// <summary>What each asset was worth at the end of each UTC day, kept for ever. Nobody's in particular: every user's history is valued with the same prices.</summary>
public interface IPriceStore
{
    /// <summary>
    /// Adds prices; all or nothing. A day that has a price from another source keeps it, so that a past valued once stays as it was; the same source may correct itself.
    /// </summary>
    /// <exception cref="ArgumentException">Two of the prices are of one asset and day, an asset is none, or a source has no name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A price is not above zero.</exception>
    Task SaveAsync(IReadOnlyCollection<DailyPrice> prices, CancellationToken cancellationToken);

    /// <summary>The newest price of a day that is not after <paramref name="day"/>; null where none is that old. How old it may be is the caller's to judge.</summary>
    Task<DailyPrice?> FindAsync(Asset asset, DateOnly day, CancellationToken cancellationToken);

    /// <summary>The prices of several assets from one day to another, both included, by asset and day. A day without a price is not there.</summary>
    Task<IReadOnlyList<DailyPrice>> ListAsync(IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <param name="Day">A UTC day; the price is the last one before it ended.</param>
/// <param name="Usd">US dollars for one unit, above zero.</param>
/// <param name="Source">Who said so, e.g. "binance", "okx".</param>
public sealed record DailyPrice(Asset Asset, DateOnly Day, decimal Usd, string Source);
