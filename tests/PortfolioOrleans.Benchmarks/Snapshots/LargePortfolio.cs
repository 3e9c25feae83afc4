using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Benchmarks.Snapshots;

/// <summary>Fifty futures positions at one venue and a hundred balances at two, and prices of all of it.</summary>
internal static class LargePortfolio
{
    public const string Id = "alice";

    private const int Positions = 50;
    private const int BalancesEach = 50;

    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyCollection<AccountHoldings> Accounts { get; } =
    [
        new AccountHoldings(
            "binance-0000000001",
            "binance",
            [
                new(WalletKind.Spot, [.. Enumerable.Range(0, BalancesEach).Select(Balance)], [], Noon, null),
                new(WalletKind.Futures, [], [.. Enumerable.Range(0, Positions).Select(Position)], Noon, null),
            ],
            [new Money(10_000m, Asset.Usdt)]),
        new AccountHoldings(
            "okx-0000000001",
            "okx",
            [new(WalletKind.Trading, [.. Enumerable.Range(0, BalancesEach).Select(Balance)], [], Noon, null)],
            [new Money(10_000m, Asset.Usdt)]),
    ];

    /// <summary>What both venues say at a moment; other moments, other prices.</summary>
    public static PriceTable PricesAt(int moment) => new(
    [
        new VenuePrices("binance", Noon, Usd(moment), Enumerable.Range(0, Positions).ToDictionary(Instrument, number => Price(number, moment))),
        new VenuePrices("okx", Noon, Usd(moment), new Dictionary<string, decimal>()),
    ]);

    private static Dictionary<Asset, decimal> Usd(int moment)
    {
        var usd = Enumerable.Range(0, BalancesEach).ToDictionary(Coin, number => Price(number, moment));
        usd[Asset.Usdt] = 0.9998m;
        return usd;
    }

    private static decimal Price(int number, int moment) => 0.123456m * (number + 1) * (number + 1) * (1m + (0.0001m * (moment % 100)));

    private static Asset Coin(int number) => Asset.Parse(string.Create(CultureInfo.InvariantCulture, $"C{number:00}"));

    private static string Instrument(int number) => $"{Coin(number)}USDT";

    private static AssetBalance Balance(int number) => AssetBalance.Of(Coin(number), 12.34567891m * (number + 1), 0.5m);

    private static Position Position(int number) => new(
        Instrument(number),
        new Symbol(Coin(number), Asset.Usdt),
        number % 3 == 0 ? PositionSide.Short : PositionSide.Long,
        1.5m * (number + 1),
        ContractTerms.PerCoin(Asset.Usdt),
        0.12m * (number + 1) * (number + 1),
        null,
        null,
        10m,
        0.06m * (number + 1) * (number + 1),
        MarginMode.Cross,
        null,
        AddsToEquity: true,
        null,
        Noon,
        null);
}
