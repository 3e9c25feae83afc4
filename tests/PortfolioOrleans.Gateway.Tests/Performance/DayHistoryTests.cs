using System.Text.Json.Nodes;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Gateway.Tests.Performance;

public sealed class DayHistoryTests(PerformanceHost host) : PerformanceStory(host)
{
    [Fact]
    public async Task Days_show_what_flowed_how_far_below_the_top_they_are_and_how_good_they_are()
    {
        // 100, then half is lost, then 50 come in, then a half is gained.
        await GivenDaysAsync(
            new DailyEquity(Today.AddDays(-3), 100m) { IsReconstructed = true }, new DailyEquity(Today.AddDays(-2), 50m),
            new DailyEquity(Today.AddDays(-1), 100m, Inflow: 50m), new DailyEquity(Today, 150m));

        var history = await GetAsync("history?step=1d");

        Assert.Equal(["100", "50", "100", "150"], Column(history, "equity"));
        Assert.Equal(["0", "0", "50", "0"], Column(history, "net_flow"));
        Assert.Equal([0d, 50d, 50d, 25d], Items(history).Select(row => (double)row["drawdown_pct"]!));
        Assert.Equal([true, false, false, false], Items(history).Select(row => (bool)row["reconstructed"]!));
        Assert.All(Items(history), row => Assert.True((bool)row["complete"]!));
    }

    [Fact]
    public async Task A_day_that_was_not_complete_is_shown_and_moves_no_drawdown()
    {
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-2), 100m), new DailyEquity(Today.AddDays(-1), 1m) { IsComplete = false }, new DailyEquity(Today, 90m));

        var history = await GetAsync("history?step=1d");

        Assert.Equal(["100", "1", "90"], Column(history, "equity"));
        Assert.Equal([true, false, true], Items(history).Select(row => (bool)row["complete"]!));
        Assert.Equal([0d, 0d, 10d], Items(history).Select(row => Math.Round((double)row["drawdown_pct"]!, 9)));
    }

    [Fact]
    public async Task A_week_is_its_last_day_with_the_flows_of_all()
    {
        // Noon of the tests is a Wednesday.
        await GivenDaysAsync([.. Enumerable.Range(0, 10).Select(i => new DailyEquity(Today.AddDays(i - 9), 100m + i, Inflow: 1m))]);

        var weeks = await GetAsync("history?step=1w");

        Assert.Equal(["106", "109"], Column(weeks, "equity"));
        Assert.Equal(["7", "3"], Column(weeks, "net_flow"));
    }

    [Fact]
    public async Task A_restated_day_says_so()
    {
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-1), 100m), new DailyEquity(Today, 100m));
        await Host.App.Services.GetRequiredService<IPerformanceStore>().SaveAsync(
            new PerformanceDay(User, User, Asset.Usd, new DailyEquity(Today.AddDays(-1), 100m, Inflow: 40m), Given.Noon.AddHours(-12), Given.Noon), default);

        Assert.Equal([true, false], Items(await GetAsync("history?step=1d")).Select(row => (bool)row["restated"]!));
    }

    [Fact]
    public async Task What_was_answered_is_answered_again_to_whoever_asks_what_was_known_then()
    {
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-2), 100m), new DailyEquity(Today.AddDays(-1), 140m), new DailyEquity(Today, 140m));
        await Host.SavePricesAsync("BTC", 100m, 110m, 120m);
        var asked = Host.Clock.GetUtcNow();
        string[] queries =
        [
            "/history?step=1d", "/history?step=1w", "/metrics?period=7d", "/metrics?period=all&explain=true",
            "/returns?step=day", "/drawdown/episodes?period=30d", "/rolling?window=1d&metrics=roi_pct,twr_pct",
        ];
        var answered = new List<string>();
        foreach (var query in queries)
        {
            answered.Add(Text(await Host.GetAsync($"/api/portfolio{query}", Token)));
        }

        // An hour later it is told that 40 of it had come in.
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.App.Services.GetRequiredService<IPerformanceStore>().SaveAsync(
            new PerformanceDay(User, User, Asset.Usd, new DailyEquity(Today.AddDays(-1), 140m, Inflow: 40m), Given.Noon.AddHours(-12).AddMinutes(-1), asked.AddHours(1)), default);

        for (var i = 0; i < queries.Length; i++)
        {
            Assert.NotEqual(answered[i], Text(await Host.GetAsync($"/api/portfolio{queries[i]}", Token)));
            Assert.Equal(answered[i], Text(await Host.GetAsync($"/api/portfolio{queries[i]}&known_at={asked:yyyy-MM-ddTHH:mm:ssZ}", Token)));
        }

        Assert.Empty(Items(await GetAsync("history?step=1d&known_at=2020-01-01")));
        Assert.Equal(400, (int)(await Host.GetAsync("/api/portfolio/history?known_at=yesterday", Token)).Status);

        static string Text(Reply reply) => reply.Json.ToJsonString();
    }

    [Fact]
    public async Task Pages_join_without_a_seam()
    {
        await GivenDaysAsync([.. Enumerable.Range(0, 25).Select(i => new DailyEquity(Today.AddDays(i - 24), 100m + (i % 5)))]);
        var whole = await GetAsync("history?step=1d");
        var joined = new List<JsonNode>();
        var query = "";
        do
        {
            var page = await GetAsync($"history?step=1d&limit=4{query}");
            joined.AddRange(Items(page));
            query = $"&cursor={page["next_cursor"]}";
        }
        while (query != "&cursor=");

        Assert.Equal(Items(whole).Select(row => row.ToJsonString()), joined.Select(row => row.ToJsonString()));
        Assert.Equal(25, joined.Count);
    }

    [Fact]
    public async Task In_another_currency_each_day_is_at_its_own_rate_and_today_at_that_of_now()
    {
        await GivenDaysAsync(new DailyEquity(Today.AddDays(-2), 100m), new DailyEquity(Today.AddDays(-1), 110m), new DailyEquity(Today, 110m));
        await Host.SavePricesAsync("CHF", 1m, 1.1m);
        Host.World.Usd[Asset.Parse("CHF")] = 1.25m;
        Host.World[User].Snapshot = Given.Portfolio(User);

        var history = await GetAsync("history?step=1d&currency=CHF");

        Assert.Equal(["100", "100", "88"], Column(history, "equity"));
        Assert.Equal("CHF", (string?)history["currency"]);
        var effect = history["currency_effect"]!;
        Assert.Equal(-12m, decimal.Parse((string)effect["assets"]!) + decimal.Parse((string)effect["rate"]!));
        Assert.Equal(["test"], effect["rate_sources"]!.AsArray().Select(source => (string?)source));
    }

    [Fact]
    public async Task A_snapshot_in_another_currency_shows_what_the_currency_did_since_midnight()
    {
        Host.World[User].Snapshot = Given.Portfolio(User) with { Equity = 1_100m, Pnl = Given.Portfolio(User).Pnl with { Daily = 100m } };
        Host.World.Usd[Asset.Parse("NOK")] = 0.1m;
        await Host.SavePricesAsync("NOK", 0.08m);

        var snapshot = await GetAsync("snapshot?currency=NOK");

        // 1,000 dollars were 12,500 at midnight and are 10,000 now; the 100 made today are 1,000.
        Assert.Equal(("11000", "NOK", "1000"), ((string?)snapshot["total_equity"], (string?)snapshot["currency"], (string?)snapshot["daily_pnl"]));
        var effect = snapshot["currency_effect"]!;
        Assert.Equal(("10", "12.5", "1000", "-2500"), ((string?)effect["rate"], (string?)effect["rate_before"], (string?)effect["daily_assets"], (string?)effect["daily_rate"]));
        Assert.Equal("400000", (string?)snapshot["balances"]!.AsArray().Single(row => (string?)row!["asset"] == "USDT")!["value"]);
    }

    [Fact]
    public async Task What_is_held_moves_together_or_against_each_other()
    {
        Host.World[User].Snapshot = Given.Portfolio(User) with
        {
            Balances =
            [
                Given.Balance("acc-1", "binance", Domain.Holdings.WalletKind.Spot, "AAVE", 1m, 300m), Given.Balance("acc-1", "binance", Domain.Holdings.WalletKind.Spot, "UNI", 1m, 200m),
                Given.Balance("acc-1", "binance", Domain.Holdings.WalletKind.Spot, "DOGE", 1m, 100m), Given.Balance("acc-1", "binance", Domain.Holdings.WalletKind.Spot, "QQQ", 1m, 1m),
            ],
        };
        await Host.SavePricesAsync("AAVE", 100m, 110m, 99m, 108.9m);
        await Host.SavePricesAsync("UNI", 10m, 11m, 9.9m, 10.89m);
        await Host.SavePricesAsync("DOGE", 1m, 0.9m, 0.99m, 0.891m);

        var answer = await GetAsync("correlations?period=30d");

        Assert.Equal(["AAVE", "UNI", "DOGE"], answer["by_asset"]!["names"]!.AsArray().Select(name => (string?)name));
        Assert.Equal([1d, 1d, -1d], answer["by_asset"]!["values"]![0]!.AsArray().Select(value => Math.Round((double)value!, 9)));
        Assert.Equal([3, 3, 3], answer["by_asset"]!["days"]![0]!.AsArray().Select(days => (int)days!));
        Assert.Equal(["DeFi", "Meme"], answer["by_sector"]!["names"]!.AsArray().Select(name => (string?)name));
        Assert.Equal(-1d, Math.Round((double)answer["by_sector"]!["values"]![0]![1]!, 9));
        Assert.Equal(["QQQ"], answer["unknown"]!.AsArray().Select(name => (string?)name));
    }

}
