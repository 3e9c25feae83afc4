using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Cross and isolated margin: what is there, what is owed, and how it came about.</summary>
internal static class BinanceMarginAccount
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Signed("/sapi/v1/margin/account", 10, Cross),
        Signed("/sapi/v1/margin/isolated/account", 10, Isolated),
        Signed("/sapi/v1/margin/myTrades", 10, Trades),
        Signed("/sapi/v1/margin/borrow-repay", 10, Loans),
        Signed("/sapi/v1/margin/interestHistory", 1, Interest),
        Signed("/sapi/v1/margin/transfer", 1, Transfers),
    ];

    private static BinanceEndpoint Signed(string path, int weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get(path, "sapi_ip", weight, BinanceAccess.Signed, answer);

    private static object Cross(BinanceCall call)
    {
        var (account, now) = (call.Account, call.Context.Now);
        var rows = MarketCatalog.BinanceSpotMarkets.Select(market => market.Base)
            .Append(MarketCatalog.Usdt)
            .Concat(account.BalancesIn(Wallet.Margin).Select(row => row.Key))
            .Distinct(StringComparer.Ordinal)
            .Select(asset => (Asset: asset, Balance: account.BalanceOf(Wallet.Margin, asset), Debt: account.DebtOf(Wallet.Margin, asset)))
            .ToList();
        var btc = call.Context.Prices.InUsdt(SimulatedVenue.Binance, "BTC", now)!.Value;
        var (assets, liabilities) = (Worth(row => row.Balance.Total), Worth(row => row.Debt.Total));
        return new
        {
            created = true,
            borrowEnabled = true,
            marginLevel = liabilities == 0m ? "999.00000000" : Fixed(assets / liabilities),
            collateralMarginLevel = liabilities == 0m ? "999.00000000" : Fixed(assets / liabilities),
            totalAssetOfBtc = Fixed(assets / btc),
            totalLiabilityOfBtc = Fixed(liabilities / btc),
            totalNetAssetOfBtc = Fixed((assets - liabilities) / btc),
            totalCollateralValueInUSDT = Fixed(assets),
            totalOpenOrderLossInUSDT = "0.00000000",
            tradeEnabled = true,
            transferInEnabled = true,
            transferOutEnabled = true,
            transferEnabled = true,
            accountType = "MARGIN_1",
            userAssets = rows.Select(row => new
            {
                asset = row.Asset,
                borrowed = Fixed(row.Debt.Borrowed),
                free = Fixed(row.Balance.Free),
                interest = Fixed(row.Debt.Interest),
                locked = Fixed(row.Balance.Held),
                netAsset = Fixed(row.Balance.Total - row.Debt.Total),
            }).ToList(),
        };

        decimal Worth(Func<(string Asset, Balance Balance, Debt Debt), decimal> amount) =>
            rows.Sum(row => amount(row) * (call.Context.Prices.InUsdt(SimulatedVenue.Binance, row.Asset, now) ?? 0m));
    }

    /// <summary>Pairs that were ever used; at most five when they are named, and then without totals.</summary>
    private static object Isolated(BinanceCall call)
    {
        var (account, context) = (call.Account, call.Context);
        var named = call.Text("symbols")?.Split(',');
        if (named?.Length > 5)
        {
            throw BinanceRefusal.Invalid("symbols");
        }

        var btc = context.Prices.InUsdt(SimulatedVenue.Binance, "BTC", context.Now)!.Value;
        var pairs = account.BalancesIn(Wallet.IsolatedMargin).Select(row => Pocket.Split(row.Key).Pair!).Distinct(StringComparer.Ordinal)
            .Where(pair => named is null || named.Contains(pair))
            .Select(pair => MarketCatalog.Find(SimulatedVenue.Binance, spot: true, pair)!)
            .ToList();
        var (assets, owed) = (0m, 0m);
        var rows = pairs.Select(market => new
        {
            baseAsset = Side(market, market.Base),
            quoteAsset = Side(market, market.Quote),
            symbol = market.Id,
            isolatedCreated = true,
            marginLevel = "999",
            marginLevelStatus = "EXCESSIVE",
            marginRatio = "10",
            indexPrice = Fixed(context.Index(market)),
            liquidatePrice = "0",
            liquidateRate = "0",
            tradeEnabled = true,
            enabled = true,
        }).ToList();
        return named is null
            ? new { assets = rows, totalAssetOfBtc = Fixed(assets), totalLiabilityOfBtc = Fixed(owed), totalNetAssetOfBtc = Fixed(assets - owed) }
            : new { assets = rows };

        object Side(Market market, string asset)
        {
            var pocket = Pocket.Of(market.Id, asset);
            var (balance, debt) = (account.BalanceOf(Wallet.IsolatedMargin, pocket), account.DebtOf(Wallet.IsolatedMargin, pocket));
            var price = (context.Prices.InUsdt(SimulatedVenue.Binance, asset, context.Now) ?? 0m) / btc;
            assets += balance.Total * price;
            owed += debt.Total * price;
            return new
            {
                asset,
                borrowEnabled = true,
                borrowed = Fixed(debt.Borrowed),
                free = Fixed(balance.Free),
                interest = Fixed(debt.Interest),
                locked = Fixed(balance.Held),
                netAsset = Fixed(balance.Total - debt.Total),
                netAssetOfBtc = Fixed((balance.Total - debt.Total) * price),
                repayEnabled = true,
                totalAsset = Fixed(balance.Total),
            };
        }
    }

    public static object Trades(BinanceCall call)
    {
        var market = call.Symbol(spot: true);
        var isolated = Isolation(call);
        var (start, end, fromId, orderId) = (call.Time("startTime"), call.Time("endTime"), call.Number("fromId"), call.Number("orderId"));
        var limit = call.Limit("limit", 500, 1000);
        if (fromId is not null && (start is not null || end is not null))
        {
            throw BinanceRefusal.BadCombination();
        }

        BinanceWindow.RequireWithin(start, end, TimeSpan.FromHours(24), "24 hours");
        var fills = call.Account.FillsIn(market.Id, spot: true);
        return BinanceSpotAccount.Cut(fills, isolated ? MarginMode.Isolated : MarginMode.Cross, fromId, orderId, start, end, limit).Select(fill => new
        {
            commission = Fixed(fill.Fee),
            commissionAsset = fill.FeeAsset,
            id = fill.TradeId,
            isBestMatch = true,
            isBuyer = fill.IsBuy,
            isMaker = fill.Maker,
            orderId = fill.OrderId,
            price = Fixed(fill.Price),
            qty = Fixed(fill.Quantity),
            symbol = fill.Market,
            isIsolated = isolated,
            time = Ms(fill.At),
        }).ToList();
    }

    private static object Loans(BinanceCall call)
    {
        var repaid = call.Required("type") switch { "BORROW" => false, "REPAY" => true, _ => throw BinanceRefusal.Invalid("type") };
        var (asset, pair, id) = (call.Text("asset"), call.Text("isolatedSymbol"), call.Number("txId"));
        var (start, end) = call.Window(Week, Month, "30 days");
        var (total, rows) = call.Page(call.Account.Loans
            .Where(loan => loan.Repaid == repaid && loan.Pair == pair && (asset is null || loan.Asset == asset))
            .Where(loan => id is { } one ? loan.Id == one : loan.At >= start && loan.At <= end)
            .Reverse());
        return new
        {
            rows = rows.Select(loan => new
            {
                isolatedSymbol = loan.Pair ?? "",
                amount = Fixed(loan.Principal + loan.Interest),
                asset = loan.Asset,
                interest = Fixed(loan.Interest),
                principal = Fixed(loan.Principal),
                status = "CONFIRMED",
                timestamp = Ms(loan.At),
                txId = loan.Id,
                type = "MANUAL",
            }).ToList(),
            total,
        };
    }

    public static object Interest(BinanceCall call)
    {
        var (asset, pair) = (call.Text("asset"), call.Text("isolatedSymbol"));
        var (start, end) = call.Window(Week, Month, "30 days");
        var (total, rows) = call.Page(call.Account.Interests
            .Where(one => one.Pair == pair && (asset is null || one.Asset == asset) && one.At >= start && one.At <= end)
            .Reverse());
        return new
        {
            rows = rows.Select(one => new
            {
                txId = one.Id,
                interestAccuredTime = Ms(one.At),
                asset = one.Asset,
                rawAsset = one.Asset,
                principal = Fixed(one.Principal),
                interest = Fixed(one.Interest),
                interestRate = Fixed(one.Rate),
                type = "PERIODIC",
                isolatedSymbol = one.Pair ?? "",
            }).ToList(),
            total,
        };
    }

    /// <summary>Into and out of cross margin, or of the isolated margin of a pair.</summary>
    private static object Transfers(BinanceCall call)
    {
        var (asset, type, pair) = (call.Text("asset"), call.Text("type"), call.Text("isolatedSymbol"));
        if (type is not (null or "ROLL_IN" or "ROLL_OUT"))
        {
            throw BinanceRefusal.Invalid("type");
        }

        var (start, end) = call.Window(Week, Month, "30 days");
        var wallet = pair is null ? Wallet.Margin : Wallet.IsolatedMargin;
        var (total, rows) = call.Page(call.Account.Transfers
            .Where(transfer => (type != "ROLL_OUT" && transfer.To == wallet && transfer.ToPair == pair)
                || (type != "ROLL_IN" && transfer.From == wallet && transfer.FromPair == pair))
            .Where(transfer => (asset is null || transfer.Asset == asset) && transfer.At >= start && transfer.At <= end)
            .Reverse());
        return new
        {
            rows = rows.Select(transfer => new
            {
                amount = Fixed(transfer.Amount),
                asset = transfer.Asset,
                status = "CONFIRMED",
                timestamp = Ms(transfer.At),
                txId = transfer.Id,
                type = transfer.To == wallet && transfer.ToPair == pair ? "ROLL_IN" : "ROLL_OUT",
                transFrom = Name(transfer.From),
                transTo = Name(transfer.To),
            }).ToList(),
            total,
        };
    }

    private static string Name(Wallet wallet) => wallet switch
    {
        Wallet.Margin => "CROSS_MARGIN",
        Wallet.IsolatedMargin => "ISOLATED_MARGIN",
        Wallet.Futures => "UM_FUTURE",
        Wallet.CoinFutures => "CM_FUTURE",
        Wallet.Funding => "FUNDING",
        _ => "SPOT",
    };

    private static bool Isolation(BinanceCall call) => call.Text("isIsolated")?.ToUpperInvariant() switch
    {
        null or "FALSE" => false,
        "TRUE" => true,
        _ => throw BinanceRefusal.Invalid("isIsolated"),
    };
}
