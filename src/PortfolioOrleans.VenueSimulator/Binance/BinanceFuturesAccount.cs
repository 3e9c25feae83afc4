using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/fapi: what an account holds in the futures wallet.</summary>
internal static class BinanceFuturesAccount
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Signed("/fapi/v1/userTrades", 5, call => BinanceFuturesHistory.Trades(call, [call.Symbol(spot: false)])),
        Signed("/fapi/v1/income", 30, call => BinanceFuturesHistory.Income(call, Wallet.Futures)),
        Signed("/fapi/v3/balance", 5, Balances),
        Signed("/fapi/v3/account", 5, call => Summary(call, detailed: false)),
        Signed("/fapi/v2/account", 10, call => Summary(call, detailed: true)),
        Signed("/fapi/v3/positionRisk", 5, Positions),
        Signed("/fapi/v1/symbolConfig", 5, SymbolConfig),
        Signed("/fapi/v1/accountConfig", 5, call => new
        {
            feeTier = 0, canTrade = true, canDeposit = true, canWithdraw = true, dualSidePosition = call.Account.Hedged, updateTime = 0,
            multiAssetsMargin = call.Account.MultiAssets, tradeGroupId = -1,
        }),
        Signed("/fapi/v1/positionSide/dual", 30, call => new { dualSidePosition = call.Account.Hedged }),
        Signed("/fapi/v1/multiAssetsMargin", 30, call => new { multiAssetsMargin = call.Account.MultiAssets }),
    ];

    private static BinanceEndpoint Signed(string path, int weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "fapi", weight, BinanceAccess.Signed, answer);

    private static object Balances(BinanceCall call) =>
        MarginAsset.AllOf(call.Account, MarginPosition.AllOf(call.Context, call.Account)).Select(row => new
        {
            accountAlias = "SgsR",
            asset = row.Asset,
            balance = Fixed(row.Wallet),
            crossWalletBalance = Fixed(row.CrossWallet),
            crossUnPnl = Fixed(row.CrossUnrealized),
            availableBalance = Fixed(row.Available),
            maxWithdrawAmount = Fixed(row.Withdrawable),
            marginAvailable = true,
            updateTime = Ms(row.UpdatedAt),
        }).ToList();

    /// <summary>Totals are those of USDT, or, in multi-assets mode, those of all assets in dollars.</summary>
    /// <param name="detailed">Version 2: a row for every symbol, with entry price and leverage.</param>
    public static object Summary(BinanceCall call, bool detailed)
    {
        var positions = MarginPosition.AllOf(call.Context, call.Account);
        var assets = MarginAsset.AllOf(call.Account, positions);
        var total = call.Account.MultiAssets ? InDollars(call, assets) : assets.Find(row => row.Asset == MarketCatalog.Usdt)!;
        return new
        {
            totalInitialMargin = Fixed(total.Initial),
            totalMaintMargin = Fixed(total.Maintenance),
            totalWalletBalance = Fixed(total.Wallet),
            totalUnrealizedProfit = Fixed(total.Unrealized),
            totalMarginBalance = Fixed(total.MarginBalance),
            totalPositionInitialMargin = Fixed(total.Initial),
            totalOpenOrderInitialMargin = Fixed(0m),
            totalCrossWalletBalance = Fixed(total.CrossWallet),
            totalCrossUnPnl = Fixed(total.CrossUnrealized),
            availableBalance = Fixed(total.Available),
            maxWithdrawAmount = Fixed(total.Withdrawable),
            assets = assets.Select(row => row.Summary()).ToList(),
            positions = detailed ? Detailed(call, positions) : positions.Select(Short).ToList(),
        };
    }

    private static MarginAsset InDollars(BinanceCall call, List<MarginAsset> assets)
    {
        return new MarginAsset(
            MarketCatalog.Usd, Sum(row => row.Wallet), Sum(row => row.CrossUnrealized), Sum(row => row.IsolatedUnrealized), Sum(row => row.IsolatedWallet),
            Sum(row => row.CrossInitial), Sum(row => row.Initial), Sum(row => row.Maintenance), assets.Max(row => row.UpdatedAt));

        decimal Sum(Func<MarginAsset, decimal> amount) => decimal.Round(
            assets.Sum(row => amount(row) * (call.Context.Prices.InUsd(SimulatedVenue.Binance, row.Asset, call.Context.Now) ?? 0m)), 8);
    }

    private static object Short(MarginPosition row) => new
    {
        symbol = row.Market.Id,
        positionSide = row.Side,
        positionAmt = Amount(row.Market, row.Position.Size),
        unrealizedProfit = Fixed(row.Unrealized),
        isolatedMargin = Fixed(row.IsolatedMargin),
        notional = Fixed(row.Notional),
        isolatedWallet = Fixed(row.IsolatedWallet),
        initialMargin = Fixed(row.Initial),
        maintMargin = Fixed(row.Maintenance),
        updateTime = Ms(row.Position.UpdatedAt),
    };

    private static object Detailed(BinanceCall call, List<MarginPosition> positions)
    {
        PositionSide[] sides = call.Account.Hedged ? [PositionSide.Long, PositionSide.Short] : [PositionSide.Net];
        return MarginPosition.EveryOf(call, positions, MarketCatalog.BinanceFuturesMarkets, sides).Select(row => new
        {
            symbol = row.Market.Id,
            initialMargin = Fixed(row.Initial),
            maintMargin = Fixed(row.Maintenance),
            unrealizedProfit = Fixed(row.Unrealized),
            positionInitialMargin = Fixed(row.Initial),
            openOrderInitialMargin = Fixed(0m),
            leverage = $"{row.Setting.Leverage}",
            isolated = row.Setting.Isolated,
            entryPrice = Plain(row.Position.Entry),
            breakEvenPrice = Plain(row.BreakEven),
            maxNotional = "1000000",
            positionSide = row.Side,
            positionAmt = Amount(row.Market, row.Position.Size),
            notional = Fixed(row.Notional),
            isolatedWallet = Fixed(row.IsolatedWallet),
            bidNotional = "0",
            askNotional = "0",
            updateTime = Ms(row.Position.UpdatedAt),
        }).ToList();
    }

    /// <summary>Open positions only; no leverage and no margin type, those are in symbolConfig.</summary>
    public static object Positions(BinanceCall call)
    {
        var only = call.Text("symbol") is null ? null : call.Symbol(spot: false);
        return MarginPosition.AllOf(call.Context, call.Account).Where(row => only is null || row.Market == only).Select(row => new
        {
            symbol = row.Market.Id,
            positionSide = row.Side,
            positionAmt = Amount(row.Market, row.Position.Size),
            entryPrice = Plain(row.Position.Entry),
            breakEvenPrice = Plain(row.BreakEven),
            markPrice = Fixed(row.Mark),
            unRealizedProfit = Fixed(row.Unrealized),
            liquidationPrice = "0",
            isolatedMargin = Fixed(row.IsolatedMargin),
            notional = Fixed(row.Notional),
            marginAsset = row.Market.Settle,
            isolatedWallet = Fixed(row.IsolatedWallet),
            initialMargin = Fixed(row.Initial),
            maintMargin = Fixed(row.Maintenance),
            positionInitialMargin = Fixed(row.Initial),
            openOrderInitialMargin = "0",
            adl = 1,
            bidNotional = "0",
            askNotional = "0",
            updateTime = Ms(row.Position.UpdatedAt),
        }).ToList();
    }

    private static object SymbolConfig(BinanceCall call)
    {
        IEnumerable<Market> markets = call.Text("symbol") is null ? MarketCatalog.BinanceFuturesMarkets : [call.Symbol(spot: false)];
        return markets.Select(market => (Market: market, Setting: call.Account.LeverageOf(market.Id))).Select(row => new
        {
            symbol = row.Market.Id,
            marginType = row.Setting.Isolated ? "ISOLATED" : "CROSSED",
            isAutoAddMargin = false,
            leverage = row.Setting.Leverage,
            maxNotionalValue = "1000000",
        }).ToList();
    }

    private static string Amount(Market market, decimal size) => Fixed(size, market.Lot.Scale);
}
