using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>What an account did besides trading and moving money: converts, lending, interest, and the positions it has closed. Paged by time, newest first.</summary>
internal static class OkxRecords
{
    private static readonly TimeSpan ThreeMonths = TimeSpan.FromDays(90);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static IReadOnlyList<OkxEndpoint> Endpoints { get; } =
    [
        OkxEndpoint.ForKeys("/api/v5/asset/convert/history", 6, 1, Converts),
        OkxEndpoint.ForKeys("/api/v5/trade/easy-convert-history", 1, 2, EasyConverts),
        OkxEndpoint.ForKeys("/api/v5/finance/savings/lending-history", 6, 1, Lending),
        OkxEndpoint.ForKeys("/api/v5/account/interest-accrued", 5, 2, Interest),
        OkxEndpoint.ForKeys("/api/v5/account/positions-history", 10, 2, ClosedPositions),
    ];

    /// <summary>The pair is written as spot markets write it; the side is that of its base.</summary>
    private static IEnumerable<object> Converts(OkxCall call) =>
        call.Page(call.Account.Conversions.Where(one => one.Group == 0), one => Ms(one.At), one => one.At).Select(one =>
        {
            var sells = MarketCatalog.FindOkx($"{one.To}-{one.From}") is null;
            var (asset, quote, amount, worth) = sells ? (one.From, one.To, one.FromAmount, one.ToAmount) : (one.To, one.From, one.ToAmount, one.FromAmount);
            return new
            {
                baseCcy = asset,
                clTReqId = "",
                fillBaseSz = Plain(amount),
                fillPx = Plain(decimal.Round(worth / amount, 12)),
                fillQuoteSz = Plain(worth),
                instId = $"{asset}-{quote}",
                quoteCcy = quote,
                side = sells ? "sell" : "buy",
                state = "fullyFilled",
                tradeId = $"{one.Id}",
                ts = MsText(one.At),
            };
        });

    private static IEnumerable<object> EasyConverts(OkxCall call)
    {
        var since = call.Context.VenueTime - TimeSpan.FromDays(7);
        return call.Page(call.Account.Conversions.Where(one => one.Group != 0 && one.At >= since), one => Ms(one.At), one => one.At).Select(one => new
        {
            acct = "18",
            fillFromSz = Plain(one.FromAmount),
            fillToSz = Plain(one.ToAmount),
            fromCcy = one.From,
            status = "filled",
            toCcy = one.To,
            uTime = MsText(one.At),
        });
    }

    private static IEnumerable<object> Lending(OkxCall call)
    {
        var ccy = call.Text("ccy");
        var rows = call.Account.EarnRecords.Where(one => one.Wallet == Wallet.Savings && one.Event == EarnEvent.Rewarded && (ccy is null || one.Asset == ccy));
        return call.Page(rows, one => Ms(one.At), one => one.At).Select(one => new
        {
            amt = Plain(one.Principal),
            ccy = one.Asset,
            earnings = Plain(one.Amount),
            rate = "0.01",
            ts = MsText(one.At),
        });
    }

    private static IEnumerable<object> Interest(OkxCall call)
    {
        var (ccy, type) = (call.Text("ccy"), call.Text("type") ?? "2");
        var since = call.Context.VenueTime - Year;
        var rows = call.Account.Interests.Where(one => type == "2" && one.At >= since && (ccy is null || one.Asset == ccy));
        return call.Page(rows, one => Ms(one.At), one => one.At).Select(one => new
        {
            ccy = one.Asset,
            instId = "",
            interest = Plain(one.Interest),
            interestRate = Plain(one.Rate),
            liab = Plain(one.Principal),
            mgnMode = "cross",
            ts = MsText(one.At),
            type,
        });
    }

    private static IEnumerable<object> ClosedPositions(OkxCall call)
    {
        var (type, instId, posId) = (call.Type(), call.Text("instId"), call.Text("posId"));
        var since = call.Context.VenueTime - ThreeMonths;
        var rows = call.Account.ClosedPositions
            .Select(one => (Closed: one, Market: MarketCatalog.Find(SimulatedVenue.Okx, spot: false, one.Last.Market)!))
            .Where(row => row.Closed.At >= since && (type is null || row.Market.OkxType == type))
            .Where(row => (instId is null || row.Market.Id == instId) && (posId is null || posId == $"{row.Closed.Last.Id}"));
        return call.Page(rows, row => Ms(row.Closed.At), row => row.Closed.At).Select(row =>
        {
            var (closed, last, market) = (row.Closed, row.Closed.Last, row.Market);
            var leverage = call.Account.LeverageOf(market.Id).Leverage;
            var margin = PositionMath.Margin(market, closed.MostSize, last.Entry, leverage);
            return new
            {
                cTime = MsText(last.OpenedAt),
                ccy = market.Settle,
                closeAvgPx = Plain(closed.ClosePrice),
                closeTotalPos = Plain(closed.MostSize),
                direction = last.Size > 0m ? "long" : "short",
                fee = Plain(-closed.Fees),
                fundingFee = Plain(last.Funding),
                instId = market.Id,
                instType = market.OkxType,
                lever = $"{leverage}.0",
                liqPenalty = "0",
                mgnMode = market.IsMarginPair || last.Margin != 0m ? "isolated" : "cross",
                nonSettleAvgPx = "",
                openAvgPx = Plain(last.Entry),
                openMaxPos = Plain(closed.MostSize),
                pnl = Plain(closed.RealizedPnl),
                pnlRatio = margin == 0m ? "0" : Plain(decimal.Round(closed.RealizedPnl / margin, 16)),
                posId = $"{last.Id}",
                posSide = last.Side switch { PositionSide.Long => "long", PositionSide.Short => "short", _ => "net" },
                realizedPnl = Plain(closed.RealizedPnl - closed.Fees + last.Funding),
                settledPnl = "",
                triggerPx = "",
                type = closed.Forced switch { ForcedTrade.Liquidation => "3", ForcedTrade.AutoDeleveraging => "5", _ => "2" },
                uTime = MsText(closed.At),
                uly = market.IsMarginPair ? "" : $"{market.Base}-{market.Quote}",
            };
        });
    }
}
