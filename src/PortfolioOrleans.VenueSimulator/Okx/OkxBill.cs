using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>One row of the trading account's bills. The balance change is net of the fee, which is stated beside it with its sign.</summary>
internal sealed record OkxBill(Movement Movement, Fill? Fill, string Type, string SubType)
{
    /// <param name="fill">The trade behind the movement; null outside trading.</param>
    public static OkxBill Of(Movement movement, Fill? fill) => movement.Kind switch
    {
        MovementKind.Trade => new OkxBill(
            movement, fill, fill!.Forced switch { ForcedTrade.Liquidation => "5", ForcedTrade.AutoDeleveraging => "9", _ => "2" },
            OkxHistory.SubType(fill, movement.Change > 0m)),
        MovementKind.Convert => new OkxBill(movement, null, "27", movement.Change > 0m ? "318" : "319"),
        MovementKind.Dust => new OkxBill(movement, null, "28", movement.Change > 0m ? "236" : "237"),
        MovementKind.Interest => new OkxBill(movement, null, "7", "9"),
        MovementKind.PositionMargin => new OkxBill(movement, null, "6", movement.Change < 0m ? "160" : "161"),
        MovementKind.Funding => new OkxBill(movement, null, "8", movement.Change < 0m ? "173" : "174"),
        MovementKind.TransferIn => new OkxBill(movement, null, "1", "11"),
        _ => new OkxBill(movement, null, "1", "12"),
    };

    public string InstType => Movement.Market is not { } market ? ""
        : Fill is { } fill ? OkxHistory.TypeOf(fill)
        : MarketCatalog.Find(SimulatedVenue.Okx, spot: false, market)?.OkxType ?? "SPOT";

    public object Row => new
    {
        bal = Plain(Movement.BalanceAfter),
        balChg = Plain(Movement.Change),
        billId = $"{Movement.Id}",
        ccy = Movement.Asset,
        clOrdId = "",
        execType = Fill is null ? "" : Fill.Maker ? "M" : "T",
        fee = Plain(-Movement.Fee),
        fillFwdPx = "",
        fillIdxPx = "",
        fillMarkPx = "",
        fillMarkVol = "",
        fillPxUsd = "",
        fillPxVol = "",
        fillTime = Fill is null ? "" : MsText(Fill.At),
        from = Type != "1" ? "" : SubType == "11" ? "6" : "18",
        instId = Movement.Market ?? "",
        instType = InstType,
        interest = Movement.Kind == MovementKind.Interest ? Plain(Movement.Change) : "0",
        mgnMode = InstType switch { "" => "", "SPOT" => "cash", "MARGIN" => "isolated", _ => "cross" },
        notes = "",
        ordId = Fill is null ? "" : $"{Fill.OrderId}",
        pnl = Plain(Movement.Pnl),
        posBal = "0",
        posBalChg = "0",
        px = Fill is null ? "" : Plain(Fill.Price),
        subType = SubType,
        sz = Plain(Fill?.Spot == false ? Fill.Quantity : Math.Abs(Movement.Change + Movement.Fee)),
        tag = "",
        to = Type != "1" ? "" : SubType == "11" ? "18" : "6",
        tradeId = Movement.TradeId == 0 ? "" : $"{Movement.TradeId}",
        ts = MsText(Movement.At),
        type = Type,
    };
}
