using System.Net;
using Orleans.Runtime;
using PortfolioOrleans.Contracts.Venues;

namespace PortfolioOrleans.Gateway.Tests.Health;

public sealed class HealthTests(HealthHost host) : IClassFixture<HealthHost>, IDisposable
{
    public void Dispose()
    {
        host.World.DatabaseIsDown = false;
        host.World.Failure = null;
        host.World.Feeds.Clear();
        host.World.Adapters.Clear();
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/portfolio/health")]
    public async Task When_all_is_well_it_says_so_and_what_runs(string path)
    {
        var health = (await host.GetAsync(path)).Json;

        Assert.Equal(("ok", "ok"), ((string?)health["status"], (string?)health["sync_status"]));
        Assert.Equal(("2026-03-04T12:00:00Z", 0d), ((string?)health["last_sync"], (double?)health["sync_lag_seconds"]));
        Assert.Equal(("memory", true), ((string?)health["database"]!["kind"], (bool?)health["database"]!["available"]));
        Assert.Equal(("Embedded", "4.5.6"), ((string?)health["engine"]!["name"], (string?)health["engine"]!["version"]));
        Assert.Equal(("portfolio", "1.2.3"), ((string?)health["service"], (string?)health["version"]));
        Assert.Equal(["binance", "okx"], health["venues"]!.AsArray().Select(venue => (string?)venue!["venue"]));
        Assert.Equal(1d, (double?)health["latency"]!["database_ms"]);
        Assert.True((double?)health["latency"]!["engine_ms"] >= 0d);
    }

    [Fact]
    public async Task Without_the_database_it_lives_and_is_not_ready()
    {
        host.World.DatabaseIsDown = true;

        var ready = await host.GetAsync("/health/ready");
        var health = await host.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/live")).Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (ready.Status, (bool?)ready.Json["ready"]));
        Assert.Equal(["The database does not answer."], ready.Json["reasons"]!.AsArray().Select(reason => (string?)reason));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (health.Status, (string?)health.Json["status"]));
        Assert.DoesNotContain("10.1.2.3", health.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_grains_it_is_not_ready()
    {
        host.World.Failure = () => new OrleansException("silo lost");

        var ready = await host.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        Assert.Equal(["The grains do not answer."], ready.Json["reasons"]!.AsArray().Select(reason => (string?)reason));
    }

    [Fact]
    public async Task It_is_ready_again_by_itself()
    {
        host.World.DatabaseIsDown = true;
        await host.GetAsync("/health/ready");

        host.World.DatabaseIsDown = false;

        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_venue_that_fails_degrades_the_service_and_leaves_it_ready()
    {
        host.World.Feeds["okx"] = new FeedStatus("okx", Given.Noon.AddMinutes(-7), 3, 12, "maintenance");

        var health = (await host.GetAsync("/health")).Json;

        Assert.Equal(("degraded", "degraded"), ((string?)health["status"], (string?)health["sync_status"]));
        Assert.Equal(("2026-03-04T11:53:00Z", 420d), ((string?)health["last_sync"], (double?)health["sync_lag_seconds"]));
        Assert.Equal(("failing", 12, "maintenance"), (
            (string?)health["venues"]![1]!["status"], (int?)health["venues"]![1]!["failures"], (string?)health["venues"]![1]!["error"]));
        Assert.Equal(["The venue okx is failing."], health["reasons"]!.AsArray().Select(reason => (string?)reason));
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/health/ready")).Status);
    }

    [Theory]
    [InlineData("closed", null, 0, 10, "ok")]
    [InlineData("open", null, 0, 10, "degraded")]
    [InlineData("closed", 60, 0, 10, "degraded")]
    [InlineData("closed", -60, 0, 10, "ok")]
    [InlineData("closed", null, 1, 10, "degraded")]
    [InlineData("closed", null, 0, 61, "failing")]
    [InlineData("closed", null, 0, null, "pending")]
    [InlineData("closed", null, 1, null, "failing")]
    public async Task A_venues_state_is_one_word(string breaker, int? bannedFor, int failures, int? age, string status)
    {
        host.World.Feeds["binance"] = new FeedStatus("binance", age is { } old ? Given.Noon.AddSeconds(-old) : null, 3, failures, null);
        host.World.Adapters["binance"] = new VenueStatus(
            "binance", [new VenueHostRow("api.binance.com", breaker, bannedFor is { } ban ? Given.Noon.AddSeconds(ban) : null, TimeSpan.FromMilliseconds(-12))],
            [new VenueBudgetRow("weight", 40, 6_000, TimeSpan.FromMinutes(1))]);

        var venue = (await host.GetAsync("/health")).Json["venues"]![0]!;

        Assert.Equal(status, (string?)venue["status"]);
        Assert.Equal((breaker, -12d), ((string?)venue["hosts"]![0]!["breaker"], (double?)venue["hosts"]![0]!["clock_offset_ms"]));
        Assert.Equal((40, 6_000, 60d), (
            (int?)venue["budgets"]![0]!["used"], (int?)venue["budgets"]![0]!["limit"], (double?)venue["budgets"]![0]!["window_seconds"]));
    }

    [Fact]
    public async Task Of_a_limit_for_each_key_the_fullest_is_told_and_no_key()
    {
        host.World.Adapters["binance"] = new VenueStatus(
            "binance", [],
            [
                new VenueBudgetRow("uid#0badcafe", 40, 6_000, TimeSpan.FromMinutes(1)),
                new VenueBudgetRow("uid#deadbeef", 90, 6_000, TimeSpan.FromMinutes(1)),
                new VenueBudgetRow("weight", 7, 2_400, TimeSpan.FromMinutes(1)),
            ]);

        var budgets = (await host.GetAsync("/health")).Json["venues"]![0]!["budgets"]!.AsArray();

        Assert.Equal([("uid", 90), ("weight", 7)], budgets.Select(budget => ((string?)budget!["bucket"], (int)budget["used"]!)));
    }

    [Fact]
    public async Task No_venue_read_yet_is_pending_and_not_failing()
    {
        foreach (var venue in (string[])["binance", "okx"])
        {
            host.World.Feeds[venue] = new FeedStatus(venue, null, 0, 0, null);
        }

        var health = (await host.GetAsync("/health")).Json;

        Assert.Equal(("ok", "pending"), ((string?)health["status"], (string?)health["sync_status"]));
        Assert.Null((string?)health["last_sync"]);
    }
}

/// <summary>A host whose health is found out anew each time.</summary>
public sealed class HealthHost() : GatewayHost(("HealthCacheTime", "00:00:00"));
