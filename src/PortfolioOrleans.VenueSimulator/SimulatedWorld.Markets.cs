using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator;

public sealed partial class SimulatedWorld
{
    /// <summary>Every price of this moment.</summary>
    public PriceBoard Prices
    {
        get
        {
            lock (_gate)
            {
                var now = _binance.Context.Now;
                return new PriceBoard(
                    now,
                    _priceDesk.IsFrozen,
                    MarketCatalog.Venues.ToDictionary(venue => venue, venue => _prices.UsdtInUsd(venue, now)),
                    [.. MarketCatalog.All.Select(market => new PriceQuote(
                        market.Venue, market.Id, !market.IsSpot, _prices.Of(market, PriceLine.Last, now), _prices.Of(market, PriceLine.Mark, now),
                        _prices.Of(market, PriceLine.Index, now)))]);
            }
        }
    }

    /// <summary>
    /// Sets a coin's price in USDT: last, mark and index of its USDT markets are exactly this price until the walk moves them. Pairs with other quotes
    /// follow. For USDT itself the price is in dollars.
    /// </summary>
    /// <param name="symbol">A coin (BTC), one of its USDT markets (BTCUSDT, BTC-USDT-SWAP), or USDT-USD.</param>
    /// <param name="venue">Null: both.</param>
    public void SetPrice(string symbol, decimal price, SimulatedVenue? venue = null) => ChangePrices(now => _priceDesk.Set(symbol, price, venue, now));

    /// <summary>Multiplies a coin's price, from now on.</summary>
    /// <inheritdoc cref="SetPrice"/>
    public void MultiplyPrice(string symbol, decimal factor, SimulatedVenue? venue = null) => ChangePrices(now => _priceDesk.Multiply(symbol, factor, venue, now));

    /// <summary>Prices stand still until <see cref="ResumeMarkets"/>, or change by hand only.</summary>
    public void FreezeMarkets() => ChangePrices(_priceDesk.Freeze);

    public void ResumeMarkets() => ChangePrices(_priceDesk.Resume);

    private void ChangePrices(Action<DateTimeOffset> order) => Change(() =>
    {
        var now = _binance.Context.Now;
        order(now);
        _prices.Changed(now);
        TickSockets();
        return true;
    });
}
