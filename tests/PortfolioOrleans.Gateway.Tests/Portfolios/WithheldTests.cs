using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Gateway.Tests.Portfolios;

/// <summary>A token that may see shares only is told no amount, quantity or price, wherever it looks.</summary>
public sealed class WithheldTests(GatewayHost host) : IClassFixture<GatewayHost>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        host.World["alice"].Snapshot = Given.Portfolio("alice");
        host.World["alice"].Accounts = [Given.Account("acc-1")];
        await host.App.Services.GetRequiredService<IPerformanceStore>().SaveAllAsync(Given.Days("alice"), default);
        await host.App.Services.GetRequiredService<ISnapshotStore>().AddAsync(
            new SnapshotRow("alice", "alice", Given.Noon.AddHours(-3), 1, "USD", 100000m, 90000m, 40000m, 0m, 0m, 0m, 81818.18m, 0.07m, true, false), default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task No_route_tells_an_amount()
    {
        var token = await host.TokenAsync("alice", Scopes.ReadShares);
        var routes = host.Routes()
            .Where(route => route.Method == "GET" && route.Endpoint.Metadata.GetMetadata<RequiredScope>()!.AnyOf.Contains(Scopes.ReadShares))
            .Select(route => route.Endpoint.RoutePattern.RawText!)
            .Where(route => !route.EndsWith("/events", StringComparison.Ordinal))
            .ToList();

        Assert.True(routes.Count >= 17);
        foreach (var route in routes)
        {
            var path = route.Replace("{id}", "acc-1", StringComparison.Ordinal);
            var reply = await host.GetAsync(path.EndsWith("/drawdown", StringComparison.Ordinal) ? $"{path}?days=30" : path, token);

            Assert.Equal(200, (int)reply.Status);
            AssertNoAmount(reply.Json, path);
        }
    }

    [Fact]
    public async Task The_event_stream_tells_none_either()
    {
        await using var events = await EventClient.OpenAsync(host, await host.TokenAsync("alice", Scopes.ReadShares));

        await host.ValueAsync(Given.Portfolio("alice", version: 2));

        var frames = await events.TakeAsync(8);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], frames.Select(frame => frame.Seq));
        Assert.All(frames, frame => AssertNoAmount(frame.Envelope, frame.Type));
    }

    [Fact]
    public async Task Shares_and_ratios_are_told()
    {
        var token = await host.TokenAsync("alice", Scopes.ReadShares);

        var snapshot = (await host.GetAsync("/api/portfolio/snapshot", token)).Json;
        var allocation = (await host.GetAsync("/api/portfolio/allocation", token)).Json;
        var exposure = (await host.GetAsync("/api/portfolio/exposure", token)).Json;
        var history = (await host.GetAsync("/api/portfolio/history", token)).Json;

        Assert.Equal((5.2, 1), ((double?)snapshot["daily_drawdown_pct"], (int?)snapshot["num_positions"]));
        Assert.Equal((5d, 7.5), ((double?)snapshot["positions"]![0]!["leverage"], (double?)snapshot["positions"]![0]!["unrealized_pnl_pct"]));
        Assert.Equal((60d, 0.52), ((double)allocation["by_asset"]![0]!["share_pct"]!, (double)allocation["hhi"]!));
        Assert.Equal(0.741, (double?)exposure["leverage"]);
        Assert.Equal(7, (double?)history["items"]![0]!["drawdown_pct"]);
    }

    [Fact]
    public async Task Whoever_may_read_both_is_told_the_amounts()
    {
        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("alice", Scopes.Read, Scopes.ReadShares));

        Assert.Equal("101234.5", (string?)reply.Json["total_equity"]);
    }

    [Fact]
    public async Task The_same_check_finds_amounts_where_they_may_be_seen()
    {
        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("alice", Scopes.Read));

        Assert.ThrowsAny<Exception>(() => AssertNoAmount(reply.Json, "snapshot"));
    }

    /// <summary>Neither one of the known amounts anywhere in a text, nor any text at all that is a number.</summary>
    private static void AssertNoAmount(JsonNode node, string where)
    {
        foreach (var amount in Given.Amounts)
        {
            Assert.DoesNotContain($"\"{amount}\"", node.ToJsonString(), StringComparison.Ordinal);
        }

        var texts = Values(node).Where(value => value.GetValueKind() == JsonValueKind.String).Select(value => value.GetValue<string>());
        Assert.Empty(texts.Where(text => decimal.TryParse(text, out _)).Select(text => $"{where}: {text}"));
    }

    private static IEnumerable<JsonValue> Values(JsonNode? node) => node switch
    {
        JsonValue value => [value],
        JsonArray array => array.SelectMany(Values),
        JsonObject map => map.SelectMany(member => Values(member.Value)),
        _ => [],
    };
}
