using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>The last prices of what a portfolio holds and of nothing else, venue by venue, kept current by ticks. Belongs to one activation.</summary>
internal sealed class HeldPrices(Asset currency)
{
    private readonly Dictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private List<AccountSnapshot> _settled = []; // What was held when no feed had to be asked; nothing is new as long as the same is held, however much of it.

    public IEnumerable<string> Venues => _feeds.Keys;

    /// <summary>What every feed is asked for: all that is held anywhere, since a venue helps out where another has no price.</summary>
    public ImmutableArray<Asset> Assets { get; private set; } = [currency];

    /// <summary>Takes up what is held now. True if a feed has to be asked, because something is new to it.</summary>
    public bool Hold(IEnumerable<AccountSnapshot> accounts)
    {
        var held = accounts.ToList();
        if (held.Count > 0 && Same(held, _settled, NamesTheSame))
        {
            _settled = held;
            return false;
        }

        var assets = held.SelectMany(account => account.Wallets).SelectMany(AssetsOf).Append(currency).ToHashSet();
        var changed = !assets.SetEquals(Assets);
        Assets = [.. assets.Order()];

        foreach (var venue in held.GroupBy(account => account.Venue, StringComparer.Ordinal))
        {
            var instruments = venue.SelectMany(account => account.Wallets).SelectMany(wallet => wallet.Positions)
                .Select(position => position.Instrument).ToHashSet(StringComparer.Ordinal);
            if (!_feeds.TryGetValue(venue.Key, out var feed))
            {
                _feeds[venue.Key] = feed = new Feed();
            }

            changed |= feed.Version == 0 || !instruments.SetEquals(feed.Instruments);
            feed.Instruments = instruments;
        }

        foreach (var gone in _feeds.Keys.Except(held.Select(account => account.Venue), StringComparer.Ordinal).ToList())
        {
            _feeds.Remove(gone);
            changed = true;
        }

        _settled = changed ? [] : held;
        return changed;
    }

    /// <summary>The instruments held at any venue, in ordinal order.</summary>
    public ImmutableArray<string> Instruments => [.. _feeds.Values.SelectMany(feed => feed.Instruments).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public ImmutableArray<string> InstrumentsAt(string venue) => _feeds.TryGetValue(venue, out var feed) ? [.. feed.Instruments] : [];

    /// <summary>Takes a full answer of a market, replacing what was known of it.</summary>
    public void Restart(PriceTick full)
    {
        if (_feeds.TryGetValue(full.Venue, out var feed) && full.Version > 0)
        {
            feed.Usd.Clear();
            feed.Marks.Clear();
            (feed.Version, feed.Step) = (full.Version, full.Step);
            feed.AsOf = full.AsOf;
            Merge(feed, full);
        }
    }

    /// <summary>Takes the next tick of a market.</summary>
    /// <returns>What it means here: nothing, something held moved, or ticks were missed and the market has to be asked.</returns>
    public TickMeaning Apply(PriceTick tick)
    {
        if (!_feeds.TryGetValue(tick.Venue, out var feed) || (tick.Version, tick.Step).CompareTo((feed.Version, feed.Step)) <= 0)
        {
            return TickMeaning.Nothing;
        }

        // Steps that moved nothing held did not come, and one that was lost is in the next tick for everybody.
        if (tick.Version != feed.Version + (tick.IsForEverybody ? 1 : 0))
        {
            return TickMeaning.Gap;
        }

        (feed.Version, feed.Step) = (tick.Version, tick.Step);
        feed.AsOf = tick.AsOf;
        return Merge(feed, tick) ? TickMeaning.Moved : TickMeaning.Nothing;
    }

    public PriceTable ToTable() => new(_feeds
        .Where(feed => feed.Value.Version > 0)
        .Select(feed => new VenuePrices(feed.Key, feed.Value.AsOf, feed.Value.Usd, feed.Value.Marks)));

    private bool Merge(Feed feed, PriceTick tick)
    {
        var moved = false;
        foreach (var quote in tick.Assets)
        {
            if (Assets.BinarySearch(quote.Asset) >= 0)
            {
                moved |= Set(feed.Usd, quote.Asset, quote.Usd);
            }
        }

        foreach (var quote in tick.Marks)
        {
            if (feed.Instruments.Contains(quote.Instrument))
            {
                moved |= Set(feed.Marks, quote.Instrument, quote.Mark);
            }
        }

        return moved;
    }

    private static bool Set<TKey>(Dictionary<TKey, decimal> prices, TKey key, decimal? price)
        where TKey : notnull
    {
        if (price is not { } known)
        {
            return prices.Remove(key);
        }

        var moved = !prices.TryGetValue(key, out var before) || before != known;
        prices[key] = known;
        return moved;
    }

    private static bool NamesTheSame(AccountSnapshot one, AccountSnapshot other) => ReferenceEquals(one, other)
        || (one.Venue == other.Venue && Same(one.Wallets, other.Wallets, NamesTheSame));

    private static bool NamesTheSame(WalletHoldings one, WalletHoldings other) =>
        Same(one.Balances, other.Balances, (balance, before) => balance.Asset == before.Asset)
        && Same(one.Positions, other.Positions, (position, before) =>
            position.Instrument == before.Instrument && position.Terms.Settlement == before.Terms.Settlement && position.Symbol.Quote == before.Symbol.Quote);

    private static bool Same<T>(IReadOnlyList<T> rows, IReadOnlyList<T> before, Func<T, T, bool> same)
    {
        var isSame = rows.Count == before.Count;
        for (var row = 0; row < rows.Count && isSame; row++)
        {
            isSame = same(rows[row], before[row]);
        }

        return isSame;
    }

    private static IEnumerable<Asset> AssetsOf(WalletHoldings wallet) =>
        wallet.Balances.Select(balance => balance.Asset).Concat(wallet.Positions.SelectMany(position => new[]
        {
            position.Terms.Settlement,
            position.Symbol.Quote,
        }));

    private sealed class Feed
    {
        public long Version { get; set; }

        public long Step { get; set; }

        public DateTimeOffset AsOf { get; set; }

        public HashSet<string> Instruments { get; set; } = [];

        public Dictionary<Asset, decimal> Usd { get; } = [];

        public Dictionary<string, decimal> Marks { get; } = new(StringComparer.Ordinal);
    }
}

internal enum TickMeaning
{
    /// <summary>Nothing held moved; the prices held are as fresh as the tick.</summary>
    Nothing,

    /// <summary>A price of something held changed.</summary>
    Moved,

    /// <summary>Ticks before this one were missed.</summary>
    Gap,
}
