using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// What assets were worth when something happened: the newest price known by then and not older than a day and a half, be it a day's last price or the user's own fill
/// against dollars; where there is none, the last price of the very day; of a dollar's coin, one dollar. Anything else has no price. Nothing that happens later changes
/// what was answered, but a price that was kept late. Belongs to one activation.
/// </summary>
internal sealed class PastPrices(Asset currency)
{
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(36);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Dictionary<Asset, List<Point>> _days = [];
    private readonly Dictionary<Asset, List<Point>> _fills = [];
    private readonly SortedSet<Asset> _pegged = [];

    /// <summary>Dollar coins that were taken at one dollar so far.</summary>
    public IEnumerable<Asset> Pegged => _pegged;

    /// <summary>Units of the currency for one unit; null where nothing says it.</summary>
    public decimal? At(Asset asset, DateTimeOffset at) => CrossRate.Of(asset, currency, one => UsdAt(one, at));

    /// <summary>Takes the last price of a UTC day.</summary>
    /// <returns>From when on it may say something else than before; null where it was known.</returns>
    public DateTimeOffset? TakeDay(Asset asset, DateOnly day, decimal usd)
    {
        var end = UtcDay.Start(day) + Day;
        var points = _days.TryGetValue(asset, out var known) ? known : _days[asset] = [];
        var place = points.BinarySearch(new Point(end, usd));
        if (place >= 0 && points[place].Usd == usd)
        {
            return null;
        }

        if (place >= 0)
        {
            points[place] = new Point(end, usd);
        }
        else
        {
            points.Insert(~place, new Point(end, usd));
        }

        return end - Day;
    }

    /// <summary>Takes the user's own fills against dollars, from a place on; those behind it were others, or are gone.</summary>
    public void TakeFills(IReadOnlyList<LedgerEntry> standing, int firstChanged)
    {
        // All of the moment before it are taken again: what is gone may have happened at the same one.
        var since = firstChanged > 0 ? standing[firstChanged - 1].Transaction!.At : DateTimeOffset.MinValue;
        foreach (var points in _fills.Values)
        {
            var first = points.Count;
            while (first > 0 && points[first - 1].At >= since)
            {
                first--;
            }

            points.RemoveRange(first, points.Count - first);
        }

        while (firstChanged > 0 && standing[firstChanged - 1].Transaction!.At >= since)
        {
            firstChanged--;
        }

        for (var i = firstChanged; i < standing.Count; i++)
        {
            Take(standing[i].Transaction!);
        }
    }

    private void Take(Transaction transaction)
    {
        if (transaction is { Kind: TransactionKind.Buy or TransactionKind.Sell, Trade: { Price: > 0m } trade }
            && (trade.Symbol.Quote == Asset.Usd || Sectors.IsDollarCoin(trade.Symbol.Quote))
            && UsdAt(trade.Symbol.Quote, transaction.At) is { } dollars
            && Exact.Product(trade.Price, dollars) is { } usd and > 0m)
        {
            var points = _fills.TryGetValue(trade.Symbol.Base, out var known) ? known : _fills[trade.Symbol.Base] = [];
            points.Add(new Point(transaction.At, usd));
        }
    }

    private decimal? UsdAt(Asset asset, DateTimeOffset at)
    {
        if (asset == Asset.Usd)
        {
            return 1m;
        }

        var (day, fill) = (LastBefore(_days, asset, at), LastBefore(_fills, asset, at));
        var newest = day is null || fill?.At > day.Value.At ? fill : day;
        if (newest is { } price && at - price.At <= Oldest)
        {
            return price.Usd;
        }

        if (EndOfDay(asset, at) is { } sameDay)
        {
            return sameDay;
        }

        if (!Sectors.IsDollarCoin(asset))
        {
            return null;
        }

        _pegged.Add(asset);
        return 1m;
    }

    private decimal? EndOfDay(Asset asset, DateTimeOffset at)
    {
        var end = new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero) + Day;
        return _days.TryGetValue(asset, out var points) && points.BinarySearch(new Point(end, 0m)) is >= 0 and var place ? points[place].Usd : null;
    }

    private static Point? LastBefore(Dictionary<Asset, List<Point>> prices, Asset asset, DateTimeOffset at)
    {
        if (!prices.TryGetValue(asset, out var points))
        {
            return null;
        }

        var place = points.BinarySearch(new Point(at, 0m));
        if (place >= 0)
        {
            while (place + 1 < points.Count && points[place + 1].At == at)
            {
                place++; // Of several fills of one moment the last.
            }

            return points[place];
        }

        return ~place == 0 ? null : points[~place - 1];
    }

    /// <summary>Ordered by time alone.</summary>
    private readonly record struct Point(DateTimeOffset At, decimal Usd) : IComparable<Point>
    {
        public int CompareTo(Point other) => At.CompareTo(other.At);
    }
}
