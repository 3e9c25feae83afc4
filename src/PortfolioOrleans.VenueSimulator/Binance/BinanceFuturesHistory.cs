using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Fills and income of USD-M and COIN-M.</summary>
internal static class BinanceFuturesHistory
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Income older than this is gone.</summary>
    public static readonly TimeSpan IncomeKept = TimeSpan.FromDays(90);

    /// <summary>Fills older than this are gone.</summary>
    public static readonly TimeSpan FillsKept = TimeSpan.FromDays(180);

    /// <param name="markets">One, or the contracts of one pair.</param>
    public static object Trades(BinanceCall call, IReadOnlyList<Market> markets)
    {
        var (start, end) = (call.Time("startTime"), call.Time("endTime"));
        var (fromId, orderId, limit) = (call.Number("fromId"), call.Number("orderId"), call.Limit("limit", 500, 1000));
        if (fromId is not null && (start is not null || end is not null))
        {
            throw BinanceRefusal.BadCombination();
        }

        BinanceWindow.RequireWithin(start, end, Week, "7 days");
        var kept = call.Context.VenueTime - FillsKept;
        var all = markets.Count == 1
            ? call.Account.FillsIn(markets[0].Id, spot: false)
            : [.. markets.SelectMany(market => call.Account.FillsIn(market.Id, spot: false)).OrderBy(fill => fill.Id)];
        var first = FillIndex.First(all, fill => fill.At >= kept && (fromId is null || fill.TradeId >= fromId));
        var rows = all.Skip(first).Where(fill => orderId is null || fill.OrderId == orderId);
        if (fromId is not null)
        {
            return rows.Take(limit).Select(fill => Row(fill, markets)).ToList();
        }

        var (since, until) = (start ?? (end ?? call.Context.VenueTime) - Week, end ?? start + Week);
        return BinanceWindow.Cut(rows.Where(fill => fill.At >= since), fill => fill.At, start, until, limit).Select(fill => Row(fill, markets)).ToList();
    }

    private static object Row(Fill fill, IReadOnlyList<Market> markets)
    {
        var market = markets.First(one => one.Id == fill.Market);
        var side = fill.IsBuy ? "BUY" : "SELL";
        var positionSide = fill.PositionSide switch { PositionSide.Long => "LONG", PositionSide.Short => "SHORT", _ => "BOTH" };
        return market.Kind == MarketKind.Inverse
            ? new
            {
                symbol = fill.Market,
                id = fill.TradeId,
                orderId = fill.OrderId,
                pair = BinanceCoinMarket.Pair(market),
                side,
                price = Plain(fill.Price),
                qty = Plain(fill.Quantity),
                realizedPnl = Fixed(fill.RealizedPnl),
                marginAsset = market.Settle,
                baseQty = Fixed(PositionMath.Notional(market, fill.Quantity, fill.Price)),
                commission = Fixed(fill.Fee),
                commissionAsset = fill.FeeAsset,
                time = Ms(fill.At),
                positionSide,
                buyer = fill.IsBuy,
                maker = fill.Maker,
            }
            : new
            {
                symbol = fill.Market,
                id = fill.TradeId,
                orderId = fill.OrderId,
                side,
                price = Plain(fill.Price),
                qty = Plain(fill.Quantity),
                realizedPnl = Fixed(fill.RealizedPnl),
                quoteQty = Plain(fill.Quantity * fill.Price),
                commission = Fixed(fill.Fee),
                commissionAsset = fill.FeeAsset,
                time = Ms(fill.At),
                positionSide,
                buyer = fill.IsBuy,
                maker = fill.Maker,
            };
    }

    /// <summary>One movement can be two kinds of income; both rows then carry the same tranId, which is unique for each kind only.</summary>
    /// <param name="wallet">USD-M writes the tranId as a number, COIN-M as a text.</param>
    public static object Income(BinanceCall call, Wallet wallet)
    {
        var (type, symbol) = (call.Text("incomeType"), call.Text("symbol"));
        var now = call.Context.VenueTime;
        var start = call.Time("startTime");
        var end = call.Time("endTime");
        var (page, limit) = (call.Limit("page", 1, int.MaxValue), call.Limit("limit", 100, 1000));
        if (end < start)
        {
            throw BinanceRefusal.Invalid("startTime");
        }

        var from = start ?? (end ?? now) - Week;
        return call.Account.Movements
            .Where(movement => movement.Wallet == wallet && movement.At >= now - IncomeKept)
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
                tranId = wallet == Wallet.Futures ? row.Movement.Id : (object)$"{row.Movement.Id}",
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
