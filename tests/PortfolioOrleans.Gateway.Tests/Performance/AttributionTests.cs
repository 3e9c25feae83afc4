using System.Text.Json.Nodes;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Tests.Performance;

public sealed class AttributionTests(PerformanceHost host) : PerformanceStory(host)
{
    [Fact]
    public async Task Gains_and_the_remainder_add_up_to_the_portfolios_own()
    {
        // 100 are there, 60 come in, and at the end there are 200: 40 were made on 160.
        await GivenThreeDaysAsync();
        GivenParts([Part("BTC", 60m, 90m, 10m, 20m, 0.25), Part("USD", 40m, 105m, 50m, 15m, null)]);

        var answer = await GetAsync("performance?by=asset");

        Assert.Equal(["BTC", "USD"], Column(answer, "name"));
        Assert.Equal(["20", "15"], Column(answer, "gain"));
        Assert.Equal([12.5, 9.375], Items(answer).Select(row => (double)row["contribution_pct"]!));
        Assert.Equal([50d, 37.5], Items(answer).Select(row => (double)row["gain_share_pct"]!));
        var (whole, rest) = (answer["portfolio"]!, answer["remainder"]!);
        Assert.Equal(("100", "200", "60", "40", 25d), Told(whole));
        Assert.Equal(("0", "5", "0", "5", 3.125), Told(rest));
        Assert.Equal(
            (double)(await GetAsync("metrics?period=all"))["roi_pct"]!["value"]!,
            Items(answer).Append(rest).Sum(row => (double)row["contribution_pct"]!), 9);
        Assert.Equal((double)(await GetAsync("metrics?period=all"))["twr_pct"]!["value"]!, (double)whole["return_pct"]!, 9);
        Assert.Equal([25d, null], Items(answer).Select(row => (double?)row["return_pct"]));
        Assert.Equal([null, "there was nothing to earn on"], Column(answer, "reason"));
        Assert.Contains("a trade is a flow", (string?)answer["convention"], StringComparison.Ordinal);

        static (string, string, string, string, double) Told(JsonNode row) => (
            (string)row["start_value"]!, (string)row["end_value"]!, (string)row["net_flow"]!, (string)row["gain"]!, (double)row["contribution_pct"]!);
    }

    [Fact]
    public async Task The_ledger_is_asked_about_the_portfolios_own_days_at_the_prices_of_now()
    {
        await GivenThreeDaysAsync();
        Host.World[User].Snapshot = Given.Portfolio(User) with
        {
            Balances = [Given.Balance("acc-1", "binance", WalletKind.Spot, "BTC", 2m, 30000m), Given.Balance("acc-2", "okx", WalletKind.Trading, "BTC", 2m, 30001m)],
        };
        Host.World.Usd[Asset.Parse("PLN")] = 0.25m;
        await Host.SavePricesAsync("PLN", 0.25m, 0.25m);

        await GetAsync("performance?by=account&explain=true");
        await GetAsync($"performance?from={Today.AddDays(-1):yyyy-MM-dd}&to={Today:yyyy-MM-dd}&explain=false");
        await GetAsync("performance?currency=PLN");

        var asked = Host.World[User].Attributed;
        Assert.Equal((AttributedBy.Account, Asset.Usd, Today.AddDays(-1), true), (asked[0].By, asked[0].Currency, asked[0].FirstSeen, asked[0].Explain));
        Assert.Equal([Today.AddDays(-2), Today.AddDays(-1), Today], asked[0].Days.AsEnumerable());
        Assert.Equal([new PriceNow(Asset.Btc, 30000m)], asked[0].Now.AsEnumerable());
        Assert.Equal((AttributedBy.Asset, false), (asked[1].By, asked[1].Explain));
        Assert.Equal([Today.AddDays(-2), Today.AddDays(-1)], asked[1].Days.AsEnumerable());
        Assert.Empty(asked[1].Now);
        Assert.Equal((Asset.Parse("PLN"), 120_000m), (asked[2].Currency, asked[2].Now.Single().Price));
    }

    [Fact]
    public async Task A_part_without_a_gain_says_why_and_is_left_to_the_remainder()
    {
        await GivenThreeDaysAsync();
        GivenParts([Part("XYZ", null, 7m, 0m, null, null) with { UnpricedFlows = 2 }, Part("BTC-USDT", 0m, 3m, -5m, 8m, null) with { Kind = AttributedKind.Derivative }]);

        var answer = await GetAsync("performance");

        Assert.Equal([("asset", "XYZ"), ("derivative", "BTC-USDT")], Items(answer).Select(row => ((string)row["kind"]!, (string)row["name"]!)));
        Assert.StartsWith("something in it had no price", (string?)Items(answer).First()["reason"], StringComparison.Ordinal);
        Assert.Equal("it has no value of its own to earn on", (string?)Items(answer).Last()["reason"]);
        Assert.Equal("32", (string?)answer["remainder"]!["gain"]);
        Assert.Equal(["XYZ"], answer["doubts"]!["unvalued"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(2, (int)answer["doubts"]!["unpriced_flows"]!);
    }

    [Fact]
    public async Task An_account_comes_with_its_name_and_one_without_a_history_is_named()
    {
        await GivenThreeDaysAsync();
        Host.World[User].Attribution = Given.Attribution;

        var answer = await GetAsync("performance?by=account&explain=true");

        var account = Items(answer).First();
        Assert.Equal(("acc-1", "binance", "main"), ((string?)account["name"], (string?)account["venue"], (string?)account["label"]));
        Assert.Equal("333.33", (string?)account["parts"]!.AsArray().Single()!["gain"]);
        var doubts = answer["doubts"]!;
        Assert.Equal(["acc-3"], doubts["accounts_without_history"]!.AsArray().Select(id => (string)id!));
        Assert.Equal((false, false, $"{Today.AddDays(-90):yyyy-MM-dd}"), ((bool)doubts["histories_read"]!, (bool)doubts["holdings_explained"]!, (string?)doubts["known_since"]));
        Assert.All(Items(await GetAsync("performance?by=account")), row => Assert.Null(row["parts"]));
    }

    [Fact]
    public async Task Pages_join_and_each_has_the_whole()
    {
        await GivenThreeDaysAsync();
        GivenParts([.. Enumerable.Range(0, 25).Select(i => Part($"C{i:00}", i, i + 1m, 0m, 1m, 0.1))]);
        var whole = await GetAsync("performance");
        List<string> joined = [];
        var query = "";
        do
        {
            var page = await GetAsync($"performance?limit=7{query}");
            joined.AddRange(Items(page).Select(row => row.ToJsonString()));
            Assert.Equal(whole["remainder"]!.ToJsonString(), page["remainder"]!.ToJsonString());
            query = $"&cursor={page["next_cursor"]}";
        }
        while (query != "&cursor=");

        Assert.Equal(Items(whole).Select(row => row.ToJsonString()), joined);
    }

    [Fact]
    public async Task Without_days_nobody_is_asked()
    {
        var answer = await GetAsync("performance");

        Assert.Equal((0, null, null), (Items(answer).Count(), answer["portfolio"], answer["remainder"]));
        Assert.Empty(Host.World[User].Attributed);
    }

    [Fact]
    public async Task A_token_for_shares_sees_contributions_and_no_amount()
    {
        await GivenThreeDaysAsync();
        GivenParts([Part("BTC", 60m, 90m, 10m, 20m, 0.25)]);

        var answer = await GetSharesAsync("performance");

        foreach (var row in new[] { answer["items"]![0]!, answer["portfolio"]!, answer["remainder"]! })
        {
            Assert.All(new[] { "start_value", "end_value", "net_flow", "gain" }, name => Assert.Null(row[name]));
            Assert.NotNull(row["contribution_pct"]);
        }
    }

    /// <summary>The ledger works the parts out as it is known now: what was known earlier is no question there, and is passed over as any unknown parameter is.</summary>
    [Fact]
    public async Task What_was_known_earlier_is_offered_only_where_it_can_be_told()
    {
        await GivenThreeDaysAsync();
        GivenParts([Part("BTC", 60m, 90m, 10m, 20m, 0.25)]);

        Assert.Equal((await GetAsync("performance")).ToJsonString(), (await GetAsync("performance?known_at=2026-03-01&never=heard")).ToJsonString());
        var paths = (await Host.GetAsync("/openapi/v1.json")).Json["paths"]!;
        Assert.Equal([false, false, true, true], new[] { "performance", "drawdown", "drawdown/episodes", "returns" }.Select(IsOffered));

        bool IsOffered(string route) =>
            paths[$"/api/portfolio/{route}"]!["get"]!["parameters"]!.AsArray().Any(parameter => (string?)parameter!["name"] == "known_at");
    }

    [Theory]
    [InlineData("performance?by=venue", "by")]
    [InlineData("performance?period=2d", "period")]
    [InlineData("performance?explain=1", "explain")]
    [InlineData("performance?currency=NEVER", "currency")]
    public async Task What_cannot_be_asked_is_refused_by_its_name(string path, string field)
    {
        await GivenThreeDaysAsync();

        await IsRefusedAsync(path, field);
    }

    private void GivenParts(AttributionRow[] parts) => Host.World[User].Attribution = new AttributionReport([.. parts], [], true, true, null);

    private static AttributionRow Part(string name, decimal? start, decimal? end, decimal flow, decimal? gain, double? twr) =>
        new(AttributedKind.Asset, name, null, start, end, flow, gain, twr, 2, 0, []);

    private Task GivenThreeDaysAsync() => GivenDaysAsync(
        new DailyEquity(Today.AddDays(-2), 100m) { IsReconstructed = true }, new DailyEquity(Today.AddDays(-1), 120m), new DailyEquity(Today, 200m, Inflow: 60m));
}
