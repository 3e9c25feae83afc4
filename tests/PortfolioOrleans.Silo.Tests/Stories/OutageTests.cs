using System.Net;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>Venues and databases that go away and come back.</summary>
public sealed class OutageTests
{
    private static readonly Dictionary<string, string?> Brisk = new()
    {
        ["Sync__BalancesPeriod"] = "00:00:02",
        ["Sync__PositionsPeriod"] = "00:00:02",
        ["Sync__PricesPeriod"] = "00:00:00.500",
        ["Portfolio__ValuationPause"] = "00:00:01",
    };

    [Fact]
    public async Task A_venue_that_is_down_keeps_its_numbers_flagged_and_is_complete_within_a_minute_of_its_return()
    {
        await using var house = await House.StartAsync(Brisk);
        using var alice = await house.SettleAsync();
        var before = await alice.SnapshotAsync();
        var peakBefore = (await alice.GetAsync("/api/portfolio/drawdown")).Amount("peak_equity");

        house.World.Inject(new FaultOrder { Kind = FaultKind.Down, Venue = SimulatedVenue.Binance });
        await alice.SnapshotWhereAsync(snapshot => !snapshot.IsComplete(), TimeSpan.FromSeconds(30));
        house.World.MultiplyPrice("BTCUSDT", 10m); // Seen at OKX alone; must not become a peak.
        var during = await alice.SnapshotWhereAsync(
            snapshot => !snapshot.IsComplete() && snapshot.Amount("total_equity") != before.Amount("total_equity"), TimeSpan.FromSeconds(30));
        var drawdownDuring = await alice.GetAsync("/api/portfolio/drawdown");

        Assert.Equal(
            before["balances"]!.AsArray().Where(row => row!["venue"]!.GetValue<string>() == "binance").Select(row => row!["total"]!.GetValue<string>()),
            during["balances"]!.AsArray().Where(row => row!["venue"]!.GetValue<string>() == "binance").Select(row => row!["total"]!.GetValue<string>()));
        var source = during["sources"]!.AsArray().First(row => row!["venue"]!.GetValue<string>() == "binance")!;
        Assert.Equal("failed", source["status"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(source["error"]!.GetValue<string>()));
        Assert.Equal(peakBefore, drawdownDuring.Amount("peak_equity"));
        Assert.Equal(before["daily_drawdown_pct"]!.GetValue<double>(), during["daily_drawdown_pct"]!.GetValue<double>());

        house.World.MultiplyPrice("BTCUSDT", 0.1m);
        house.World.ClearFaults();
        var after = await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromMinutes(1));
        Assert.Equal(before.Amount("total_equity"), after.Amount("total_equity"));
    }

    [Fact]
    public async Task A_database_that_stops_and_starts_under_load_stops_no_reading_and_loses_nothing()
    {
        using var folder = new TempFolder();
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path }, CancellationToken.None);
        try
        {
            await using var house = await House.StartAsync(new Dictionary<string, string?>(Brisk) { ["ConnectionStrings__Portfolio"] = server.AdministratorConnection });
            using var alice = await house.SettleAsync();
            using var writer = await house.JoinAsync("alice", "portfolio:read", "portfolio:write");
            var before = await alice.SnapshotAsync();

            await server.DisposeAsync();
            await Eventually.TrueAsync(async () => !await alice.IsReadyAsync(), TimeSpan.FromSeconds(15), "not ready");
            var during = await alice.SnapshotAsync();
            Assert.Equal(before.Amount("total_equity"), during.Amount("total_equity"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alice.SendAsync(HttpMethod.Get, "/api/portfolio/history")).Status);
            var refused = await writer.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(house.Accounts.First(account => account.User == "bob")));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
            Assert.Equal("records_unavailable", refused.Json["code"]!.GetValue<string>());
            house.World.MultiplyPrice("BTCUSDT", 1.5m);

            server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path }, CancellationToken.None);
            await Eventually.TrueAsync(alice.IsReadyAsync, TimeSpan.FromSeconds(30), "ready again");
            var after = await alice.SnapshotWhereAsync(
                snapshot => snapshot.IsComplete() && snapshot.Amount("total_equity") > before.Amount("total_equity"), TimeSpan.FromSeconds(30));

            Assert.True(after["version"]!.GetValue<long>() > before["version"]!.GetValue<long>());
            Assert.Equal(2, (await alice.GetAsync("/api/accounts"))["items"]!.AsArray().Count);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
