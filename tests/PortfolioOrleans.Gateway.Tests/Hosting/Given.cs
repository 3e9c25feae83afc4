using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>What tests start from.</summary>
public static class Given
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static PortfolioSnapshot Unvalued(string portfolioId) => new(
        portfolioId, 0, 0, Noon, Asset.Usd, 0m, 0m, 0m, new PnlFigures(0m, 0m, null), DrawdownFigures.None, ExposureFigures.None, [], [], [], [], [], false);

    /// <summary>
    /// 2 BTC at 30,000 and 40,000 USDT at 1 make 100,000, short 0.5 BTC against it at a gain of 1,234.50, and something without a price. Amounts that occur in
    /// it: see <see cref="Amounts"/>.
    /// </summary>
    public static PortfolioSnapshot Portfolio(string portfolioId, long version = 1) => new(
        portfolioId,
        version,
        version * PortfolioEvent.EachValuation,
        Noon.AddSeconds(version),
        Asset.Usd,
        101234.50m,
        40000.000m,
        90000m,
        new PnlFigures(1234.50m, -765.25m, -0.75, 333.33m, Noon.AddMinutes(-1), 107984m, -5984.25m),
        new DrawdownFigures(0.052m, 0.0525m, 0.0625m, 0.25m, 107984m, 96543.21m, 101234.50m, 0.41m, Noon.AddDays(-3), TimeSpan.FromDays(12.5), Noon),
        new ExposureFigures(60000m, 15015m, [new ExposureRow("BTC", 60000m, 15015m)], [new ExposureRow("Layer 1", 60000m, 15015m)], 0.741),
        [
            Balance("acc-1", "binance", WalletKind.Spot, "BTC", 2m, 30000m),
            Balance("acc-1", "binance", WalletKind.Spot, "USDT", 40000m, 1m),
            new BalanceRow("acc-2", "okx", WalletKind.Trading, Asset.Parse("XYZ"), 77.7m, 0m, 77.7m, null, null, null, null, Noon),
        ],
        [
            new PositionRow(
                "acc-1", "binance", WalletKind.Futures, "BTCUSDT", Symbol.Parse("BTC-USDT"), PositionSide.Short, 0.500m, 0.5m, 32499m, 30030m, 1234.50m, 7.5,
                15015m, 5m, 61234.5m, MarginMode.Cross, PositionCategory.Core, Asset.Usdt, 333.33m, Noon.AddDays(-1), "pos-9", Noon),
        ],
        [
            new SourceRow("acc-1", "binance", WalletKind.Spot, Noon, SourceStatus.Ok, null),
            new SourceRow("acc-2", "okx", WalletKind.Trading, Noon.AddMinutes(-9), SourceStatus.Failed, "maintenance"),
        ],
        [new PriceSourceRow("binance", Noon, false)],
        [new UnpricedRow(Asset.Parse("XYZ"), 77.7m, "acc-2", "okx")],
        false)
    {
        Pools =
        [
            new PoolRow(
                "acc-3", "evm-1", "v3-7", "uniswap-v3", "0xpool",
                [new PoolSideRow(Asset.Btc, 0.123m, 0.004m, 0.2m, 30000m, 3810m), new PoolSideRow(Asset.Usdc, 1500.5m, 12.25m, 1400m, null, null)],
                true, false, 29999m, 31000m, 35000m, null, 132.25m, new PoolAgainstHolding(Asset.Usdc, 5190m, 7400m, 132m, -29.9), null, Noon),
        ],
        SetAside = [new SetAsideRow(Asset.Parse("SCAM@1:0XBAD"), 4444m, "acc-3", "okx-web3", Noon)],
    };

    /// <summary>Digits of every amount in <see cref="Portfolio"/> and the rows of its history: none may be in an answer that withholds amounts.</summary>
    public static ImmutableArray<string> Amounts { get; } =
    [
        "101234.5", "40000", "90000", "1234.5", "765.25", "107984", "96543.21", "60000", "15015", "44985", "75015", "30000", "77.7", "32499", "30030", "61234.5",
        "333.33", "81818.18", "100000", "0.123", "0.004", "3810", "1500.5", "12.25", "29999", "31000", "35000", "132.25", "5190", "7400", "4444",
    ];

    /// <summary>Five days of <see cref="Portfolio"/>, today's among them: all that performance is measured on says something.</summary>
    public static ImmutableArray<PerformanceDay> Days(string portfolioId) =>
    [
        .. new DailyEquity[]
            {
                new(UtcDay.Of(Noon).AddDays(-4), 100000m) { IsReconstructed = true }, new(UtcDay.Of(Noon).AddDays(-3), 107984m), new(UtcDay.Of(Noon).AddDays(-2), 96543.21m),
                new(UtcDay.Of(Noon).AddDays(-1), 90000m, Outflow: 765.25m),
                new(UtcDay.Of(Noon), 101234.5m) { Timed = [new TimedFlow(Noon.AddHours(-1), 1234.5m, 90000m)] },
            }
            .Select(day => new PerformanceDay(portfolioId, portfolioId, Asset.Usd, day, Noon.AddSeconds(-1), day.Day == UtcDay.Of(Noon) ? Noon : null)),
    ];

    /// <summary>Parts in which every member says something.</summary>
    public static AttributionReport Attribution { get; } = new(
        [
            new AttributionRow(
                AttributedKind.Account, "acc-1", new AccountName("acc-1", "binance", "main"), 60000m, 40000m, 765.25m, 333.33m, 0.07, 4, 1, [new DayGain(UtcDay.Of(Noon), 333.33m)]),
            new AttributionRow(AttributedKind.Derivative, "BTC-USDT", null, 0m, 1234.5m, 0m, 1234.5m, null, 4, 0, []),
            new AttributionRow(AttributedKind.Asset, "XYZ", null, null, 77.7m, 0m, null, null, 2, 3, []),
        ],
        [new AccountName("acc-3", "evm-1", "wallet")], IsRead: false, IsExplained: false, UtcDay.Of(Noon).AddDays(-90));

    public static BalanceRow Balance(string account, string venue, WalletKind wallet, string asset, decimal total, decimal price) => new(
        account, venue, wallet, Asset.Parse(asset), total, 0m, total, price, total * price, total * price, (double)(total * price) / 1012.345, Noon);

    public static AccountSnapshot Account(string id, string venue = "binance", string label = "main") => new(
        id, "alice", venue, label, 1,
        [
            new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 2m)], [], Noon, null),
            new WalletHoldings(WalletKind.Futures, [], [], null, "no permission"),
        ],
        [], new AccountSync(SyncStatus.Partial, Noon.AddMinutes(-5), Noon, 2, "no permission"), Noon.AddDays(-10), false, false, true,
        [new HistoryRow("fills", "Fills", true, 7, 7, Noon.AddDays(-90), null), new HistoryRow("deposits", "Deposits", false, 2, 9, Noon.AddDays(-30), "no permission")]);
}
