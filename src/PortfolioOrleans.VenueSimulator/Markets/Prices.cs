namespace PortfolioOrleans.VenueSimulator.Markets;

internal enum PriceLine
{
    Last,
    Mark,
    Index,
}

/// <summary>
/// Every price at every moment: the coin's walk, shared by both venues, a small basis for each venue and line, and what was done by hand. Pure in the
/// seed, the log and the time asked for.
/// </summary>
internal sealed class Prices(int seed, MarketLog log)
{
    /// <summary>Half the widest gap between two venues or lines: 0.02 % of the price.</summary>
    private const decimal Basis = 0.0002m;

    /// <summary>Where USDT stands in dollars when nobody says otherwise: a little below, wandering by 0.04 %.</summary>
    private const decimal UsdtMiddle = 0.9996m;

    private const decimal UsdtRange = 0.0004m;

    private readonly Dictionary<(SimulatedVenue, string, PriceLine, bool Spot), (ulong Walk, ulong Basis)> _lines = [];
    private readonly Dictionary<(Market, PriceLine), decimal> _now = [];
    private readonly ulong _peg = Walk.Line(seed, "USDT/USD");
    private readonly ulong[] _venuePegs = [.. Enum.GetValues<SimulatedVenue>().Select(venue => Walk.Line(seed, $"USDT/USD/{venue}"))];
    private long _nowStep = long.MinValue;
    private DateTimeOffset _changedAt = DateTimeOffset.MinValue;

    /// <summary>The price in the market's quote, on its tick or, for Binance's mark and index prices, with the decimals they are sent with.</summary>
    public decimal Of(Market market, PriceLine line, DateTimeOffset at)
    {
        if (at < _changedAt)
        {
            return Sample(market, line, at); // What is remembered belongs to the time after the last change.
        }

        var step = log.StepAt(at);
        if (step != _nowStep)
        {
            _now.Clear();
            _nowStep = step;
        }

        if (!_now.TryGetValue((market, line), out var price))
        {
            price = Sample(market, line, at);
            _now.Add((market, line), price);
        }

        return price;
    }

    /// <summary>Last price in USDT of a coin; 1 for USDT itself, null where the venue has no such market.</summary>
    public decimal? InUsdt(SimulatedVenue venue, string asset, DateTimeOffset at)
    {
        if (asset == MarketCatalog.Usdt)
        {
            return 1m;
        }

        return MarketCatalog.UsdtMarket(venue, asset) is { } market && log.Lists(market, at) ? Of(market, PriceLine.Last, at) : null;
    }

    public IReadOnlyList<Delisting> Delistings => log.Delistings;

    public bool Lists(Market market, DateTimeOffset at) => log.Lists(market, at);

    /// <summary>The venue's index of USDT in dollars: 8 decimals at Binance, 5 at OKX.</summary>
    public decimal UsdtInUsd(SimulatedVenue venue, DateTimeOffset at)
    {
        var step = log.StepAt(at);
        var intervention = log.LastFor(venue, MarketCatalog.Usdt, at);
        var price = intervention is { Price: { } set }
            ? set * (Peg(venue, step) / Peg(venue, intervention.Step)) * intervention.Factor
            : Peg(venue, step) * (intervention?.Factor ?? 1m);
        return decimal.Round(price, UsdDecimals(venue));
    }

    /// <summary>The venue's dollar index of a stablecoin other than USDT, as its endpoint shows it; null where it has none.</summary>
    public decimal? StablecoinInUsd(SimulatedVenue venue, string asset, DateTimeOffset at)
    {
        if (asset != MarketCatalog.Usdc || MarketCatalog.UsdtMarket(venue, asset) is not { } market)
        {
            return null;
        }

        var usdt = UsdtInUsd(venue, at);
        return venue == SimulatedVenue.Binance
            ? decimal.Round(Of(market, PriceLine.Last, at) * usdt, UsdDecimals(venue))
            : decimal.Round(Sample(market, PriceLine.Index, at) * usdt / market.Tick) * market.Tick;
    }

    /// <summary>What the venue shows an asset to be worth: a stablecoin by its dollar index, anything else by its last price in USDT x that of USDT.</summary>
    public decimal? InUsd(SimulatedVenue venue, string asset, DateTimeOffset at) =>
        StablecoinInUsd(venue, asset, at) ?? InUsdt(venue, asset, at) * UsdtInUsd(venue, at);

    public static int UsdDecimals(SimulatedVenue venue) => venue == SimulatedVenue.Binance ? 8 : 5;

    /// <summary>To be called when the log has changed.</summary>
    public void Changed(DateTimeOffset at)
    {
        _now.Clear();
        _changedAt = at;
    }

    /// <summary>The same as <see cref="Of"/>, for a moment that will not be asked again soon.</summary>
    public decimal Sample(Market market, PriceLine line, DateTimeOffset at)
    {
        var price = Coin(market.Venue, market.Underlying, line, market.IsSpot, at) * market.Units;
        if (market.Kind == MarketKind.Option)
        {
            return Premium(market, price * UsdtInUsd(market.Venue, at));
        }

        price = market.Quote switch
        {
            MarketCatalog.Usdt => price,
            MarketCatalog.Usd => price * UsdtInUsd(market.Venue, at),
            _ => price / Coin(market.Venue, market.Quote, PriceLine.Last, spot: true, at),
        };

        var rounded = line switch
        {
            PriceLine.Mark => decimal.Round(price, market.MarkDecimals),
            PriceLine.Index when market.Venue == SimulatedVenue.Binance => decimal.Round(price, 8),
            _ => decimal.Round(price / market.Tick) * market.Tick,
        };
        return Math.Max(rounded, market.Tick);
    }

    /// <summary>In coins, on the tick: what exercising now would bring, and a time value that is highest at the strike. No model, but always above zero.</summary>
    private static decimal Premium(Market market, decimal underlying)
    {
        var strike = Math.Abs(market.Strike);
        var inside = Math.Max(0m, market.Strike > 0m ? underlying - strike : strike - underlying) / underlying;
        var time = 0.06m / (1m + 8m * Math.Abs(underlying - strike) / underlying);
        return Math.Max(market.Tick, decimal.Round((inside + time) / market.Tick) * market.Tick);
    }

    private decimal Coin(SimulatedVenue venue, string asset, PriceLine line, bool spot, DateTimeOffset at)
    {
        var step = log.StepAt(at);
        var now = Shape(venue, asset, line, spot, step);
        return log.LastFor(venue, asset, at) switch
        {
            null => MarketCatalog.Walks[asset].Price * now,
            { Price: null } intervention => MarketCatalog.Walks[asset].Price * now * intervention.Factor,

            // The quotient is exactly 1 at the step of setting: every line then shows the very price that was set.
            { Price: { } set } intervention => set * (now / Shape(venue, asset, line, spot, intervention.Step)) * intervention.Factor,
        };
    }

    private decimal Shape(SimulatedVenue venue, string asset, PriceLine line, bool spot, long step)
    {
        // Spot and perpetual trade at prices of their own; index and mark are one each.
        var key = (venue, asset, line, spot && line == PriceLine.Last);
        if (!_lines.TryGetValue(key, out var hash))
        {
            hash = (Walk.Line(seed, asset), Walk.Line(seed, $"{key}"));
            _lines.Add(key, hash);
        }

        return Walk.Factor(hash.Walk, MarketCatalog.Walks[asset].Volatility, step) * (1m + Basis * Walk.Wave(hash.Basis, step, 600));
    }

    private decimal Peg(SimulatedVenue venue, long step) =>
        UsdtMiddle + UsdtRange * Walk.Wave(_peg, step, 4 * 3600) + UsdtRange / 20m * Walk.Wave(_venuePegs[(int)venue], step, 300);
}
