using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>The last full reading of a market with all that was told since. Belongs to one activation.</summary>
internal sealed class HeardPrices
{
    private Dictionary<Symbol, Price> _prices = [];
    private ImmutableDictionary<string, decimal> _marks = ImmutableDictionary.Create<string, decimal>(StringComparer.Ordinal);
    private bool _hasBegun;
    private bool _isNews;

    /// <summary>Takes a full reading; what it lacks has no price any more, and what was heard since it was made stays.</summary>
    /// <returns>All prices, and whether any of them is another than when all were last taken.</returns>
    public (MarketReading All, bool IsNews) Restart(MarketReading full)
    {
        var heard = _prices;
        var isNews = _isNews || !_hasBegun;
        _prices = new Dictionary<Symbol, Price>(full.Prices.Length);
        foreach (var price in full.Prices)
        {
            var isHeld = heard.TryGetValue(price.Symbol, out var held);
            _prices[price.Symbol] = isHeld && VenueTime.IsOlder(price.AsOf, held.AsOf) ? held : price;
            isNews |= !isHeld || held.Amount != _prices[price.Symbol].Amount;
        }

        isNews |= _prices.Count != heard.Count || _marks.Count != full.Marks.Count || full.Marks.Any(mark => !_marks.TryGetValue(mark.Key, out var held) || held != mark.Value);
        _marks = full.Marks;
        (_hasBegun, _isNews) = (true, false);
        return (full with { Prices = [.. _prices.Values] }, isNews);
    }

    /// <summary>Takes what moved. True for the first news since all was taken; what comes before a full reading is no use.</summary>
    public bool Take(MarketReading moved)
    {
        if (!_hasBegun)
        {
            return false;
        }

        foreach (var price in moved.Prices)
        {
            if (!_prices.TryGetValue(price.Symbol, out var held) || !VenueTime.IsOlder(price.AsOf, held.AsOf))
            {
                _prices[price.Symbol] = price;
            }
        }

        _marks = _marks.SetItems(moved.Marks);
        var isFirst = !_isNews;
        _isNews = true;
        return isFirst;
    }

    /// <summary>All prices, if something moved since they were last taken.</summary>
    public MarketReading? TakeAll()
    {
        if (!_isNews)
        {
            return null;
        }

        _isNews = false;
        return new MarketReading([.. _prices.Values], _marks);
    }
}
