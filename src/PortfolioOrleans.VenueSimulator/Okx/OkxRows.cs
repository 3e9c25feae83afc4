using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>Account and position rows, which REST and WebSocket share.</summary>
internal static class OkxRows
{
    /// <param name="only">Currencies asked for; null: all.</param>
    public static object Account(VenueContext context, Account account, HashSet<string>? only = null)
    {
        var positions = OkxPosition.AllOf(context, account);
        var currencies = OkxCurrency.AllOf(context, account, positions);
        var initial = currencies.Sum(row => row.Initial * (row.UsdPrice ?? 0m));
        var maintenance = currencies.Sum(row => row.Maintenance * (row.UsdPrice ?? 0m));
        var total = currencies.Sum(row => row.EquityUsd);
        var margined = account.Level >= 2;
        var pooled = account.Level >= 3;
        return new
        {
            adjEq = pooled ? Plain(total) : "",
            availEq = pooled ? Plain(Math.Max(0m, total - decimal.Round(initial, 12))) : "",
            borrowFroz = pooled ? "0" : "",
            details = currencies.Where(row => only is null || only.Contains(row.Ccy)).Select(row => Currency(row, account.Level)).ToList(),
            imr = margined ? Plain(decimal.Round(initial, 12)) : "",
            isoEq = Plain(decimal.Round(currencies.Sum(row => row.IsolatedEquity * (row.UsdPrice ?? 0m)), 12)),
            mgnRatio = maintenance == 0m ? "" : Plain(decimal.Round(total / maintenance, 12)),
            mmr = margined ? Plain(decimal.Round(maintenance, 12)) : "",
            notionalUsd = Plain(decimal.Round(positions.Sum(row => row.NotionalUsd), 12)),
            ordFroz = "0",
            totalEq = Plain(total),
            uTime = MsText(context.VenueTime),
            upl = Plain(decimal.Round(currencies.Sum(row => row.Unrealized * (row.UsdPrice ?? 0m)), 12)),
        };
    }

    public static object Position(VenueContext context, OkxPosition row)
    {
        var (position, market) = (row.Position, row.Market);
        return new
        {
            adl = "1",
            availPos = Plain(Math.Abs(row.Shown)),
            avgPx = Plain(position.Entry),
            baseBal = "",
            baseBorrowed = "",
            baseInterest = "",
            bePx = Plain(row.BreakEven),
            bizRefId = "",
            bizRefType = "",
            cTime = MsText(position.OpenedAt),
            ccy = market.Settle,
            clSpotInUseAmt = "",
            closeOrderAlgo = Array.Empty<object>(),
            deltaBS = "",
            deltaPA = "",
            fee = Plain(-position.Fees),
            fundingFee = Plain(position.Funding),
            gammaBS = "",
            gammaPA = "",
            hedgedPos = "",
            idxPx = Plain(OkxMarket.IndexAt(context, $"{market.Base}-{market.Quote}", context.Now)!.Value),
            imr = row.Isolated ? "" : Plain(row.Initial),
            instId = market.Id,
            instType = market.OkxType,
            interest = market.IsMarginPair ? "0" : "",
            last = Plain(row.Last),
            lever = market.Kind == MarketKind.Option ? "" : Plain(row.Leverage),
            liab = market.IsMarginPair ? Plain(row.Liability) : "",
            liabCcy = !market.IsMarginPair ? "" : position.Size > 0m ? market.Quote : market.Base,
            liqPenalty = "0",
            liqPx = "",
            margin = row.Isolated ? Plain(position.Margin) : "",
            markPx = Plain(row.Mark),
            maxSpotInUseAmt = "",
            mgnMode = row.Isolated ? "isolated" : "cross",
            mgnRatio = "",
            mmr = Plain(row.Maintenance),
            nonSettleAvgPx = "",
            notionalUsd = Plain(row.NotionalUsd),
            optVal = market.Kind == MarketKind.Option ? Plain(row.OptionValue) : "",
            pTime = MsText(context.VenueTime),
            pendingCloseOrdLiabVal = "",
            pnl = Plain(position.RealizedPnl),
            pos = Plain(row.Shown),
            posCcy = row.PositionCurrency,
            posId = $"{position.Id}",
            posSide = row.Side,
            quoteBal = "",
            quoteBorrowed = "",
            quoteInterest = "",
            realizedPnl = Plain(position.RealizedPnl - position.Fees + position.Funding),
            settledPnl = "",
            spotInUseAmt = "",
            spotInUseCcy = "",
            thetaBS = "",
            thetaPA = "",
            tradeId = $"{position.TradeId}",
            uTime = MsText(position.UpdatedAt),
            upl = Plain(row.Unrealized),
            uplLastPx = Plain(row.UnrealizedAtLast),
            uplRatio = Plain(row.Ratio(row.Unrealized)),
            uplRatioLastPx = Plain(row.Ratio(row.UnrealizedAtLast)),
            usdPx = Plain(OkxMarket.IndexAt(context, $"{market.Settle}-USD", context.Now)!.Value),
            vegaBS = "",
            vegaPA = "",
        };
    }

    /// <summary>What does not apply in the account's mode is empty.</summary>
    private static object Currency(OkxCurrency row, int level) => new
    {
        accAvgPx = "",
        availBal = Plain(Math.Max(0m, row.Cash.Total - row.Frozen)),
        availEq = level >= 2 ? Plain(Math.Max(0m, row.Equity - row.IsolatedEquity - row.Frozen)) : "",
        borrowFroz = level >= 3 ? "0" : "",
        cashBal = Plain(row.Cash.Total),
        ccy = row.Ccy,
        clSpotInUseAmt = "",
        coinUsdPrice = row.UsdPrice is { } price ? Plain(price) : "",
        crossLiab = level >= 3 ? Plain(row.Liability) : "",
        disEq = Plain(row.EquityUsd),
        eq = Plain(row.Equity),
        eqUsd = Plain(row.EquityUsd),
        fixedBal = "0",
        frozenBal = Plain(row.Frozen),
        imr = level == 2 ? Plain(row.Initial) : "",
        interest = level == 2 ? "" : "0",
        isoEq = Plain(row.IsolatedEquity),
        isoLiab = level >= 3 ? "0" : "",
        isoUpl = Plain(row.IsolatedUnrealized),
        liab = level == 2 ? "" : Plain(row.Liability),
        maxLoan = "",
        maxSpotInUseAmt = "",
        mgnRatio = row.Maintenance == 0m ? "" : Plain(decimal.Round(row.Equity / row.Maintenance, 12)),
        mmr = level == 2 ? Plain(row.Maintenance) : "",
        notionalLever = row.Equity <= 0m ? "" : Plain(decimal.Round(row.Initial / row.Equity, 12)),
        openAvgPx = "",
        ordFrozen = "0",
        rewardBal = "0",
        smtSyncEq = "0",
        spotBal = "",
        spotCopyTradingEq = "0",
        spotInUseAmt = "",
        spotIsoBal = "0",
        spotUpl = "",
        spotUplRatio = "",
        stgyEq = "0",
        totalPnl = "",
        totalPnlRatio = "",
        twap = "0",
        uTime = MsText(row.UpdatedAt),
        upl = level == 1 ? "" : Plain(row.Unrealized),
        uplLiab = "",
    };
}
