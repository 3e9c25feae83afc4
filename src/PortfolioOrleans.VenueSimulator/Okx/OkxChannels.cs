using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>What each channel says: at once when subscribed, regularly or on change as time passes, and when something happens to the account.</summary>
internal static class OkxChannels
{
    /// <summary>Regular pushes of account and positions.</summary>
    private static readonly TimeSpan Regularly = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MarkAtLeastEvery = TimeSpan.FromSeconds(10);

    public static bool IsPrivate(string channel) =>
        channel is "account" or "positions" or "balance_and_position" or "orders" or "fills" or "deposit-info" or "withdrawal-info";

    public static bool Exists(OkxRoute route, OkxSubscription subscription) => (route, subscription.Channel) switch
    {
        (OkxRoute.Public, "tickers" or "mark-price") => MarketCatalog.FindOkx(subscription.InstId) is not null,
        (OkxRoute.Public, "funding-rate") => MarketCatalog.FindOkx(subscription.InstId) is { IsSpot: false },
        (OkxRoute.Public, "index-tickers") => subscription.InstId.Length > 0,
        (OkxRoute.Public, "instruments") => subscription.InstType is "SPOT" or "SWAP" or "MARGIN" or "FUTURES" or "OPTION",
        (OkxRoute.Public, "status") => true,
        (OkxRoute.Private, "account" or "balance_and_position" or "fills") => true,
        (OkxRoute.Private, "positions" or "orders") => subscription.InstType is "ANY" or "SPOT" or "SWAP" or "MARGIN" or "FUTURES" or "OPTION",
        (OkxRoute.Business, "deposit-info" or "withdrawal-info") => true,
        _ => false,
    };

    /// <summary>What there is to say as time passes; null: nothing.</summary>
    public static object? News(VenueContext context, OkxSubscription subscription, Account? account)
    {
        var since = context.Now - subscription.SpokeAt;
        switch (subscription.Channel)
        {
            case "tickers" when Listed(context, subscription) is { } market:
                return Changed(subscription, Plain(context.Last(market))) ? Push(context, subscription, OkxMarket.Ticker(context, market)) : null;
            case "mark-price" when Listed(context, subscription) is { } market:
                return Changed(subscription, Plain(context.Mark(market))) || since >= MarkAtLeastEvery
                    ? Push(context, subscription, OkxMarket.MarkPrice(context, market))
                    : null;
            case "index-tickers" when OkxMarket.IndexAt(context, subscription.InstId, context.Now) is { } index:
                return Changed(subscription, Plain(index)) ? Push(context, subscription, OkxMarket.IndexTicker(context, subscription.InstId)!) : null;
            case "funding-rate" when Listed(context, subscription) is { } market:
                return since >= TimeSpan.FromMinutes(1) ? Push(context, subscription, OkxMarket.FundingRate(context, market)) : null;
            case "instruments":
                var listed = MarketCatalog.OkxMarkets.Where(market => market.OkxType == subscription.InstType && context.Lists(market));
                return Changed(subscription, "all") ? Push(context, subscription, [.. listed.Select(OkxMarket.Instrument)]) : null;
            case "status":
                return Changed(subscription, $"{context.InMaintenance}") && context.InMaintenance
                    ? Push(context, subscription, [.. OkxMarket.Status(context)])
                    : null;
            case "account" when IsDue(subscription, since):
                return Snapshot(context, subscription, account!, [OkxRows.Account(context, account!)]);
            case "positions" when subscription.Said is null || (IsDue(subscription, since) && account!.Positions.Count > 0):
                return Snapshot(context, subscription, account!, Positions(context, subscription, account!));
            case "balance_and_position" when subscription.Said is null:
                return Event(context, subscription, account!, BalanceAndPosition(context, account!, "snapshot", null, null));
            default:
                return null;
        }
    }

    /// <summary>What a change of the account makes a channel say.</summary>
    public static IEnumerable<object> Events(VenueContext context, OkxSubscription subscription, AccountChange change)
    {
        var account = change.Account;
        var trading = change.Touched.Any(touch => touch.Wallet == Wallet.Trading);
        switch (subscription.Channel, change)
        {
            case ("account", _) when trading:
                yield return Update(context, subscription, account, [OkxRows.Account(context, account)]);
                break;
            case ("positions", Filled { Fill.Spot: false } filled) when Wants(subscription, filled.Market):
                yield return Update(context, subscription, account, [Row(context, filled)]);
                break;
            case ("positions", FundingPaid paid) when Wants(subscription, paid.Market):
                yield return Update(context, subscription, account, Positions(context, subscription, account));
                break;
            case ("balance_and_position", _) when trading:
                var reason = change switch
                {
                    Filled { Fill.Forced: ForcedTrade.Liquidation } => "liquidation",
                    Filled { Fill.Forced: ForcedTrade.AutoDeleveraging } => "adl",
                    Filled => "filled",
                    FundingPaid => "funding_fee",
                    Booked { Kind: MovementKind.Interest } => "interest_deduction",
                    _ => "transferred",
                };
                yield return Event(context, subscription, account, BalanceAndPosition(context, account, reason, change, change as Filled));
                break;
            case ("orders", Filled filled) when Wants(subscription, filled.Market):
                yield return Event(context, subscription, account, OkxOrderRow.Of(context, account, filled.Fill, filled: false));
                yield return Event(context, subscription, account, OkxOrderRow.Of(context, account, filled.Fill, filled: true));
                break;
            case ("fills", Filled filled) when subscription.InstId.Length == 0 || subscription.InstId == filled.Market.Id:
                yield return Event(context, subscription, account, Traded(filled.Fill));
                break;
            case ("deposit-info", FundsMoved { Move: { Incoming: true } move }):
                yield return Event(context, subscription, account, Pushed(context, account, OkxHistory.Deposit(move)));
                break;
            case ("withdrawal-info", FundsMoved { Move: { Incoming: false } move }):
                yield return Event(context, subscription, account, Pushed(context, account, OkxHistory.Withdrawal(move)));
                break;
        }
    }

    /// <summary>Quicker than orders, and says less: neither fee nor profit.</summary>
    private static object Traded(Fill fill) => new
    {
        instId = fill.Market,
        fillSz = Plain(fill.Quantity),
        fillPx = Plain(fill.Price),
        side = fill.IsBuy ? "buy" : "sell",
        ts = MsText(fill.At),
        ordId = $"{fill.OrderId}",
        tradeId = $"{fill.TradeId}",
        execType = fill.Maker ? "M" : "T",
        count = "1",
    };

    /// <summary>A deposit or withdrawal as REST lists it, and whose it is and when it was pushed.</summary>
    private static JsonObject Pushed(VenueContext context, Account account, object row)
    {
        var push = JsonSerializer.SerializeToNode(row)!.AsObject();
        push["pTime"] = MsText(context.VenueTime);
        push["subAcct"] = "";
        push["uid"] = $"{account.Uid}";
        return push;
    }

    /// <summary>A delisted instrument has no news.</summary>
    private static Market? Listed(VenueContext context, OkxSubscription subscription) =>
        MarketCatalog.FindOkx(subscription.InstId) is { } market && context.Lists(market) ? market : null;

    private static bool IsDue(OkxSubscription subscription, TimeSpan since) => subscription.Said is null || (!subscription.EventsOnly && since >= Regularly);

    private static bool Wants(OkxSubscription subscription, Market market) =>
        (subscription.InstType == "ANY" || subscription.InstType == market.OkxType) && (subscription.InstId.Length == 0 || subscription.InstId == market.Id);

    private static bool Changed(OkxSubscription subscription, string now)
    {
        var changed = subscription.Said != now;
        subscription.Said = now;
        return changed;
    }

    private static List<object> Positions(VenueContext context, OkxSubscription subscription, Account account) =>
        [.. OkxPosition.AllOf(context, account).Where(row => Wants(subscription, row.Market)).Select(row => OkxRows.Position(context, row))];

    /// <summary>A closed position comes once more, with size zero.</summary>
    private static object Row(VenueContext context, Filled filled) =>
        OkxRows.Position(context, OkxPosition.Of(context, filled.Account, filled.Position ?? Closed(filled)));

    private static Position Closed(Filled filled) => new(
        filled.Fill.Id, filled.Market.Id, filled.Fill.PositionSide, 0m, filled.Fill.Price, filled.Fill.RealizedPnl, filled.Fill.Fee, 0m, filled.Fill.TradeId,
        filled.At, filled.At);

    private static object BalanceAndPosition(VenueContext context, Account account, string eventType, AccountChange? change, Filled? filled)
    {
        var currencies = change is null
            ? account.BalancesIn(Wallet.Trading).Where(row => row.Value.Total != 0m).Select(row => row.Key)
            : change.Touched.Where(touch => touch.Wallet == Wallet.Trading).Select(touch => touch.Asset).Distinct(StringComparer.Ordinal);
        IEnumerable<Position> positions = change is null ? account.Positions
            : filled is { Fill.Spot: false } ? [filled.Position ?? Closed(filled)]
            : [];
        return new
        {
            pTime = MsText(context.VenueTime),
            eventType,
            balData = currencies.Select(ccy => new
            {
                ccy,
                cashBal = Plain(account.BalanceOf(Wallet.Trading, ccy).Total),
                uTime = MsText(change?.At ?? context.VenueTime),
            }).ToList(),
            posData = positions.Select(position => OkxPosition.Of(context, account, position)).Select(row => new
            {
                posId = $"{row.Position.Id}",
                tradeId = $"{row.Position.TradeId}",
                instId = row.Market.Id,
                instType = row.Market.OkxType,
                mgnMode = row.Isolated ? "isolated" : "cross",
                posSide = row.Side,
                pos = Plain(row.Shown),
                ccy = row.Market.Settle,
                posCcy = row.PositionCurrency,
                avgPx = Plain(row.Position.Entry),
                uTime = MsText(row.Position.UpdatedAt),
            }).ToList(),
            trades = filled is null ? Array.Empty<object>() : [new { instId = filled.Market.Id, tradeId = $"{filled.Fill.TradeId}" }],
        };
    }

    private static object Push(VenueContext context, OkxSubscription subscription, params object[] data)
    {
        subscription.SpokeAt = context.Now;
        return new { arg = subscription.Arg, data };
    }

    private static object Event(VenueContext context, OkxSubscription subscription, Account account, object row)
    {
        Spoke(context, subscription);
        return new { arg = Arg(subscription, account), data = new[] { row } };
    }

    private static object Snapshot(VenueContext context, OkxSubscription subscription, Account account, List<object> data)
    {
        Spoke(context, subscription);
        return new { arg = Arg(subscription, account), eventType = "snapshot", curPage = 1, lastPage = true, data };
    }

    private static object Update(VenueContext context, OkxSubscription subscription, Account account, List<object> data)
    {
        Spoke(context, subscription);
        return new { arg = Arg(subscription, account), eventType = "event_update", data };
    }

    private static void Spoke(VenueContext context, OkxSubscription subscription)
    {
        subscription.Said = "spoken";
        subscription.SpokeAt = context.Now;
    }

    /// <summary>Private pushes repeat the argument and add whose they are.</summary>
    private static Dictionary<string, object> Arg(OkxSubscription subscription, Account account)
    {
        var arg = subscription.Arg.EnumerateObject()
            .Where(member => member.Name != "extraParams")
            .ToDictionary(member => member.Name, member => (object)member.Value, StringComparer.Ordinal);
        arg["uid"] = $"{account.Uid}";
        return arg;
    }
}
