using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/dapi: what an account holds in the COIN-M wallet. Sizes are contracts, money is coins.</summary>
internal static class BinanceCoinAccount
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Signed("/dapi/v1/balance", 1, Balances),
        Signed("/dapi/v1/account", 5, Summary),
        Signed("/dapi/v1/positionRisk", 1, Positions),
        Signed("/dapi/v1/positionSide/dual", 30, call => new { dualSidePosition = call.Account.Hedged }),
        Signed("/dapi/v1/userTrades", 5, Trades),
        Signed("/dapi/v1/income", 20, call => BinanceFuturesHistory.Income(call, Wallet.CoinFutures)),
    ];

    private static BinanceEndpoint Signed(string path, int weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "fapi", weight, BinanceAccess.Signed, answer);

    private static List<MarginAsset> Assets(BinanceCall call) =>
        MarginAsset.AllOf(call.Account, MarginPosition.AllOf(call.Context, call.Account, Wallet.CoinFutures), Wallet.CoinFutures);

    private static object Balances(BinanceCall call) => Assets(call).Select(row => new
    {
        accountAlias = "SgsR",
        asset = row.Asset,
        balance = Fixed(row.Wallet),
        withdrawAvailable = Fixed(row.Withdrawable),
        crossWalletBalance = Fixed(row.CrossWallet),
        crossUnPnl = Fixed(row.CrossUnrealized),
        availableBalance = Fixed(row.Available),
        updateTime = Ms(row.UpdatedAt),
    }).ToList();

    public static object Summary(BinanceCall call) => new
    {
        assets = Assets(call).Select(row => row.Summary()).ToList(),
        positions = AllRows(call, MarketCatalog.BinanceCoinMarkets).Select(row => new
        {
            symbol = row.Market.Id,
            positionAmt = Plain(row.Position.Size),
            initialMargin = Fixed(row.Initial),
            maintMargin = Fixed(row.Maintenance),
            unrealizedProfit = Fixed(row.Unrealized),
            positionInitialMargin = Fixed(row.Initial),
            openOrderInitialMargin = "0",
            leverage = $"{row.Setting.Leverage}",
            isolated = row.Setting.Isolated,
            positionSide = row.Side,
            entryPrice = Plain(row.Position.Entry),
            breakEvenPrice = Plain(row.BreakEven),
            maxQty = "50",
            updateTime = row.Position.Id == 0 ? 0L : Ms(row.Position.UpdatedAt),
        }).ToList(),
        canDeposit = true,
        canTrade = true,
        canWithdraw = true,
        feeTier = 0,
        updateTime = 0,
    };

    /// <summary>All contracts, flat ones too.</summary>
    public static object Positions(BinanceCall call)
    {
        var (asset, pair) = (call.Text("marginAsset"), call.Text("pair"));
        if (asset is not null && pair is not null)
        {
            throw BinanceRefusal.BadCombination();
        }

        var markets = (pair is null ? MarketCatalog.BinanceCoinMarkets : BinanceCoinMarket.OfPair(pair)).Where(market => asset is null || market.Settle == asset);
        return AllRows(call, markets).Select(row => new
        {
            symbol = row.Market.Id,
            positionAmt = Plain(row.Position.Size),
            entryPrice = Plain(row.Position.Entry),
            breakEvenPrice = Plain(row.BreakEven),
            markPrice = Fixed(row.Position.Size == 0m ? 0m : row.Mark),
            unRealizedProfit = Fixed(row.Unrealized),
            liquidationPrice = "0",
            leverage = $"{row.Setting.Leverage}",
            maxQty = "50",
            marginType = row.Setting.Isolated ? "isolated" : "cross",
            isolatedMargin = Fixed(row.IsolatedMargin),
            isAutoAddMargin = "false",
            positionSide = row.Side,
            notionalValue = Plain(row.Notional),
            updateTime = row.Position.Id == 0 ? 0L : Ms(row.Position.UpdatedAt),
        }).ToList();
    }

    public static object Trades(BinanceCall call)
    {
        var (symbol, pair) = (call.Text("symbol"), call.Text("pair"));
        if (symbol is null == pair is null || (pair is not null && call.Text("fromId") is not null))
        {
            throw BinanceRefusal.BadCombination();
        }

        return BinanceFuturesHistory.Trades(call, symbol is not null ? [call.CoinSymbol()] : BinanceCoinMarket.OfPair(pair!));
    }

    private static IEnumerable<MarginPosition> AllRows(BinanceCall call, IEnumerable<Market> markets)
    {
        PositionSide[] sides = call.Account.Hedged ? [PositionSide.Net, PositionSide.Long, PositionSide.Short] : [PositionSide.Net];
        return MarginPosition.EveryOf(call, MarginPosition.AllOf(call.Context, call.Account, Wallet.CoinFutures), markets, sides);
    }
}
