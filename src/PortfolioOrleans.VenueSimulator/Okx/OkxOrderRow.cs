using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>A row of the orders channel: a market order comes twice, as accepted and as filled.</summary>
internal static class OkxOrderRow
{
    /// <param name="filled">False: accepted, nothing traded yet; the trade fields are empty then.</param>
    public static object Of(VenueContext context, Account account, Fill fill, bool filled)
    {
        var market = MarketCatalog.Find(SimulatedVenue.Okx, fill.Spot, fill.Market)!;
        var (size, price) = filled ? (Plain(fill.Quantity), Plain(fill.Price)) : ("0", "");
        var worth = fill.Quantity * market.ContractSize * market.Kind switch
        {
            MarketKind.Inverse => 1m,
            MarketKind.Option => OkxMarket.IndexAt(context, $"{market.Base}-USD", context.Now) ?? 0m,
            _ => fill.Price * context.Prices.UsdtInUsd(SimulatedVenue.Okx, context.Now),
        };
        return new
        {
            accFillSz = size,
            algoClOrdId = "",
            algoId = "",
            amendResult = "",
            amendSource = "",
            attachAlgoClOrdId = "",
            attachAlgoOrds = Array.Empty<object>(),
            avgPx = filled ? price : "0",
            cTime = MsText(fill.At),
            cancelSource = "",
            category = fill.Forced switch { ForcedTrade.Liquidation => "full_liquidation", ForcedTrade.AutoDeleveraging => "adl", _ => "normal" },
            ccy = "",
            clOrdId = "",
            code = "0",
            execType = filled ? (fill.Maker ? "M" : "T") : "",
            fee = filled ? Plain(-fill.Fee) : "0",
            feeCcy = fill.FeeAsset,
            fillFee = filled ? Plain(-fill.Fee) : "0",
            fillFeeCcy = filled ? fill.FeeAsset : "",
            fillFwdPx = "",
            fillMarkPx = "",
            fillMarkVol = "",
            fillNotionalUsd = filled ? Plain(decimal.Round(worth, 8)) : "",
            fillPnl = filled ? Plain(fill.RealizedPnl) : "0",
            fillPx = price,
            fillPxUsd = "",
            fillPxVol = "",
            fillSz = size,
            fillTime = filled ? MsText(fill.At) : "",
            instId = fill.Market,
            instType = market.OkxType,
            isTpLimit = "false",
            lastPx = Plain(context.Last(market)),
            lever = fill.Spot ? "" : Plain(account.LeverageOf(market.Id).Leverage),
            msg = "",
            notionalUsd = Plain(decimal.Round(worth, 8)),
            ordId = $"{fill.OrderId}",
            ordType = "market",
            pnl = filled ? Plain(fill.RealizedPnl) : "0",
            posSide = fill.Spot ? "" : OkxHistory.SideOf(fill),
            px = "",
            pxType = "",
            pxUsd = "",
            pxVol = "",
            quickMgnType = "",
            rebate = "0",
            rebateCcy = fill.FeeAsset,
            reduceOnly = "false",
            reqId = "",
            side = fill.IsBuy ? "buy" : "sell",
            slOrdPx = "",
            slTriggerPx = "",
            slTriggerPxType = "",
            source = "",
            state = filled ? "filled" : "live",
            stpId = "",
            stpMode = "cancel_maker",
            sz = Plain(fill.Quantity),
            tag = "",
            tdMode = fill.Spot ? "cash" : market.IsMarginPair || account.LeverageOf(market.Id).Isolated ? "isolated" : "cross",
            tgtCcy = fill.Spot ? "base_ccy" : "",
            tpOrdPx = "",
            tpTriggerPx = "",
            tpTriggerPxType = "",
            tradeId = filled ? $"{fill.TradeId}" : "",
            uTime = MsText(fill.At),
        };
    }
}
