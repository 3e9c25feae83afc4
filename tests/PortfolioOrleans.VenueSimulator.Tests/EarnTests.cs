using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>Money in earn products: where it shows, what it earns, how its lists are paged.</summary>
public class EarnTests
{
    private readonly Bench _bench = new();

    [Fact]
    public void Flexible_money_shows_twice_and_is_owned_once()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));

        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 75m });

        var spot = Ask(account, "/api/v3/account", "omitZeroBalances=true").GetProperty("balances").EnumerateArray().Select(row => (Text(row, "asset"), Text(row, "free")));
        Assert.Equal([("USDT", "25.00000000"), ("LDUSDT", "75.00000000")], spot);
        Assert.Contains(_bench.Binance.Binance(account, _bench.Now, "/sapi/v3/asset/getUserAsset", "", HttpMethod.Post).Json.EnumerateArray(), row => Text(row, "asset") == "LDUSDT");
        var position = Assert.Single(Ask(account, "/sapi/v1/simple-earn/flexible/position").GetProperty("rows").EnumerateArray());
        Assert.Equal(("USDT", "75.00000000"), (Text(position, "asset"), Text(position, "totalAmount")));
        Assert.Equal("75.00000000", Text(Ask(account, "/sapi/v1/simple-earn/account"), "totalFlexibleAmountInUSDT"));
        Assert.Equal(100m, _bench.World.State(account.AccountId).EquityUsdt);
    }

    [Fact]
    public void Flexible_rewards_stay_bonuses_and_locked_rewards_are_paid_out()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m), ("SOL", 10m));
        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 100m });
        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "SOL", Amount = 10m, LockDays = 30 });

        _bench.World.RewardEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 0.5m });
        _bench.World.RewardEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 0.25m, Bonus = true });
        _bench.World.RewardEarn(account.AccountId, new EarnOrder { Asset = "SOL", Amount = 0.1m, LockDays = 30 });

        Assert.Equal((100.5m, 0.25m), (_bench.Held(account, Wallet.EarnFlexible, "USDT"), _bench.Held(account, Wallet.Spot, "USDT")));
        Assert.Equal((10m, 0.1m), (_bench.Held(account, Wallet.EarnLocked, "SOL"), _bench.Held(account, Wallet.Spot, "SOL")));
        var rewards = Ask(account, "/sapi/v1/simple-earn/flexible/history/rewardsRecord", "type=ALL").GetProperty("rows").EnumerateArray();
        Assert.Equal([("BONUS", "0.25000000"), ("REALTIME", "0.50000000")], rewards.Select(row => (Text(row, "type"), Text(row, "rewards"))));
        Assert.Equal(1, Ask(account, "/sapi/v1/simple-earn/locked/history/rewardsRecord").GetProperty("total").GetInt32());
        Assert.Equal(-1102, Code(account, "/sapi/v1/simple-earn/flexible/history/rewardsRecord"));
    }

    [Fact]
    public void Redeeming_all_ends_the_position()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));
        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 60m });

        _bench.World.RedeemEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 10m });
        _bench.World.RedeemEarn(account.AccountId, new EarnOrder { Asset = "USDT" });

        Assert.Equal(0, Ask(account, "/sapi/v1/simple-earn/flexible/position").GetProperty("total").GetInt32());
        Assert.Equal(100m, _bench.Held(account, Wallet.Spot, "USDT"));
        var redeemed = Ask(account, "/sapi/v1/simple-earn/flexible/history/redemptionRecord").GetProperty("rows").EnumerateArray();
        Assert.Equal(["50.00000000", "10.00000000"], redeemed.Select(row => Text(row, "amount")));
        Assert.Equal("no_position", Assert.Throws<ControlException>(() => _bench.World.RedeemEarn(account.AccountId, new EarnOrder { Asset = "USDT" })).Code);
    }

    [Fact]
    public void Rewards_are_listed_for_thirty_days_at_once_and_in_pages_of_a_hundred()
    {
        var account = _bench.Open(SimulatedVenue.Binance, ("USDT", 100m));
        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 100m });
        for (var i = 1; i <= 120; i++)
        {
            _bench.World.RewardEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = i });
        }

        const string path = "/sapi/v1/simple-earn/flexible/history/rewardsRecord";
        var first = Ask(account, path, "type=ALL&size=100");
        var second = Ask(account, path, "type=ALL&size=100&current=2");

        Assert.Equal((120, 100, 20), (first.GetProperty("total").GetInt32(), first.GetProperty("rows").GetArrayLength(), second.GetProperty("rows").GetArrayLength()));
        Assert.Equal(-1130, Code(account, path, "type=ALL&size=101"));
        var (day, month) = (Ms(_bench.Now.AddDays(-1)), Ms(_bench.Now.AddDays(-31)));
        Assert.Equal(-6021, Code(account, path, $"type=ALL&startTime={month}&endTime={Ms(_bench.Now)}"));
        Assert.Equal(0, Ask(account, path, $"type=ALL&startTime={month}&endTime={day}").GetProperty("total").GetInt32());
    }

    [Fact]
    public void OKX_savings_earn_by_the_hour()
    {
        var account = _bench.Open(SimulatedVenue.Okx, ("USDT", 100m));
        _bench.World.SubscribeEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 40m });
        _bench.World.RewardEarn(account.AccountId, new EarnOrder { Asset = "USDT", Amount = 0.01m });

        var row = Assert.Single(_bench.Okx.Okx(account, _bench.Now, "/api/v5/finance/savings/balance").Data.EnumerateArray());
        Assert.Equal(("40.01", "0.01"), (Text(row, "amt"), Text(row, "earnings")));
        var lent = Assert.Single(_bench.Okx.Okx(account, _bench.Now, "/api/v5/finance/savings/lending-history").Data.EnumerateArray());
        Assert.Equal(("40", "0.01"), (Text(lent, "amt"), Text(lent, "earnings")));
        Assert.Equal("75", Text(_bench.Okx.Okx(account, _bench.Now, "/api/v5/asset/bills").Data[0], "type"));
        Assert.Equal(100.01m, _bench.World.State(account.AccountId).EquityUsdt);
    }

    private JsonElement Ask(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Json;

    private int Code(AccountSummary account, string path, string parameters = "") => _bench.Binance.Binance(account, _bench.Now, path, parameters).Code;

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
