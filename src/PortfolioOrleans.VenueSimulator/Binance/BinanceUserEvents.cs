using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>What the user data streams say about a change, in the order they say it.</summary>
internal static class BinanceUserEvents
{
    public static IEnumerable<object> Spot(VenueContext context, AccountChange change)
    {
        var touched = change.Touched
            .Where(touch => touch.Wallet is Wallet.Spot or Wallet.EarnFlexible)
            .Select(touch => touch.Wallet == Wallet.Spot ? touch : touch with { Asset = BinanceReceipts.Of(touch.Asset) })
            .ToList();
        if (change is Filled { Fill: { Spot: true, Margin: MarginMode.None } fill })
        {
            yield return ExecutionReport(context, fill, traded: false);
            yield return ExecutionReport(context, fill, traded: true);
        }

        if (touched.Count > 0)
        {
            yield return new Fields
            {
                ["e"] = "outboundAccountPosition",
                ["E"] = context.VenueMs,
                ["u"] = Ms(change.At),
                ["B"] = touched.Select(touch => touch.Asset).Distinct(StringComparer.Ordinal).Select(asset =>
                {
                    var balance = BinanceReceipts.ShownInSpot(change.Account).FirstOrDefault(row => row.Key == asset).Value;
                    return new { a = asset, f = Fixed(balance.Free), l = Fixed(balance.Held) };
                }).ToList(),
            };
        }

        if (change is FundsMoved or Transferred or Booked)
        {
            foreach (var touch in touched.Where(touch => touch.Delta != 0m))
            {
                yield return new Fields { ["e"] = "balanceUpdate", ["E"] = context.VenueMs, ["a"] = touch.Asset, ["d"] = Fixed(touch.Delta), ["T"] = Ms(change.At) };
            }
        }
    }

    /// <summary>Cross margin as spot events, USD-M and COIN-M as theirs, marked with whose they are.</summary>
    public static IEnumerable<object> PortfolioMargin(VenueContext context, AccountChange change)
    {
        foreach (var (wallet, mark) in new[] { (Wallet.Futures, "UM"), (Wallet.CoinFutures, "CM") })
        {
            foreach (Fields message in Futures(context, change, wallet))
            {
                message["fs"] = mark;
                yield return message;
            }
        }

        if (change is Filled { Fill: { Spot: true, Margin: MarginMode.Cross } fill })
        {
            yield return ExecutionReport(context, fill, traded: false);
            yield return ExecutionReport(context, fill, traded: true);
        }

        var touched = change.Touched.Where(touch => touch.Wallet == Wallet.Margin).Select(touch => touch.Asset).Distinct(StringComparer.Ordinal).ToList();
        if (touched.Count > 0)
        {
            yield return new Fields
            {
                ["e"] = "outboundAccountPosition",
                ["E"] = context.VenueMs,
                ["u"] = Ms(change.At),
                ["B"] = touched.Select(asset =>
                {
                    var balance = change.Account.BalanceOf(Wallet.Margin, asset);
                    return new { a = asset, f = Fixed(balance.Free), l = Fixed(balance.Held) };
                }).ToList(),
            };
        }
    }

    /// <param name="wallet">USD-M or COIN-M.</param>
    public static IEnumerable<object> Futures(VenueContext context, AccountChange change, Wallet wallet)
    {
        if (change is LeverageChanged leverage && Trading.TradingWallet(leverage.Market) == wallet)
        {
            yield return new Fields
            {
                ["e"] = "ACCOUNT_CONFIG_UPDATE",
                ["E"] = context.VenueMs,
                ["T"] = Ms(change.At),
                ["ac"] = new { s = leverage.Market.Id, l = leverage.Setting.Leverage },
            };
        }

        if (change is MultiAssetsChanged && wallet == Wallet.Futures)
        {
            yield return new Fields
            {
                ["e"] = "ACCOUNT_CONFIG_UPDATE",
                ["E"] = context.VenueMs,
                ["T"] = Ms(change.At),
                ["ai"] = new { j = change.Account.MultiAssets },
            };
        }

        var filled = change is Filled { Fill.Spot: false } contract && Trading.TradingWallet(contract.Market) == wallet ? contract : null;
        if (filled is { Fill: var fill })
        {
            yield return OrderUpdate(context, fill, traded: false);
            yield return new Fields
            {
                ["e"] = "TRADE_LITE",
                ["E"] = context.VenueMs,
                ["T"] = Ms(fill.At),
                ["s"] = fill.Market,
                ["q"] = Plain(fill.Quantity),
                ["p"] = "0",
                ["m"] = fill.Maker,
                ["c"] = $"sim-{fill.OrderId}",
                ["S"] = Side(fill),
                ["L"] = Plain(fill.Price),
                ["l"] = Plain(fill.Quantity),
                ["t"] = fill.TradeId,
                ["i"] = fill.OrderId,
            };
        }

        var touched = change.Touched.Where(touch => touch.Wallet == wallet).ToList();
        if (touched.Count > 0)
        {
            yield return AccountUpdate(context, change, touched, wallet);
        }

        if (filled is { Fill: var traded })
        {
            yield return OrderUpdate(context, traded, traded: true);
        }
    }

    private static Fields AccountUpdate(VenueContext context, AccountChange change, List<Touch> touched, Wallet wallet)
    {
        var assets = MarginAsset.AllOf(change.Account, MarginPosition.AllOf(context, change.Account, wallet), wallet);
        var reason = change switch
        {
            Filled => "ORDER",
            FundingPaid => "FUNDING_FEE",
            Transferred transferred when transferred.Transfer.To == wallet => "DEPOSIT",
            _ => "WITHDRAW",
        };
        return new Fields
        {
            ["e"] = "ACCOUNT_UPDATE",
            ["E"] = context.VenueMs,
            ["T"] = Ms(change.At),
            ["a"] = new
            {
                m = reason,
                B = touched.GroupBy(touch => touch.Asset, StringComparer.Ordinal).Select(group =>
                {
                    var row = assets.Find(asset => asset.Asset == group.Key)!;
                    var moved = change is Filled ? 0m : group.Sum(touch => touch.Delta); // Profit and fees are not counted as moved.
                    return new { a = row.Asset, wb = Fixed(row.Wallet), cw = Fixed(row.CrossWallet), bc = Fixed(moved) };
                }).ToList(),
                P = change is Filled filled ? [PositionRow(context, filled)] : Array.Empty<object>(),
            },
        };
    }

    /// <summary>A closed position comes once more, with amount zero.</summary>
    private static object PositionRow(VenueContext context, Filled filled)
    {
        var setting = filled.Account.LeverageOf(filled.Market.Id);
        var row = filled.Position is { } open ? MarginPosition.Of(context, filled.Account, open) : null;
        return new
        {
            s = filled.Market.Id,
            pa = Plain(row?.Position.Size ?? 0m),
            ep = Plain(row?.Position.Entry ?? 0m),
            bep = Plain(row?.BreakEven ?? 0m),
            cr = Plain(filled.Fill.RealizedPnl + (filled.Position?.RealizedPnl ?? 0m)),
            up = Fixed(row?.Unrealized ?? 0m),
            mt = setting.Isolated ? "isolated" : "cross",
            iw = Fixed(row?.IsolatedWallet ?? 0m),
            ps = PositionSideOf(filled.Fill),
        };
    }

    /// <param name="traded">False: the order as it was accepted; true: its one and only fill.</param>
    private static Fields OrderUpdate(VenueContext context, Fill fill, bool traded) => new Fields
    {
        ["e"] = "ORDER_TRADE_UPDATE",
        ["E"] = context.VenueMs,
        ["T"] = Ms(fill.At),
        ["o"] = new Fields
        {
            ["s"] = fill.Market,
            ["c"] = ClientId(fill),
            ["S"] = Side(fill),
            ["o"] = fill.Forced == ForcedTrade.No ? "MARKET" : "LIQUIDATION",
            ["f"] = "GTC",
            ["q"] = Plain(fill.Quantity),
            ["p"] = "0",
            ["ap"] = traded ? Plain(fill.Price) : "0",
            ["sp"] = "0",
            ["x"] = !traded ? "NEW" : fill.Forced == ForcedTrade.No ? "TRADE" : "CALCULATED",
            ["X"] = traded ? "FILLED" : fill.Forced switch { ForcedTrade.Liquidation => "NEW_INSURANCE", ForcedTrade.AutoDeleveraging => "NEW_ADL", _ => "NEW" },
            ["i"] = fill.OrderId,
            ["l"] = traded ? Plain(fill.Quantity) : "0",
            ["z"] = traded ? Plain(fill.Quantity) : "0",
            ["L"] = traded ? Plain(fill.Price) : "0",
            ["n"] = traded ? Plain(fill.Fee) : "0",
            ["N"] = fill.FeeAsset,
            ["T"] = Ms(fill.At),
            ["t"] = traded ? fill.TradeId : 0,
            ["b"] = "0",
            ["a"] = "0",
            ["m"] = traded && fill.Maker,
            ["R"] = false,
            ["wt"] = "CONTRACT_PRICE",
            ["ot"] = "MARKET",
            ["ps"] = PositionSideOf(fill),
            ["cp"] = false,
            ["rp"] = traded ? Plain(fill.RealizedPnl) : "0",
            ["pP"] = false,
            ["si"] = 0,
            ["ss"] = 0,
            ["V"] = "EXPIRE_MAKER",
            ["pm"] = "NONE",
            ["gtd"] = 0,
        },
    };

    private static object ExecutionReport(VenueContext context, Fill fill, bool traded) => new Fields
    {
        ["e"] = "executionReport",
        ["E"] = context.VenueMs,
        ["s"] = fill.Market,
        ["c"] = $"sim-{fill.OrderId}",
        ["S"] = Side(fill),
        ["o"] = "MARKET",
        ["f"] = "GTC",
        ["q"] = Fixed(fill.Quantity),
        ["p"] = Fixed(0m),
        ["P"] = Fixed(0m),
        ["F"] = Fixed(0m),
        ["g"] = -1,
        ["C"] = "",
        ["x"] = traded ? "TRADE" : "NEW",
        ["X"] = traded ? "FILLED" : "NEW",
        ["r"] = "NONE",
        ["i"] = fill.OrderId,
        ["l"] = Fixed(traded ? fill.Quantity : 0m),
        ["z"] = Fixed(traded ? fill.Quantity : 0m),
        ["L"] = Fixed(traded ? fill.Price : 0m),
        ["n"] = traded ? Fixed(fill.Fee) : "0",
        ["N"] = traded ? fill.FeeAsset : null,
        ["T"] = Ms(fill.At),
        ["t"] = traded ? fill.TradeId : -1,
        ["I"] = fill.OrderId,
        ["w"] = !traded,
        ["m"] = traded && fill.Maker,
        ["M"] = traded,
        ["O"] = Ms(fill.At),
        ["Z"] = Fixed(traded ? fill.Quantity * fill.Price : 0m),
        ["Y"] = Fixed(traded ? fill.Quantity * fill.Price : 0m),
        ["Q"] = Fixed(0m),
        ["W"] = Ms(fill.At),
        ["V"] = "EXPIRE_MAKER",
    };

    /// <summary>Trades that the venue made itself carry names of its own.</summary>
    private static string ClientId(Fill fill) => fill.Forced switch
    {
        ForcedTrade.Liquidation => $"autoclose-{fill.OrderId}",
        ForcedTrade.AutoDeleveraging => "adl_autoclose",
        _ => $"sim-{fill.OrderId}",
    };

    private static string Side(Fill fill) => fill.IsBuy ? "BUY" : "SELL";

    private static string PositionSideOf(Fill fill) => fill.PositionSide switch { PositionSide.Long => "LONG", PositionSide.Short => "SHORT", _ => "BOTH" };
}
