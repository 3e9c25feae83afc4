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
        OkxEndpoint.ForKeys("/api/v5/finance/savings/balance", 6, 1, _ => []),
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
                acctLv = "2", acctStpMode = "cancel_maker", autoLoan = false, ctIsoMode = "automatic", enableSpotBorrow = false, greeksType = "PA",
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
            .Where(row => type is null or "SWAP")
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

    /// <summary>OKX's own valuation, in the currency asked for.</summary>
    private static IEnumerable<object> Valuation(OkxCall call)
    {
        var (context, unit) = (call.Context, call.Text("ccy") ?? "BTC");
        var price = unit == MarketCatalog.Usd ? 1m : OkxCurrency.UsdPriceOf(context, unit) ?? throw OkxRefusal.Wrong("ccy");
        var trading = OkxCurrency.AllOf(context, call.Account, OkxPosition.AllOf(context, call.Account)).Sum(row => row.Equity * (row.UsdPrice ?? 0m)) / price;
        var funding = call.Account.BalancesIn(Wallet.Funding).Sum(row => row.Value.Total * (OkxCurrency.UsdPriceOf(context, row.Key) ?? 0m)) / price;
        return
        [
            new
            {
                details = new { classic = "0", earn = "0", funding = Plain(decimal.Round(funding, 8)), trading = Plain(decimal.Round(trading, 8)) },
                totalBal = Plain(decimal.Round(funding, 8) + decimal.Round(trading, 8)), ts = MsText(context.VenueTime),
            },
        ];
    }
}
