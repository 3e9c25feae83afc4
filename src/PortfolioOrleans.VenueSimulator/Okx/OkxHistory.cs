using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>What an account did: fills, bills, deposits, withdrawals. Newest first, paged by after and before.</summary>
internal static class OkxHistory
{
    private static readonly TimeSpan ThreeMonths = TimeSpan.FromDays(90);

    public static IReadOnlyList<OkxEndpoint> Endpoints { get; } =
    [
        OkxEndpoint.ForKeys("/api/v5/trade/fills", 60, 2, call => Fills(call, call.Type(), TimeSpan.FromDays(3))),
        OkxEndpoint.ForKeys("/api/v5/trade/fills-history", 10, 2, call => Fills(call, call.Type(required: true), ThreeMonths)),
        OkxEndpoint.ForKeys("/api/v5/account/bills", 5, 1, call => Bills(call, TimeSpan.FromDays(7))),
        OkxEndpoint.ForKeys("/api/v5/account/bills-archive", 5, 2, call => Bills(call, ThreeMonths)),
        OkxEndpoint.ForKeys("/api/v5/asset/bills", 6, 1, call => FundingBills(call, TimeSpan.FromDays(31))),
        OkxEndpoint.ForKeys("/api/v5/asset/bills-history", 1, 1, call => FundingBills(call, kept: null)),
        OkxEndpoint.ForKeys("/api/v5/asset/deposit-history", 6, 1, call => FundsMoves(call, incoming: true).Select(Deposit)),
        OkxEndpoint.ForKeys("/api/v5/asset/withdrawal-history", 6, 1, call => FundsMoves(call, incoming: false).Select(Withdrawal)),
    ];

    public static object Deposit(FundsMove move) => new
    {
        actualDepBlkConfirm = move.State == FundsState.Pending ? "0" : "2",
        amt = Plain(move.Amount),
        areaCodeFrom = "",
        ccy = move.Asset,
        chain = $"{move.Asset}-{move.Network}",
        depId = move.Id,
        from = "",
        fromWdId = "",
        state = DepositState(move),
        to = move.Address,
        ts = MsText(move.At),
        txId = move.TxId,
    };

    /// <summary>The fee comes on top of the amount.</summary>
    public static object Withdrawal(FundsMove move) => new
    {
        addrEx = (object?)null,
        amt = Plain(move.Amount),
        areaCodeFrom = "",
        areaCodeTo = "",
        ccy = move.Asset,
        chain = $"{move.Asset}-{move.Network}",
        clientId = "",
        fee = Plain(move.Fee),
        feeCcy = move.Asset,
        from = "",
        nonTradableAsset = false,
        note = "",
        state = WithdrawalState(move),
        to = move.Address,
        ts = MsText(move.At),
        txId = move.State == FundsState.Completed ? move.TxId : "",
        wdId = move.Id,
    };

    public static object Fill(Fill fill) => new
    {
        billId = $"{fill.Id}",
        clOrdId = "",
        execType = fill.Maker ? "M" : "T",
        fee = Plain(-fill.Fee),
        feeCcy = fill.FeeAsset,
        feeRate = "",
        fillFwdPx = "",
        fillIdxPx = "",
        fillMarkPx = "",
        fillMarkVol = "",
        fillPnl = Plain(fill.RealizedPnl),
        fillPx = Plain(fill.Price),
        fillPxUsd = "",
        fillPxVol = "",
        fillSz = Plain(fill.Quantity),
        fillTime = MsText(fill.At),
        instId = fill.Market,
        instType = TypeOf(fill),
        ordId = $"{fill.OrderId}",
        posSide = SideOf(fill),
        side = fill.IsBuy ? "buy" : "sell",
        subType = SubType(fill, fill.IsBuy),
        tag = "",
        tradeId = $"{fill.TradeId}",
        ts = MsText(fill.At),
    };

    public static string TypeOf(Fill fill) => MarketCatalog.Find(SimulatedVenue.Okx, fill.Spot, fill.Market)!.OkxType;

    public static string SideOf(Fill fill) => fill.PositionSide switch
    {
        PositionSide.Long => "long",
        PositionSide.Short => "short",
        _ => "net",
    };

    private static IEnumerable<object> Fills(OkxCall call, string? type, TimeSpan kept)
    {
        var (instId, ordId) = (call.Text("instId"), call.Text("ordId"));
        var since = call.Context.VenueTime - kept;
        var first = FillIndex.First(call.Account.Fills, fill => fill.At >= since);
        var rows = call.Account.Fills.Skip(first).Where(fill => (type is null || type == TypeOf(fill))
            && (instId is null || fill.Market == instId) && (ordId is null || $"{fill.OrderId}" == ordId));
        return call.Page(rows, fill => fill.Id, fill => fill.At).Select(Fill);
    }

    private static IEnumerable<object> Bills(OkxCall call, TimeSpan kept)
    {
        var (instType, ccy, type, subType) = (call.Type(), call.Text("ccy"), call.Text("type"), call.Text("subType"));
        var since = call.Context.VenueTime - kept;
        var fills = call.Account.Fills.Skip(FillIndex.First(call.Account.Fills, fill => fill.At >= since)).ToDictionary(fill => fill.TradeId);
        var rows = call.Account.Movements
            .Where(movement => movement.Wallet == Wallet.Trading && movement.At >= since && (ccy is null || movement.Asset == ccy))
            .Select(movement => OkxBill.Of(movement, fills.GetValueOrDefault(movement.TradeId)))
            .Where(bill => (instType is null || bill.InstType == instType) && (type is null || bill.Type == type) && (subType is null || bill.SubType == subType));
        return call.Page(rows, bill => bill.Movement.Id, bill => bill.Movement.At).Select(bill => bill.Row);
    }

    /// <param name="kept">Null: everything since the beginning.</param>
    private static IEnumerable<object> FundingBills(OkxCall call, TimeSpan? kept)
    {
        var (ccy, type) = (call.Text("ccy"), call.Text("type"));
        var since = call.Context.VenueTime - kept ?? DateTimeOffset.MinValue;
        var byId = (call.Text("pagingType") ?? "1") switch { "1" => false, "2" => true, _ => throw OkxRefusal.Wrong("pagingType") };
        var rows = call.Account.Movements
            .Where(movement => movement.Wallet == Wallet.Funding && movement.At >= since && (ccy is null || movement.Asset == ccy))
            .Where(movement => type is null || type == FundingBillType(movement));
        return call.Page(rows, movement => byId ? movement.Id : Ms(movement.At), movement => movement.At).Select(movement => new
        {
            billId = $"{movement.Id}",
            ccy = movement.Asset,
            clientId = "",
            balChg = Plain(movement.Change),
            bal = Plain(movement.BalanceAfter),
            type = FundingBillType(movement),
            notes = "",
            ts = MsText(movement.At),
        });
    }

    private static string FundingBillType(Movement movement) => movement.Kind switch
    {
        MovementKind.Deposit => "1",
        MovementKind.Withdrawal => "2",
        MovementKind.TransferIn => "130",
        MovementKind.TransferOut => "131",
        MovementKind.Subscribe => "75",
        MovementKind.Redeem => "76",
        _ => "48",
    };

    private static IEnumerable<FundsMove> FundsMoves(OkxCall call, bool incoming)
    {
        var (ccy, state, txId) = (call.Text("ccy"), call.Text("state"), call.Text("txId"));
        var id = call.Text(incoming ? "depId" : "wdId");
        var rows = call.Account.FundsMoves.Where(move => move.Incoming == incoming
            && (ccy is null || move.Asset == ccy) && (txId is null || move.TxId == txId) && (id is null || move.Id == id)
            && (state is null || state == (incoming ? DepositState(move) : WithdrawalState(move))));
        return call.Page(rows, move => Ms(move.At), move => move.At);
    }

    private static string DepositState(FundsMove move) => move.State switch { FundsState.Completed => "2", FundsState.Pending => "0", _ => "12" };

    private static string WithdrawalState(FundsMove move) => move.State switch { FundsState.Completed => "2", FundsState.Pending => "0", _ => "-1" };

    /// <summary>1 and 2 are bought and sold, seen from a spot bill's currency; 3 to 6 open and close long and short.</summary>
    public static string SubType(Fill fill, bool received) => (fill.Forced, fill.Spot, fill.Closing, fill.IsBuy) switch
    {
        (ForcedTrade.Liquidation, _, _, var buy) => buy ? "105" : "104",
        (ForcedTrade.AutoDeleveraging, _, _, var buy) => buy ? "126" : "125",
        (_, true, _, _) => received ? "1" : "2",
        (_, false, false, true) => "3",
        (_, false, false, false) => "4",
        (_, false, true, false) => "5",
        (_, false, true, true) => "6",
    };
}
