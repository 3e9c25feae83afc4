using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>Drawdown and flows, from the venue's protocol to the answer, against figures computed by hand.</summary>
public sealed class MoneyTests
{
    private static readonly Dictionary<string, string?> Brisk = new()
    {
        ["Sync__BalancesPeriod"] = "00:00:01",
        ["Sync__PositionsPeriod"] = "00:00:01",
        ["Sync__PricesPeriod"] = "00:00:00.250",
        ["Portfolio__TickPause"] = "00:00:00.100",
        ["Portfolio__ValuationPause"] = "00:00:00.500",
    };

    /// <summary>A user with one coin at 50,000 and 50,000 dollars of a stablecoin that is worth a dollar; nothing else.</summary>
    private static async Task<(Api Api, string AccountId)> OneCoinAsync(House house)
    {
        var opened = house.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = "carol" });
        house.World.Deposit(opened.AccountId, new FundsOrder { Asset = "BTC", Amount = 1m });
        house.World.Deposit(opened.AccountId, new FundsOrder { Asset = "USDT", Amount = 50_000m });
        var api = await house.JoinAsync("carol", "portfolio:read", "portfolio:write");
        (await api.SendAsync(HttpMethod.Post, "/api/accounts", new
        {
            venue = "binance",
            label = "carol",
            credentials = new Dictionary<string, string> { ["api_key"] = opened.Key, ["api_secret"] = opened.Secret },
        })).Expect(System.Net.HttpStatusCode.Created);
        await EquityAsync(api, 100_000m);
        return (api, opened.AccountId);
    }

    private static void RoundPrices(SimulatedWorld world)
    {
        world.SetPrice("USDT-USD", 1m);
        world.SetPrice("BTCUSDT", 50_000m);
    }

    private static Task EquityAsync(Api api, decimal equity) =>
        api.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Amount("total_equity") == equity, TimeSpan.FromSeconds(20));

    [Fact]
    public async Task A_price_moved_tenfold_and_back_and_a_deposit_of_half_the_equity_are_what_the_hand_computes()
    {
        await using var house = await House.StartAsync(Brisk, RoundPrices);
        var (carol, accountId) = await OneCoinAsync(house);
        using var _ = carol;

        // Half the equity comes in: no gain, no drawdown, and the peak grows with the money.
        house.World.Deposit(accountId, new FundsOrder { Asset = "USDT", Amount = 50_000m });
        await EquityAsync(carol, 150_000m);
        var deposited = await carol.SnapshotAsync();
        var level = await carol.GetAsync("/api/portfolio/drawdown");
        Assert.Equal(0m, deposited.Amount("daily_pnl"));
        Assert.Equal(0d, level["daily_drawdown_pct"]!.GetValue<double>());
        Assert.Equal(150_000m, level.Amount("peak_equity"));

        // Tenfold: 500,000 + 100,000. And back: 450,000 below the peak of 600,000 is 75 %.
        house.World.MultiplyPrice("BTCUSDT", 10m);
        await EquityAsync(carol, 600_000m);
        Assert.Equal(450_000m, (await carol.SnapshotAsync()).Amount("daily_pnl"));
        house.World.MultiplyPrice("BTCUSDT", 0.1m);
        await EquityAsync(carol, 150_000m);
        var back = await carol.GetAsync("/api/portfolio/drawdown");
        Assert.Equal(75d, back["daily_drawdown_pct"]!.GetValue<double>(), 9);
        Assert.Equal(75d, back["max_drawdown_pct"]!.GetValue<double>(), 9);
        Assert.Equal((600_000m, 150_000m, 150_000m), (back.Amount("peak_equity"), back.Amount("trough_equity"), back.Amount("current_equity")));
        Assert.Equal(0d, back["recovery_progress_pct"]!.GetValue<double>());
        Assert.Equal(0m, (await carol.SnapshotAsync()).Amount("daily_pnl"));

        // Halfway up again: 375,000 is half of the way from 150,000 to 600,000.
        house.World.SetPrice("BTCUSDT", 275_000m);
        await EquityAsync(carol, 375_000m);
        Assert.Equal(50d, (await carol.GetAsync("/api/portfolio/drawdown"))["recovery_progress_pct"]!.GetValue<double>(), 9);

        // A withdrawal with its fee: 100 % of what is left of the peak's money stays the measure.
        house.World.Withdraw(accountId, new FundsOrder { Asset = "USDT", Amount = 37_499m, Fee = 1m });
        await EquityAsync(carol, 337_500m);
        var withdrawn = await carol.GetAsync("/api/portfolio/drawdown");
        Assert.Equal(540_000m, withdrawn.Amount("peak_equity"));
        Assert.Equal(37.5d, withdrawn["daily_drawdown_pct"]!.GetValue<double>(), 9);
    }

    [Fact]
    public async Task A_fill_moves_balances_positions_and_exposure_and_nothing_else()
    {
        await using var house = await House.StartAsync(Brisk, RoundPrices);
        var (carol, accountId) = await OneCoinAsync(house);
        using var _ = carol;

        house.World.Fill(accountId, new FillOrder { Symbol = "BTCUSDT", Side = TradeSide.Sell, Quantity = 0.5m, Fee = 0m });
        await carol.SnapshotWhereAsync(snapshot => snapshot.Amount("cash_balance") == 75_000m, TimeSpan.FromSeconds(20));
        var exposure = await carol.GetAsync("/api/portfolio/exposure");
        var balances = await carol.GetAsync("/api/portfolio/balances");

        Assert.Equal(25_000m, exposure.Amount("total_exposure"));
        Assert.Equal(25_000m, exposure["exposure_by_symbol"]!.Amount("BTC"));
        Assert.Equal(0.25d, exposure["leverage"]!.GetValue<double>(), 12);
        Assert.Equal(0.5m, balances["items"]!.AsArray().Single(row => row!["asset"]!.GetValue<string>() == "BTC")!.Amount("total"));
        Assert.Equal(0m, (await carol.SnapshotAsync()).Amount("daily_pnl"));
    }
}
