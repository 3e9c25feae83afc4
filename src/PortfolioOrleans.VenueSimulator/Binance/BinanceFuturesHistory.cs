using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/fapi: fills and income.</summary>
internal static class BinanceFuturesHistory
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Income older than this is gone.</summary>
    private static readonly TimeSpan IncomeKept = TimeSpan.FromDays(90);

    /// <summary>Fills older than this are gone.</summary>
    private static readonly TimeSpan FillsKept = TimeSpan.FromDays(180);

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        BinanceFuturesAccount.Signed("/fapi/v1/userTrades", 5, Trades),
        BinanceFuturesAccount.Signed("/fapi/v1/income", 30, Income),
    ];

    private static object Trades(BinanceCall call)
    {
        var market = call.Symbol(spot: false);
        var (start, end) = (call.Time("startTime"), call.Time("endTime"));
        var (fromId, orderId, limit) = (call.Number("fromId"), call.Number("orderId"), call.Limit("limit", 500, 1000));
        if (fromId is not null && (start is not null || end is not null))
        {
            throw BinanceRefusal.BadCombination();
        }

        BinanceWindow.RequireWithin(start, end, Week, "7 days");
        var rows = call.Account.Fills.Where(fill =>
            !fill.Spot && fill.Market == market.Id && fill.At >= call.Context.VenueTime - FillsKept && (orderId is null || fill.OrderId == orderId));
        if (fromId is { } from)
        {
            return rows.Where(fill => fill.TradeId >= from).Take(limit).Select(Row).ToList();
        }

        var (since, until) = (start ?? (end ?? call.Context.VenueTime) - Week, end ?? start + Week);
        return BinanceWindow.Cut(rows.Where(fill => fill.At >= since), fill => fill.At, start, until, limit).Select(Row).ToList();
    }

    private static object Row(Fill fill) => new
    {
        symbol = fill.Market,
        id = fill.TradeId,
        orderId = fill.OrderId,
        side = fill.IsBuy ? "BUY" : "SELL",
        price = Plain(fill.Price),
        qty = Plain(fill.Quantity),
        realizedPnl = Fixed(fill.RealizedPnl),
        quoteQty = Plain(fill.Quantity * fill.Price),
        commission = Fixed(fill.Fee),
        commissionAsset = fill.FeeAsset,
        time = Ms(fill.At),
        positionSide = fill.PositionSide switch { PositionSide.Long => "LONG", PositionSide.Short => "SHORT", _ => "BOTH" },
        buyer = fill.IsBuy,
        maker = fill.Maker,
    };

    /// <summary>One movement can be two kinds of income; both rows then carry the same tranId, which is unique for each kind only.</summary>
    private static object Income(BinanceCall call)
    {
        var (type, symbol) = (call.Text("incomeType"), call.Text("symbol"));
        var now = call.Context.VenueTime;
        var start = call.Time("startTime");
        var end = call.Time("endTime");
        var (page, limit) = (call.Limit("page", 1, int.MaxValue), call.Limit("limit", 100, 1000));
        var from = start ?? (end ?? now) - Week;
        return call.Account.Movements
            .Where(movement => movement.Wallet == Wallet.Futures && movement.At >= now - IncomeKept)
            .Where(movement => movement.At >= from && (end is null || movement.At <= end))
            .SelectMany(Rows)
            .Where(row => (type is null || row.Type == type) && (symbol is null || row.Movement.Market == symbol))
            .Skip((int)Math.Min(((long)page - 1) * limit, int.MaxValue))
            .Take(limit)
            .Select(row => new
            {
                symbol = row.Movement.Market ?? "",
                incomeType = row.Type,
                income = Fixed(row.Amount),
                asset = row.Movement.Asset,
                info = row.Type,
                time = Ms(row.Movement.At),
                tranId = row.Movement.Id,
                tradeId = row.Movement.TradeId == 0 ? "" : $"{row.Movement.TradeId}",
            })
            .ToList();
    }

    private static IEnumerable<(Movement Movement, string Type, decimal Amount)> Rows(Movement movement)
    {
        switch (movement.Kind)
        {
            case MovementKind.Trade:
                if (movement.Pnl != 0m)
                {
                    yield return (movement, "REALIZED_PNL", movement.Pnl);
                }

                if (movement.Fee != 0m)
                {
                    yield return (movement, "COMMISSION", -movement.Fee);
                }

                break;
            case MovementKind.Funding:
                yield return (movement, "FUNDING_FEE", movement.Change);
                break;
            default:
                yield return (movement, "TRANSFER", movement.Change);
                break;
        }
    }
}
