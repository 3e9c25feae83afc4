using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>Last prices of past days, kept in memory for one activation. A day's price hardly ever changes, so they are read again now and then only.</summary>
internal sealed class KeptPrices(LedgerRecords records, TimeProvider clock)
{
    private readonly HashSet<Asset> _assets = [];
    private readonly PriceLooks _looks = new(TimeSpan.FromMinutes(1));
    private Dictionary<(Asset Asset, DateOnly Day), decimal> _usd = [];
    private DateOnly _from = DateOnly.MaxValue;
    private DateOnly _to = DateOnly.MinValue;

    /// <summary>Has the prices of these assets from one day to another; those of the day before the last stand in for it while it is under way.</summary>
    public async Task TakeAsync(IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var isDue = _looks.IsDue(clock.GetUtcNow());
        if (!isDue && from >= _from && to <= _to && _assets.IsSupersetOf(assets))
        {
            return;
        }

        // One reading of all, so that it is whole or not at all.
        HashSet<Asset> wanted = [.. _assets, .. assets];
        var (begin, end) = (from < _from ? from : _from, to > _to ? to : _to);
        var read = (await records.ReadPricesAsync(wanted, begin, end, cancellationToken)).ToDictionary(price => (price.Asset, price.Day), price => price.Usd);
        _assets.UnionWith(wanted);
        (_usd, _from, _to) = (read, begin, end);
        if (isDue)
        {
            _looks.Done(clock.GetUtcNow());
        }
    }

    /// <summary>Units of a currency for one of an asset, at the end of a day; null where one of them has no price.</summary>
    public decimal? RateOn(Asset asset, Asset currency, DateOnly day) =>
        CrossRate.Of(asset, currency, one => _usd.TryGetValue((one, day), out var price) ? price : null);
}
