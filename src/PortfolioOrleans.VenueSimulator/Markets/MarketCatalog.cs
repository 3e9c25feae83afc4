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

    public static FrozenDictionary<string, (decimal Price, decimal Volatility)> Walks { get; } = Coins.ToFrozenDictionary(
        coin => coin.Asset,
        coin => (coin.Price, coin.Volatility / 100m / 5618m), // A year has 31.6 million seconds; their root is 5618.
        StringComparer.Ordinal);

    public static IReadOnlyList<Market> All { get; } = [.. BinanceSpot(), .. BinanceFutures(), .. OkxSpot(), .. OkxSwaps()];

    private static readonly FrozenDictionary<(SimulatedVenue, bool Spot, string), Market> ById =
        All.ToFrozenDictionary(market => (market.Venue, market.IsSpot, market.Id));

    /// <summary>The venues that have markets.</summary>
    public static IReadOnlyList<SimulatedVenue> Venues { get; } = [SimulatedVenue.Binance, SimulatedVenue.Okx];

    public static IReadOnlyList<Market> BinanceSpotMarkets { get; } = Of(SimulatedVenue.Binance, spot: true);

    public static IReadOnlyList<Market> BinanceFuturesMarkets { get; } = Of(SimulatedVenue.Binance, spot: false);

    public static IReadOnlyList<Market> OkxMarkets { get; } = [.. All.Where(market => market.Venue == SimulatedVenue.Okx)];

    public static Market? Find(SimulatedVenue venue, bool spot, string id) => ById.GetValueOrDefault((venue, spot, id));

    /// <summary>An OKX id says by itself whether it is a swap.</summary>
    public static Market? FindOkx(string id) => Find(SimulatedVenue.Okx, !id.EndsWith("-SWAP", StringComparison.Ordinal), id);

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
}
