using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>Simple earn: positions, rewards, subscriptions and redemptions, in pages of at most a hundred.</summary>
internal static class BinanceEarn
{
    private const int Weight = 150;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Earn("account", Summary),
        Earn("flexible/position", Flexible),
        Earn("locked/position", Locked),
        Earn("flexible/history/rewardsRecord", FlexibleRewards),
        Earn("locked/history/rewardsRecord", LockedRewards),
        Earn("flexible/history/subscriptionRecord", call => Moves(call, Wallet.EarnFlexible, EarnEvent.Subscribed, FlexibleSubscription)),
        Earn("locked/history/subscriptionRecord", call => Moves(call, Wallet.EarnLocked, EarnEvent.Subscribed, LockedSubscription)),
        Earn("flexible/history/redemptionRecord", call => Moves(call, Wallet.EarnFlexible, EarnEvent.Redeemed, FlexibleRedemption)),
        Earn("locked/history/redemptionRecord", call => Moves(call, Wallet.EarnLocked, EarnEvent.Redeemed, LockedRedemption)),
    ];

    private static BinanceEndpoint Earn(string path, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get($"/sapi/v1/simple-earn/{path}", "sapi_ip", Weight, BinanceAccess.Signed, answer);

    private static string Product(string asset) => $"{asset}001";

    private static string Project(string asset, int days) => $"{asset}*{days}";

    private static object Summary(BinanceCall call)
    {
        var (prices, now) = (call.Context.Prices, call.Context.Now);
        var btc = prices.InUsdt(SimulatedVenue.Binance, "BTC", now)!.Value;
        var (flexible, locked) = (Worth(Wallet.EarnFlexible), Worth(Wallet.EarnLocked));
        return new
        {
            totalAmountInBTC = Fixed((flexible + locked) / btc),
            totalAmountInUSDT = Fixed(flexible + locked),
            totalFlexibleAmountInBTC = Fixed(flexible / btc),
            totalFlexibleAmountInUSDT = Fixed(flexible),
            totalLockedInBTC = Fixed(locked / btc),
            totalLockedInUSDT = Fixed(locked),
        };

        decimal Worth(Wallet wallet) =>
            call.Account.BalancesIn(wallet).Sum(row => row.Value.Total * (prices.InUsdt(SimulatedVenue.Binance, row.Key, now) ?? 0m));
    }

    private static object Flexible(BinanceCall call)
    {
        var (asset, product) = (call.Text("asset"), call.Text("productId"));
        var (total, rows) = call.Page(call.Account.EarnPositions.Where(position => position.Wallet == Wallet.EarnFlexible
            && (asset is null || position.Asset == asset) && (product is null || Product(position.Asset) == product)));
        return new
        {
            rows = rows.Select(position => new
            {
                totalAmount = Fixed(position.Amount),
                tierAnnualPercentageRate = new Dictionary<string, decimal> { ["0-5BTC"] = 0.05m, ["5-10BTC"] = 0.03m },
                latestAnnualPercentageRate = "0.02599895",
                yesterdayAirdropPercentageRate = "0.00000000",
                asset = position.Asset,
                airDropAsset = "",
                canRedeem = true,
                collateralAmount = "0.00000000",
                productId = Product(position.Asset),
                yesterdayRealTimeRewards = "0.00000000",
                cumulativeBonusRewards = "0.00000000",
                cumulativeRealTimeRewards = Fixed(position.Rewards),
                cumulativeTotalRewards = Fixed(position.Rewards),
                autoSubscribe = true,
            }).ToList(),
            total,
        };
    }

    private static object Locked(BinanceCall call)
    {
        var (asset, id, project) = (call.Text("asset"), call.Number("positionId"), call.Text("projectId"));
        var (total, rows) = call.Page(call.Account.EarnPositions.Where(position => position.Wallet == Wallet.EarnLocked
            && (asset is null || position.Asset == asset) && (id is null || position.Id == id) && (project is null || Project(position.Asset, position.LockDays) == project)));
        return new
        {
            rows = rows.Select(position =>
            {
                var ends = position.Since.AddDays(position.LockDays);
                return new
                {
                    positionId = position.Id,
                    parentPositionId = position.Id,
                    projectId = Project(position.Asset, position.LockDays),
                    asset = position.Asset,
                    amount = Fixed(position.Amount),
                    purchaseTime = Ms(position.Since),
                    duration = $"{position.LockDays}",
                    accrualDays = $"{(int)Math.Max(0d, (call.Context.VenueTime - position.Since).TotalDays)}",
                    rewardAsset = position.Asset,
                    APY = "0.2032",
                    rewardAmt = Fixed(position.Rewards),
                    extraRewardAsset = "BNB",
                    extraRewardAPR = "0",
                    estExtraRewardAmt = "0",
                    boostRewardAsset = position.Asset,
                    boostApr = "0",
                    totalBoostRewardAmt = "0",
                    nextPay = "0",
                    nextPayDate = Ms(call.Context.VenueTime.AddDays(1)),
                    payPeriod = "1",
                    redeemAmountEarly = Fixed(position.Amount),
                    rewardsEndDate = Ms(ends),
                    deliverDate = Ms(ends),
                    redeemPeriod = "1",
                    redeemingAmt = "0",
                    redeemTo = "SPOT",
                    partialAmtDeliverDate = Ms(ends),
                    canRedeemEarly = true,
                    canFastRedemption = true,
                    autoSubscribe = false,
                    type = "NORMAL",
                    status = "HOLDING",
                    canReStake = true,
                };
            }).ToList(),
            total,
        };
    }

    /// <summary>The type has to be said: BONUS, REALTIME, REWARDS (of the past), or ALL.</summary>
    private static object FlexibleRewards(BinanceCall call)
    {
        var type = call.Required("type") is "BONUS" or "REALTIME" or "REWARDS" or "ALL" ? call.Text("type") : throw BinanceRefusal.Invalid("type");
        var (total, rows) = Records(call, Wallet.EarnFlexible, EarnEvent.Rewarded, record => type == "ALL" || type == (record.Bonus ? "BONUS" : "REALTIME"));
        return new
        {
            rows = rows.Select(record => new
            {
                asset = record.Asset,
                rewards = Fixed(record.Amount),
                projectId = Product(record.Asset),
                type = record.Bonus ? "BONUS" : "REALTIME",
                time = Ms(record.At),
            }).ToList(),
            total,
        };
    }

    private static object LockedRewards(BinanceCall call)
    {
        var position = call.Number("positionId");
        var (total, rows) = Records(call, Wallet.EarnLocked, EarnEvent.Rewarded, record => position is null || record.PositionId == position);
        return new
        {
            rows = rows.Select(record => new
            {
                positionId = record.PositionId,
                time = Ms(record.At),
                asset = record.Asset,
                lockPeriod = $"{record.LockDays}",
                amount = Fixed(record.Amount),
                type = record.Bonus ? "Boost Rewards" : "Locked Rewards",
            }).ToList(),
            total,
        };
    }

    private static object Moves(BinanceCall call, Wallet wallet, EarnEvent what, Func<EarnRecord, object> row)
    {
        var (total, rows) = Records(call, wallet, what, _ => true);
        return new { rows = rows.Select(row).ToList(), total };
    }

    /// <summary>Newest first, of at most 30 days; without times the last 30.</summary>
    private static (int Total, List<EarnRecord> Rows) Records(BinanceCall call, Wallet wallet, EarnEvent what, Func<EarnRecord, bool> wanted)
    {
        var asset = call.Text("asset");
        var (start, end) = call.Window(Month, Month, "30 days", BinanceRefusal.EarnTooLong);
        return call.Page(call.Account.EarnRecords
            .Where(record => record.Wallet == wallet && record.Event == what && (asset is null || record.Asset == asset) && wanted(record))
            .Where(record => record.At >= start && record.At <= end)
            .Reverse());
    }

    private static object FlexibleSubscription(EarnRecord record) => new
    {
        amount = Fixed(record.Amount),
        asset = record.Asset,
        time = Ms(record.At),
        purchaseId = record.Id,
        productId = Product(record.Asset),
        type = "NORMAL",
        sourceAccount = "SPOT",
        amtFromSpot = Fixed(record.Amount),
        amtFromFunding = "0",
        status = "SUCCESS",
    };

    private static object LockedSubscription(EarnRecord record) => new
    {
        positionId = $"{record.PositionId}",
        purchaseId = record.Id,
        projectId = Project(record.Asset, record.LockDays),
        time = Ms(record.At),
        asset = record.Asset,
        amount = Fixed(record.Amount),
        lockPeriod = $"{record.LockDays}",
        type = "NORMAL",
        sourceAccount = "SPOT",
        amtFromSpot = Fixed(record.Amount),
        amtFromFunding = "0",
        status = "SUCCESS",
    };

    private static object FlexibleRedemption(EarnRecord record) => new
    {
        amount = Fixed(record.Amount),
        asset = record.Asset,
        time = Ms(record.At),
        projectId = Product(record.Asset),
        redeemId = record.Id,
        destAccount = "SPOT",
        status = "PAID",
    };

    private static object LockedRedemption(EarnRecord record) => new
    {
        positionId = record.PositionId,
        redeemId = record.Id,
        time = Ms(record.At),
        asset = record.Asset,
        lockPeriod = $"{record.LockDays}",
        amount = Fixed(record.Amount),
        originalAmount = Fixed(record.Amount),
        type = "MATURE",
        deliverDate = $"{Ms(record.At)}",
        lossAmount = "0",
        isComplete = true,
        rewardAsset = record.Asset,
        rewardAmt = "0",
        status = "PAID",
    };
}
