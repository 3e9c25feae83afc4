using System.Collections.Frozen;

namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>
/// What is listed where. Tick, lot and contract sizes follow the real venues as of 2026; base prices are round numbers of about that time. BNB trades on
/// Binance only and OKB on OKX only, as tokens of a venue do.
/// </summary>
internal static class MarketCatalog
{
    public const string Usdt = "USDT";
    public const string Usd = "USD";
    public const string Usdc = "USDC";

    /// <summary>Coin, price in USDT at the middle of its walk, yearly volatility in percent.</summary>
    private static readonly (string Asset, decimal Price, decimal Volatility)[] Coins =
    [
        ("BTC", 64000m, 45m), ("ETH", 3200m, 60m), ("SOL", 150m, 80m), ("BNB", 600m, 50m), ("XRP", 2.2m, 75m), ("DOGE", 0.16m, 90m),
        ("ADA", 0.65m, 80m), ("LINK", 15m, 80m), ("AVAX", 22m, 85m), ("ARB", 0.42m, 95m), ("OP", 0.75m, 95m), ("UNI", 8m, 90m),
        ("AAVE", 210m, 85m), ("PEPE", 0.0000105m, 120m), ("LTC", 88m, 60m), ("DOT", 4m, 75m), ("TRX", 0.27m, 45m), ("ATOM", 4.5m, 75m),
        ("SUI", 3m, 100m), ("NEAR", 2.6m, 90m), ("OKB", 50m, 55m), ("USDC", 1m, 0.05m),
    ];

    /// <summary>When what is not perpetual ends: far enough not to end while somebody is looking.</summary>
    private static readonly DateTimeOffset Delivery = new(2031, 12, 26, 8, 0, 0, TimeSpan.Zero);

    public static FrozenDictionary<string, (decimal Price, decimal Volatility)> Walks { get; } = Coins.ToFrozenDictionary(
        coin => coin.Asset,
        coin => (coin.Price, coin.Volatility / 100m / 5618m), // A year has 31.6 million seconds; their root is 5618.
        StringComparer.Ordinal);

    public static IReadOnlyList<Market> All { get; } = [.. BinanceSpot(), .. BinanceFutures(), .. BinanceCoinFutures(), .. OkxSpot(), .. OkxSwaps(), .. OkxOthers()];

    private static readonly FrozenDictionary<(SimulatedVenue, bool Spot, string), Market> ById =
        All.ToFrozenDictionary(market => (market.Venue, market.IsSpot, market.Id));

    /// <summary>The venues that have markets.</summary>
    public static IReadOnlyList<SimulatedVenue> Venues { get; } = [SimulatedVenue.Binance, SimulatedVenue.Okx];

    public static IReadOnlyList<Market> BinanceSpotMarkets { get; } = Of(SimulatedVenue.Binance, spot: true);

    /// <summary>USD-M.</summary>
    public static IReadOnlyList<Market> BinanceFuturesMarkets { get; } = [.. Of(SimulatedVenue.Binance, spot: false).Where(market => market.Kind == MarketKind.Linear)];

    public static IReadOnlyList<Market> BinanceCoinMarkets { get; } = [.. Of(SimulatedVenue.Binance, spot: false).Where(market => market.Kind == MarketKind.Inverse)];

    public static IReadOnlyList<Market> OkxMarkets { get; } = [.. All.Where(market => market.Venue == SimulatedVenue.Okx)];

    public static Market? Find(SimulatedVenue venue, bool spot, string id) => ById.GetValueOrDefault((venue, spot, id));

    /// <summary>An OKX id of two codes is a spot pair; the margin market of the same id is found by <see cref="Find"/> alone.</summary>
    public static Market? FindOkx(string id) => Find(SimulatedVenue.Okx, id.Count(letter => letter == '-') == 1, id);

    /// <summary>The spot market that prices an asset in USDT; null where the venue has none.</summary>
    public static Market? UsdtMarket(SimulatedVenue venue, string asset) =>
        Find(venue, spot: true, venue == SimulatedVenue.Binance ? asset + Usdt : $"{asset}-{Usdt}");

    private static Market[] Of(SimulatedVenue venue, bool spot) => [.. All.Where(market => market.Venue == venue && market.IsSpot == spot)];

    private static IEnumerable<Market> BinanceSpot()
    {
        return
        [
            Spot("BTC", 0.01m, 0.00001m), Spot("ETH", 0.01m, 0.0001m), Spot("SOL", 0.01m, 0.001m), Spot("BNB", 0.01m, 0.001m),
            Spot("XRP", 0.0001m, 0.1m), Spot("DOGE", 0.00001m, 1m), Spot("ADA", 0.0001m, 0.1m), Spot("LINK", 0.01m, 0.01m),
            Spot("AVAX", 0.01m, 0.01m), Spot("ARB", 0.0001m, 0.1m), Spot("OP", 0.001m, 0.01m), Spot("UNI", 0.001m, 0.01m),
            Spot("AAVE", 0.01m, 0.001m), Spot("PEPE", 0.00000001m, 1m), Spot("LTC", 0.01m, 0.001m), Spot("DOT", 0.001m, 0.01m),
            Spot("TRX", 0.0001m, 0.1m), Spot("ATOM", 0.001m, 0.01m), Spot("SUI", 0.0001m, 0.1m), Spot("NEAR", 0.001m, 0.1m),
            Spot("USDC", 0.0001m, 1m), Spot("ETH", 0.00001m, 0.001m, "BTC"), Spot("SOL", 0.000001m, 0.01m, "BTC"),
            Spot("BNB", 0.000001m, 0.01m, "BTC"), Spot("LTC", 0.000001m, 0.01m, "BTC"), Spot("BTC", 0.01m, 0.00001m, "USDC"),
            Spot("ETH", 0.01m, 0.0001m, "USDC"),
        ];

        static Market Spot(string asset, decimal tick, decimal lot, string quote = Usdt) =>
            new(SimulatedVenue.Binance, MarketKind.Spot, asset + quote, asset, quote, tick, lot);
    }

    private static IEnumerable<Market> BinanceFutures()
    {
        return
        [
            Perpetual("BTC", 0.1m, 0.001m), Perpetual("ETH", 0.01m, 0.001m), Perpetual("SOL", 0.01m, 0.01m), Perpetual("BNB", 0.01m, 0.01m),
            Perpetual("XRP", 0.0001m, 0.1m), Perpetual("DOGE", 0.00001m, 1m), Perpetual("ADA", 0.0001m, 1m), Perpetual("LINK", 0.001m, 0.01m),
            Perpetual("AVAX", 0.001m, 1m), Perpetual("ARB", 0.0001m, 0.1m), Perpetual("OP", 0.0001m, 0.1m), Perpetual("LTC", 0.01m, 0.001m),
            Perpetual("1000PEPE", 0.0000001m, 1m, 1000),
        ];

        static Market Perpetual(string asset, decimal tick, decimal lot, int units = 1) =>
            new(SimulatedVenue.Binance, MarketKind.Linear, asset + Usdt, asset, Usdt, tick, lot, Units: units);
    }

    /// <summary>Contracts of so many dollars, perpetual and with delivery.</summary>
    private static IEnumerable<Market> BinanceCoinFutures()
    {
        return
        [
            Contract("BTC", 0.1m, 100m), Contract("ETH", 0.01m, 10m), Contract("SOL", 0.001m, 10m), Contract("BNB", 0.001m, 10m), Contract("XRP", 0.0001m, 10m),
            Contract("BTC", 0.1m, 100m, Delivery), Contract("ETH", 0.01m, 10m, Delivery),
        ];

        static Market Contract(string asset, decimal tick, decimal size, DateTimeOffset? expiry = null) => new(
            SimulatedVenue.Binance, MarketKind.Inverse, asset + (expiry is { } at ? $"USD_{at:yyMMdd}" : "USD_PERP"), asset, Usd, tick, 1m, size, Expiry: expiry);
    }

    private static IEnumerable<Market> OkxSpot()
    {
        return
        [
            Spot("BTC", 0.1m, 0.00000001m), Spot("ETH", 0.01m), Spot("SOL", 0.01m), Spot("XRP", 0.0001m), Spot("DOGE", 0.00001m),
            Spot("ADA", 0.0001m), Spot("LINK", 0.001m), Spot("AVAX", 0.01m), Spot("ARB", 0.0001m), Spot("OP", 0.0001m), Spot("UNI", 0.001m),
            Spot("AAVE", 0.01m), Spot("PEPE", 0.000000001m, 1m), Spot("LTC", 0.01m), Spot("DOT", 0.001m), Spot("TRX", 0.00001m),
            Spot("ATOM", 0.001m), Spot("SUI", 0.0001m), Spot("NEAR", 0.001m), Spot("OKB", 0.01m), Spot("USDC", 0.0001m),
            Spot("ETH", 0.00001m, quote: "BTC"), Spot("SOL", 0.0000001m, quote: "BTC"), Spot("BTC", 0.1m, 0.00000001m, "USDC"),
        ];

        static Market Spot(string asset, decimal tick, decimal lot = 0.000001m, string quote = Usdt) =>
            new(SimulatedVenue.Okx, MarketKind.Spot, $"{asset}-{quote}", asset, quote, tick, lot);
    }

    private static IEnumerable<Market> OkxSwaps()
    {
        return
        [
            Linear("BTC", 0.1m, 0.01m, 0.01m), Linear("ETH", 0.01m, 0.01m, 0.1m), Linear("SOL", 0.01m, 0.01m, 1m), Linear("XRP", 0.0001m, 0.01m, 100m),
            Linear("DOGE", 0.00001m, 0.01m, 1000m), Linear("ADA", 0.0001m, 0.1m, 100m), Linear("LINK", 0.001m, 0.1m, 1m),
            Linear("AVAX", 0.01m, 0.1m, 1m), Linear("ARB", 0.0001m, 0.1m, 10m), Linear("OP", 0.0001m, 1m, 1m), Linear("LTC", 0.01m, 0.1m, 1m),
            Linear("UNI", 0.001m, 1m, 1m), Linear("AAVE", 0.01m, 1m, 0.1m), Linear("PEPE", 0.000000001m, 0.1m, 10_000_000m),
            Inverse("BTC", 0.1m, 100m), Inverse("ETH", 0.01m, 10m), Inverse("SOL", 0.01m, 10m),
        ];

        static Market Linear(string asset, decimal tick, decimal lot, decimal size) =>
            new(SimulatedVenue.Okx, MarketKind.Linear, $"{asset}-{Usdt}-SWAP", asset, Usdt, tick, lot, size);

        static Market Inverse(string asset, decimal tick, decimal size) =>
            new(SimulatedVenue.Okx, MarketKind.Inverse, $"{asset}-{Usd}-SWAP", asset, Usd, tick, 1m, size);
    }

    /// <summary>Margin pairs, deliveries and options.</summary>
    private static IEnumerable<Market> OkxOthers()
    {
        foreach (var pair in OkxSpot().Where(pair => pair.Quote == Usdt && pair.Base is "BTC" or "ETH" or "SOL" or "XRP"))
        {
            yield return pair with { Kind = MarketKind.Linear };
        }

        yield return new(SimulatedVenue.Okx, MarketKind.Linear, $"BTC-USDT-{Delivery:yyMMdd}", "BTC", Usdt, 0.1m, 0.01m, 0.01m, Expiry: Delivery);
        yield return new(SimulatedVenue.Okx, MarketKind.Inverse, $"BTC-USD-{Delivery:yyMMdd}", "BTC", Usd, 0.1m, 1m, 100m, Expiry: Delivery);
        yield return new(SimulatedVenue.Okx, MarketKind.Inverse, $"ETH-USD-{Delivery:yyMMdd}", "ETH", Usd, 0.01m, 1m, 10m, Expiry: Delivery);
        foreach (var strike in (decimal[])[50_000m, 60_000m, 70_000m, 80_000m])
        {
            yield return Option("BTC", strike, 0.01m);
            yield return Option("BTC", -strike, 0.01m);
        }

        static Market Option(string asset, decimal strike, decimal size) => new(
            SimulatedVenue.Okx, MarketKind.Option, $"{asset}-USD-{Delivery:yyMMdd}-{Math.Abs(strike):0}-{(strike > 0m ? 'C' : 'P')}", asset, Usd, 0.0001m, 1m,
            size, Expiry: Delivery, Strike: strike);
    }
}
