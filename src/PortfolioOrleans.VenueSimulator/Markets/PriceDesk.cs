using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>Changes prices by hand. Everything is stated for a coin in USDT: pairs between coins follow from it.</summary>
internal sealed class PriceDesk(MarketLog log)
{
    /// <summary>Beyond this, up or down, arithmetic on prices would run out of digits.</summary>
    private const decimal Extreme = 1_000_000_000m;

    /// <summary>From now on the coin's markets show exactly this price, and walk on from it unless frozen.</summary>
    /// <exception cref="ControlException">Unknown symbol, or a price off the tick of one of the markets it would show in.</exception>
    public void Set(string symbol, decimal price, SimulatedVenue? venue, DateTimeOffset at)
    {
        ControlException.ThrowUnless(price is > 0m and <= Extreme, "bad_value", $"A price is above zero and at most {Extreme}; {price} is not.");
        var asset = AssetOf(symbol, venue, out var units);
        var venues = VenuesOf(asset, venue);
        foreach (var one in venues)
        {
            RequireOnTick(one, asset, price, units);
        }

        foreach (var one in venues)
        {
            log.Add(one, asset, new Intervention(at, price / units, log.StepAt(at), 1m));
        }
    }

    /// <exception cref="ControlException">Unknown symbol, or a factor that leads too far away.</exception>
    public void Multiply(string symbol, decimal factor, SimulatedVenue? venue, DateTimeOffset at)
    {
        ControlException.ThrowUnless(factor is > 0m and <= Extreme, "bad_value", $"A factor is above zero and at most {Extreme}; {factor} is not.");
        var asset = AssetOf(symbol, venue, out _);
        var changes = VenuesOf(asset, venue)
            .Select(one => (Venue: one, Before: log.LastFor(one, asset, at) ?? new Intervention(at, null, 0, 1m)))
            .Select(one => (one.Venue, After: one.Before with { At = at, Factor = one.Before.Factor * factor }))
            .ToList();
        ControlException.ThrowUnless(
            changes.TrueForAll(change => change.After.Factor is >= 1m / Extreme and <= Extreme),
            "bad_value", $"{symbol} would be more than {Extreme} times away from where it was.");
        changes.ForEach(change => log.Add(change.Venue, asset, change.After));
    }

    /// <summary>Stops the walk; doing it twice is the same as doing it once.</summary>
    public void Freeze(DateTimeOffset at)
    {
        if (!IsFrozen)
        {
            log.Pauses.Add(new Pause(at, null));
        }
    }

    /// <summary>The walk goes on from where it stopped.</summary>
    public void Resume(DateTimeOffset at)
    {
        if (IsFrozen)
        {
            log.Pauses[^1] = log.Pauses[^1] with { Until = at };
        }
    }

    public bool IsFrozen => log.Pauses is [.., { Until: null }];

    private static void RequireOnTick(SimulatedVenue venue, string asset, decimal price, int units)
    {
        if (asset == MarketCatalog.Usdt)
        {
            var decimals = Prices.UsdDecimals(venue);
            ControlException.ThrowUnless(
                decimal.Round(price, decimals) == price, "off_tick", $"{venue} states USDT in dollars with {decimals} decimals; {price} has more.");
            return;
        }

        foreach (var market in MarketCatalog.All.Where(m => m.Venue == venue && m.Underlying == asset && m.Quote == MarketCatalog.Usdt))
        {
            ControlException.ThrowUnless(
                price * market.Units / units % market.Tick == 0m, "off_tick", $"{price} is not a multiple of {market.Tick}, the tick of {venue} {market.Id}.");
        }
    }

    /// <param name="units">How many coins the stated price is for.</param>
    private static string AssetOf(string symbol, SimulatedVenue? venue, out int units)
    {
        units = 1;
        if (symbol is MarketCatalog.Usdt or "USDT-USD" or "USDTUSD")
        {
            return MarketCatalog.Usdt;
        }

        if (MarketCatalog.Walks.ContainsKey(symbol))
        {
            return symbol;
        }

        var market = MarketCatalog.All.FirstOrDefault(m =>
            m.Id == symbol && m.Quote == MarketCatalog.Usdt && (venue is null || m.Venue == venue));
        ControlException.ThrowUnless(
            market is not null, "unknown_symbol", $"'{symbol}' is no coin listed here and no market of one in USDT; prices are set in USDT (or USDT-USD).");
        units = market.Units;
        return market.Underlying;
    }

    private static SimulatedVenue[] VenuesOf(string asset, SimulatedVenue? venue)
    {
        SimulatedVenue[] venues = [.. MarketCatalog.Venues.Where(one =>
            (venue is null || venue == one) && (asset == MarketCatalog.Usdt || MarketCatalog.UsdtMarket(one, asset) is not null))];
        ControlException.ThrowUnless(venues.Length > 0, "unknown_symbol", $"{venue} does not list {asset}.");
        return venues;
    }
}
