using PortfolioOrleans.Exchanges.Binance.Histories;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>User data as the streams write it: one letter a member, most times.</summary>
internal static class BinanceUserEvents
{
    /// <summary>How the venue names orders of its own making.</summary>
    private static readonly string[] ForcedOrders = ["autoclose-", "adl_autoclose", "settlement_autoclose-", "delivery_autoclose-"];

    public static BinanceUserMessage Read(WireNode root)
    {
        var message = BinanceFrame.Unwrap(root).Object();
        var name = message.Text("e");
        if (name is null)
        {
            return new BinanceUserMessage.Other(default, null);
        }

        var at = message.Time("E") ?? default;
        return name switch
        {
            "outboundAccountPosition" => new BinanceUserMessage.SpotBalances(
                at,
                message.Time("u") ?? at,
                message.RequiredRows("B", row => new WalletAsset(row.Asset("a"), row.RequiredAmount("f"), row.RequiredAmount("l"), 0m, 0m))),
            "balanceUpdate" => new BinanceUserMessage.BalanceMoved(at, message.Asset("a"), message.RequiredNumber("d"), message.Time("T")),
            "externalLockUpdate" => new BinanceUserMessage.LockMoved(at, message.Asset("a"), message.RequiredNumber("d")),
            "executionReport" => ReadSpotOrder(message, at),
            "ORDER_TRADE_UPDATE" => ReadFuturesOrder(message.Inner("o") ?? throw new WireException("o", "is missing"), at, message.Time("T") ?? at),
            "ACCOUNT_UPDATE" => ReadFutures(message.Inner("a") ?? throw new WireException("a", "is missing"), at, message.Time("T") ?? at),
            "ACCOUNT_CONFIG_UPDATE" => new BinanceUserMessage.Setting(
                at, message.Inner("ac")?.Instrument("s"), message.Inner("ac")?.Number("l"), message.Inner("ai")?.Flag("j")),
            "MARGIN_CALL" => new BinanceUserMessage.MarginCall(at, message.Rows("p", row => ReadPosition(row, at))),
            "eventStreamTerminated" => new BinanceUserMessage.Ended(at, "the venue has ended this account's stream"),
            "listenKeyExpired" => new BinanceUserMessage.Ended(at, "the listen key has expired"),
            "serverShutdown" => new BinanceUserMessage.ShuttingDown(at),
            _ => new BinanceUserMessage.Other(at, name),
        };
    }

    /// <summary>A fill has an execution type of TRADE; a trade that was prevented has quantities, too, and is none.</summary>
    private static BinanceUserMessage.Order ReadSpotOrder(WireNode order, DateTimeOffset at)
    {
        var instrument = order.Instrument("s");
        var isBuy = order.Text("S") == "BUY";
        var quantity = order.Number("l") ?? 0m;
        var fill = order.Text("x") == "TRADE" && quantity > 0m
            ? new FillRow(
                instrument, order.Count("t"), order.Text("i"), isBuy, order.Amount("L"), quantity, order.Price("Y"), order.Number("n"),
                order.Text("N") is null ? null : order.Asset("N"), order.Time("T") ?? at, order.Flag("m"))
            : null;
        return new BinanceUserMessage.Order(
            at, instrument, order.Text("i"), order.Text("c"), isBuy, null, order.Text("X"), order.Number("p"), order.Number("q"), order.Number("z"), fill);
    }

    /// <summary>CALCULATED is a fill as well: a liquidation, a deleveraging, a settlement.</summary>
    private static BinanceUserMessage.Order ReadFuturesOrder(WireNode order, DateTimeOffset at, DateTimeOffset happenedAt)
    {
        var instrument = order.Instrument("s");
        var isBuy = order.Text("S") == "BUY";
        var quantity = order.Number("l") ?? 0m;
        var (execution, status, client) = (order.Text("x"), order.Text("X"), order.Text("c") ?? "");
        var isForced = execution == "CALCULATED" || status is "NEW_INSURANCE" or "NEW_ADL"
            || ForcedOrders.Any(prefix => client.StartsWith(prefix, StringComparison.Ordinal));
        var fill = execution is "TRADE" or "CALCULATED" && quantity > 0m
            ? new FillRow(
                instrument, order.Text("t") is null ? 0L : order.Count("t"), order.Text("i"), isBuy, order.Amount("L"), quantity, null, order.Number("n"),
                order.Text("N") is null ? null : order.Asset("N"), order.Time("T") ?? happenedAt, order.Flag("m"), order.Number("rp"), order.Text("ps"),
                order.Text("ma") is null ? null : order.Asset("ma"), IsForced: isForced)
            : null;
        return new BinanceUserMessage.Order(
            at, instrument, order.Text("i"), order.Text("c"), isBuy, order.Text("ps"), status, order.Number("p"), order.Number("q"), order.Number("z"), fill);
    }

    private static BinanceUserMessage.Futures ReadFutures(WireNode account, DateTimeOffset at, DateTimeOffset happenedAt) => new(
        at,
        happenedAt,
        account.Text("m"),
        account.Rows("B", row => new FuturesBalanceRow(row.Asset("a"), row.RequiredNumber("wb"), row.Number("cw"), row.Number("bc"))),
        account.Rows("P", row => ReadPosition(row, happenedAt)));

    private static PositionRow ReadPosition(WireNode row, DateTimeOffset at) => new(
        row.Instrument("s"),
        row.RequiredNumber("pa"),
        row.Text("ps"),
        row.Price("ep"),
        row.Price("mp"),
        row.Figure("up"),
        null,
        null,
        null,
        BinancePositions.ModeOf(row.Text("mt")),
        row.Text("ma") is null ? null : row.Asset("ma"),
        at);
}
