using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Gateway.Tests.Performance;
using PortfolioOrleans.Storage.History;

namespace PortfolioOrleans.Gateway.Tests.Portfolios;

/// <summary>Whatever route tells of money says, if asked, what each figure came from; the rows add up to it.</summary>
public sealed class ExplainTests(PerformanceHost host) : PerformanceStory(host)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Host.World[User].Snapshot = Given.Portfolio(User);
        await GivenDaysAsync([.. Enumerable.Range(0, 6).Select(i => new DailyEquity(Today.AddDays(i - 5), 1_000m + (i * i), i == 3 ? 50m : 0m, 0m))]);
        await Host.SavePricesAsync("BTC", 100m, 101m, 99m, 98m, 97m);
        foreach (var hour in new[] { 5, 3, 2 })
        {
            await Host.App.Services.GetRequiredService<ISnapshotStore>().AddAsync(
                new SnapshotRow(User, User, Given.Noon.AddHours(-hour), 10 - hour, "USD", 1_000m - hour, 90m + hour, 0m, 0m, 0m, 0m, 1_000m, 0.01m, true, false), default);
        }
    }

    [Theory]
    [InlineData("snapshot", 7)]
    [InlineData("balances", 5)]
    [InlineData("positions", 2)]
    [InlineData("exposure", 4)]
    [InlineData("drawdown", 7)]
    [InlineData("drawdown?days=1,30", 15)]
    [InlineData("allocation", 10)]
    [InlineData("history?step=1h", 3)]
    [InlineData("history?step=1d&limit=2", 2)]
    [InlineData("pnl", 12)]
    [InlineData("pnl-by-symbol", 24)]
    [InlineData("pnl-by-account", 24)]
    [InlineData("pnl/history", 24)]
    [InlineData("tax?year=2026", 3)]
    public async Task The_rows_add_up_to_the_figure(string path, int figures)
    {
        var answer = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}explain=true");

        var explained = Explained(answer).ToList();

        Assert.Equal(figures, explained.Count);
        Assert.All(explained, one => Assert.True(Math.Abs(Amount(one.Figure) - one.Rows.Sum(row => Amount(row!["amount"]))) < 1e-9m, $"{one.Name}: {one.Figure} is not {one.Rows.ToJsonString()}"));
        Assert.All(explained.Where(one => one.Figure is JsonValue value && value.GetValueKind() == JsonValueKind.String), one => Assert.Equal(Amount(one.Figure), one.Rows.Sum(row => Amount(row!["amount"]))));
        Assert.All(explained, one => Assert.DoesNotContain("rest", one.Rows.Select(row => (string?)row!["source"])));
    }

    [Theory]
    [InlineData("snapshot")]
    [InlineData("balances")]
    [InlineData("exposure")]
    [InlineData("allocation")]
    [InlineData("history")]
    [InlineData("pnl/history")]
    public async Task Unless_asked_nothing_is_explained_nor_to_those_who_may_not_see_amounts(string path)
    {
        Assert.Empty(Explained(await GetAsync(path)));
        Assert.Empty(Explained(await GetSharesAsync($"{path}?explain=true")));
    }

    [Fact]
    public async Task A_snapshot_in_another_currency_is_explained_in_it()
    {
        Host.World.Usd[Domain.Values.Asset.Parse("EUR")] = 1.07m;

        var answer = await GetAsync("snapshot?currency=EUR&explain=true");

        Assert.All(Explained(answer), one => Assert.Equal(Amount(one.Figure), one.Rows.Sum(row => Amount(row!["amount"]))));
        Assert.All(Explained(answer).SelectMany(one => one.Rows).Where(row => (string?)row!["source"] == "rest"), row => Assert.True(Math.Abs(Amount(row!["amount"])) < 1e-18m, $"{row}"));
    }

    /// <summary>A new route has to say why it needs no explanation, or have one.</summary>
    [Fact]
    public void Every_route_that_tells_of_money_can_be_asked()
    {
        string[] without =
        [
            "/pools", "/set-aside", "/transactions", "/trade-history", "/transactions/export", // lists that are themselves the rows
            "/reconciliation", // says the causes of each difference by itself
            "/events", // what the routes they are named after explain
            "/correlations", "/metrics/registry", // tell of no money
            "/returns/monthly", "/returns/heatmap", // cells of tables that "/returns" explains as rows
        ];

        var routes = Host.Routes().Where(route => route.Method == "GET" && route.Endpoint.RoutePattern.RawText!.StartsWith("/api/portfolio/", StringComparison.Ordinal))
            .Where(route => route.Endpoint.Metadata.OfType<QueryParameter>().All(parameter => parameter.Name != "explain"))
            .Select(route => route.Endpoint.RoutePattern.RawText!["/api/portfolio".Length..]);

        Assert.Equal(without.Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, JsonNode? Figure, JsonArray Rows)> Explained(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Explained),
        JsonObject members => (members["explanation"] is JsonObject explanation
                ? explanation.Where(one => members[one.Key] is not null).Select(one => (one.Key, members[one.Key], one.Value!.AsArray()))
                : [])
            .Concat(members.Where(member => member.Key != "explanation").SelectMany(member => Explained(member.Value))),
        _ => [],
    };

    private static decimal Amount(JsonNode? node) => node!.GetValueKind() == JsonValueKind.String
        ? decimal.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture)
        : (decimal)node.GetValue<double>();
}
