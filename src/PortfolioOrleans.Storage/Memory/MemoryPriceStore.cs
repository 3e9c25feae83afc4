using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryPriceStore(MemoryDatabase database) : IPriceStore
{
    private readonly Dictionary<Asset, SortedList<DateOnly, DailyPrice>> _assets = [];

    public Task SaveAsync(IReadOnlyCollection<DailyPrice> prices, CancellationToken cancellationToken)
    {
        PriceRules.Check(prices);
        return database.RunAsync(
            () =>
            {
                foreach (var price in prices)
                {
                    var days = _assets.TryGetValue(price.Asset, out var known) ? known : _assets[price.Asset] = [];
                    if (!days.TryGetValue(price.Day, out var held) || held.Source == price.Source)
                    {
                        days[price.Day] = price;
                    }
                }

                return true;
            },
            cancellationToken);
    }

    public Task<DailyPrice?> FindAsync(Asset asset, DateOnly day, CancellationToken cancellationToken) =>
        database.RunAsync(() => DaysOf(asset).LastOrDefault(price => price.Day <= day), cancellationToken);

    public Task<IReadOnlyList<DailyPrice>> ListAsync(
        IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<DailyPrice>>(
        () =>
        [
            .. assets.Distinct().Order(Comparer<Asset>.Create((left, right) => StoredText.CompareBytes(left.Code, right.Code)))
                .SelectMany(asset => DaysOf(asset).Where(price => price.Day >= from && price.Day <= to)),
        ],
        cancellationToken);

    private IEnumerable<DailyPrice> DaysOf(Asset asset) => _assets.TryGetValue(asset, out var days) ? days.Values : [];
}
