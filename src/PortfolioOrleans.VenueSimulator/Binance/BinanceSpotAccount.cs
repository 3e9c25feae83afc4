using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/api/v3: what an account holds and did on the spot market.</summary>
internal static class BinanceSpotAccount
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        BinanceEndpoint.Get("/api/v3/account", "api", 20, BinanceAccess.Signed, Holdings),
        BinanceEndpoint.Get("/api/v3/myTrades", "api", call => call.Text("orderId") is null ? 20 : 5, BinanceAccess.Signed, Trades),
        BinanceEndpoint.Get("/api/v3/openOrders", "api", call => call.Text("symbol") is null ? 80 : 6, BinanceAccess.Signed, OpenOrders),
    ];

    /// <summary>All listed assets and whatever else is held; zero rows on demand left out.</summary>
    private static object Holdings(BinanceCall call)
    {
        var account = call.Account;
        var held = BinanceReceipts.ShownInSpot(account).ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal);
        var omitZero = call.Flag("omitZeroBalances");
        var rows = MarketCatalog.BinanceSpotMarkets.Select(market => market.Base)
            .Append(MarketCatalog.Usdt)
            .Concat(held.Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(asset => (Asset: asset, Balance: held.GetValueOrDefault(asset)))
            .Where(row => !omitZero || row.Balance.Total != 0m)
            .Select(row => new { asset = row.Asset, free = Fixed(row.Balance.Free), locked = Fixed(row.Balance.Held) })
            .ToList();
        return new
        {
            makerCommission = 10,
            takerCommission = 10,
            buyerCommission = 0,
            sellerCommission = 0,
            commissionRates = new { maker = "0.00100000", taker = "0.00100000", buyer = "0.00000000", seller = "0.00000000" },
            canTrade = true,
            canWithdraw = true,
            canDeposit = true,
            brokered = false,
            requireSelfTradePrevention = false,
            preventSor = false,
            updateTime = Ms(held.Values.Max(balance => balance.ChangedAt) ?? account.CreatedAt),
            accountType = "SPOT",
            balances = rows,
            permissions = new[] { "SPOT" },
            uid = account.Uid,
        };
    }

    /// <summary>No orders rest here: every fill is immediate.</summary>
    private static object OpenOrders(BinanceCall call)
    {
        _ = call.Symbols(spot: true);
        return Array.Empty<object>();
    }

    private static object Trades(BinanceCall call)
    {
        var market = call.Symbol(spot: true);
        var (start, end) = (call.Time("startTime"), call.Time("endTime"));
        var (fromId, orderId) = (call.Number("fromId"), call.Number("orderId"));
        var limit = call.Limit("limit", 500, 1000);
        if ((fromId is not null && (start is not null || end is not null)) || (fromId is not null && orderId is not null) || end < start)
        {
            throw BinanceRefusal.BadCombination();
        }

        BinanceWindow.RequireWithin(start, end, TimeSpan.FromHours(24), "24 hours");
        return Cut(call.Account.FillsIn(market.Id, spot: true), MarginMode.None, fromId, orderId, start, end, limit).Select(Row).ToList();
    }

    /// <param name="all">Of one market, oldest first.</param>
    public static IEnumerable<Fill> Cut(
        IReadOnlyList<Fill> all, MarginMode margin, long? fromId, long? orderId, DateTimeOffset? start, DateTimeOffset? end, int limit)
    {
        var first = FillIndex.First(all, fill => (fromId is null || fill.TradeId >= fromId) && (start is null || fill.At >= start));
        var rows = all.Skip(first).Where(fill => fill.Margin == margin && (orderId is null || fill.OrderId == orderId));
        return fromId is null ? BinanceWindow.Cut(rows, fill => fill.At, start, end, limit) : rows.Take(limit);
    }

    private static object Row(Fill fill) => new
    {
        symbol = fill.Market,
        id = fill.TradeId,
        orderId = fill.OrderId,
        orderListId = -1,
        price = Fixed(fill.Price),
        qty = Fixed(fill.Quantity),
        quoteQty = Fixed(fill.Quantity * fill.Price),
        commission = Fixed(fill.Fee),
        commissionAsset = fill.FeeAsset,
        time = Ms(fill.At),
        isBuyer = fill.IsBuy,
        isMaker = fill.Maker,
        isBestMatch = true,
    };
}
