using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>Last prices of past days, kept in memory for one activation. A day's price hardly ever changes, so they are read again now and then only.</summary>
internal sealed class KeptPrices(LedgerRecords records, TimeProvider clock)
{
    /// <summary>Pauses between two readings of all, each twice the one before: those of a new portfolio's past come in within minutes, then one a day.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly HashSet<Asset> _assets = [];
    private Dictionary<(Asset Asset, DateOnly Day), decimal> _usd = [];
    private DateOnly _from = DateOnly.MaxValue;
    private DateOnly _to = DateOnly.MinValue;
    private DateTimeOffset _due;
    private TimeSpan _pause = FirstPause;

    /// <summary>Has the prices of these assets from one day to another; those of the day before the last stand in for it while it is under way.</summary>
    public async Task TakeAsync(IReadOnlyCollection<Asset> assets, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var isDue = clock.GetUtcNow() >= _due;
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
            _due = clock.GetUtcNow() + _pause;
            _pause = 2 * _pause < LongestPause ? 2 * _pause : LongestPause;
        }
    }

    /// <summary>Units of a currency for one of an asset, at the end of a day; null where one of them has no price.</summary>
    public decimal? RateOn(Asset asset, Asset currency, DateOnly day) =>
        asset == currency ? 1m
        : UsdOf(asset, day) is not { } usd ? null
        : currency == Asset.Usd ? usd
        : UsdOf(currency, day) is { } unit ? Exact.Quotient(usd, unit)
        : null;

    private decimal? UsdOf(Asset asset, DateOnly day) => asset == Asset.Usd ? 1m : _usd.TryGetValue((asset, day), out var price) ? price : null;
}
