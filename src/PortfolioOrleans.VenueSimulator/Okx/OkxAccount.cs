using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>What an account holds: trading account, funding account, positions, settings.</summary>
internal static class OkxAccount
{
    public static IReadOnlyList<OkxEndpoint> Endpoints { get; } =
    [
        OkxEndpoint.ForKeys("/api/v5/account/config", 5, 2, Config),
        OkxEndpoint.ForKeys("/api/v5/account/balance", 10, 2, call => [OkxRows.Account(call.Context, call.Account, call.List("ccy"))]),
        OkxEndpoint.ForKeys("/api/v5/account/positions", 10, 2, Positions),
        OkxEndpoint.ForKeys("/api/v5/account/leverage-info", 20, 2, Leverage),
        OkxEndpoint.ForKeys("/api/v5/asset/balances", 6, 1, Funding),
        OkxEndpoint.ForKeys("/api/v5/asset/asset-valuation", 1, 1, Valuation),
        OkxEndpoint.ForKeys("/api/v5/finance/savings/balance", 6, 1, Savings),
        OkxEndpoint.ForKeys("/api/v5/account/trade-fee", 5, 2, Fees),
    ];

    private static IEnumerable<object> Config(OkxCall call)
    {
        var account = call.Account;
        var rights = account.Permissions.Order().Select(right => right switch
        {
            KeyPermission.Read => "read_only",
            KeyPermission.Trade => "trade",
            _ => "withdraw",
        });
        return
        [
            new
            {
                acctLv = $"{account.Level}", acctStpMode = "cancel_maker", autoLoan = account.AutoLoan, ctIsoMode = "automatic", enableSpotBorrow = false, greeksType = "PA",
                ip = string.Join(',', account.AllowedIps),
                kycLv = "3", label = account.Label, level = "Lv1", levelTmp = "", liquidationGear = "-1", mainUid = $"{account.Uid}", mgnIsoMode = "automatic",
                opAuth = "0",
                perm = string.Join(',', rights), posMode = account.Hedged ? "long_short_mode" : "net_mode", roleType = "0", spotBorrowAutoRepay = false,
                spotOffsetType = "",
                spotRoleType = "0", spotTraderInsts = Array.Empty<string>(), traderInsts = Array.Empty<string>(), type = "0", uid = $"{account.Uid}",
            },
        ];
    }

    private static IEnumerable<object> Positions(OkxCall call)
    {
        var (type, instruments, ids) = (call.Type(), call.List("instId"), call.List("posId"));
        return OkxPosition.AllOf(call.Context, call.Account)
            .Where(row => type is null || type == row.Market.OkxType)
            .Where(row => (instruments is null || instruments.Contains(row.Market.Id)) && (ids is null || ids.Contains($"{row.Position.Id}")))
            .Select(row => OkxRows.Position(call.Context, row));
    }

    /// <summary>One row for each market, two in long_short_mode.</summary>
    private static IEnumerable<object> Leverage(OkxCall call)
    {
        var instruments = call.List("instId") ?? throw OkxRefusal.Empty("instId");
        if (call.Required("mgnMode") is not ("cross" or "isolated"))
        {
            throw OkxRefusal.Wrong("mgnMode");
        }

        string[] sides = call.Account.Hedged ? ["long", "short"] : ["net"];
        return instruments.Select(instId => MarketCatalog.FindOkx(instId) ?? throw OkxRefusal.UnknownInstrument())
            .SelectMany(market => sides, (market, posSide) => new
            {
                ccy = "",
                instId = market.Id,
                mgnMode = call.Text("mgnMode"),
                posSide,
                lever = Plain(call.Account.LeverageOf(market.Id).Leverage),
            });
    }

    private static IEnumerable<object> Funding(OkxCall call)
    {
        var only = call.List("ccy");
        return call.Account.BalancesIn(Wallet.Funding)
            .Where(row => row.Value.Total != 0m && (only is null || only.Contains(row.Key)))
            .Select(row => new { availBal = Plain(row.Value.Free), bal = Plain(row.Value.Total), ccy = row.Key, frozenBal = Plain(row.Value.Held) });
    }

    /// <summary>What is lent out earns; all of it is, here.</summary>
    private static IEnumerable<object> Savings(OkxCall call)
    {
        var only = call.Text("ccy");
        return call.Account.EarnPositions.Where(position => position.Wallet == Wallet.Savings && (only is null || only == position.Asset)).Select(position => new
        {
            amt = Plain(position.Amount),
            ccy = position.Asset,
            earnings = Plain(position.Rewards),
            loanAmt = Plain(position.Amount),
            pendingAmt = "0",
            rate = "0.01",
            redemptAmt = "",
        });
    }

    private static IEnumerable<object> Fees(OkxCall call)
    {
        var spot = call.Type(required: true) is "SPOT" or "MARGIN";
        return
        [
            new
            {
                category = "1", delivery = "", exercise = "", feeGroup = Array.Empty<object>(), fiat = Array.Empty<object>(), instType = call.Type(), level = "Lv1",
                maker = spot ? "-0.0008" : "-0.0002", makerU = spot ? "" : "-0.0002", makerUSDC = "", taker = spot ? "-0.001" : "-0.0005",
                takerU = spot ? "" : "-0.0005", takerUSDC = "", ts = MsText(call.Context.VenueTime),
            },
        ];
    }

    /// <summary>OKX's own valuation, in the currency asked for.</summary>
    private static IEnumerable<object> Valuation(OkxCall call)
    {
        var (context, unit) = (call.Context, call.Text("ccy") ?? "BTC");
        var price = unit == MarketCatalog.Usd ? 1m : OkxCurrency.UsdPriceOf(context, unit) ?? throw OkxRefusal.Wrong("ccy");
        var trading = OkxCurrency.AllOf(context, call.Account, OkxPosition.AllOf(context, call.Account)).Sum(row => row.Equity * (row.UsdPrice ?? 0m)) / price;
        var (funding, earn) = (Worth(Wallet.Funding), Worth(Wallet.Savings));
        return
        [
            new
            {
                details = new { classic = "0", earn = Plain(earn), funding = Plain(funding), trading = Plain(decimal.Round(trading, 8)) },
                totalBal = Plain(funding + earn + decimal.Round(trading, 8)), ts = MsText(context.VenueTime),
            },
        ];

        decimal Worth(Wallet wallet) => decimal.Round(
            call.Account.BalancesIn(wallet).Sum(row => row.Value.Total * (OkxCurrency.UsdPriceOf(context, row.Key) ?? 0m)) / price, 8);
    }
}
