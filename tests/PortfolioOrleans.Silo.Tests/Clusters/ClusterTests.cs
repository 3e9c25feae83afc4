using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Tests.Clusters;

/// <summary>Two silos and a gateway, each a process of its own, on one PostgreSQL: as silo-config/compose.yaml runs them.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task A_silo_that_is_killed_takes_no_event_with_it_unsaid_and_the_other_goes_on()
    {
        using var folder = new TempFolder();
        await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path }, CancellationToken.None);
        await using var venues = await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = true }, CancellationToken.None);
        var accounts = DemoWorld.Populate(venues.World);
        var settings = Settings(server, venues);
        Assert.Equal(0, (await Executable.RunAsync(settings, null, "migrate")).ExitCode);

        await using var first = await ServeAsync(settings, "silo");
        await using var second = await ServeAsync(settings, "silo");
        await using var gateway = await ServeAsync(settings, "gateway");
        using var alice = await JoinAsync(settings, gateway.Url);
        foreach (var account in accounts.Where(account => account.User == DemoWorld.Alice))
        {
            (await alice.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(account))).Expect(HttpStatusCode.Created);
        }

        await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Venues() is ["binance", "okx"], TimeSpan.FromSeconds(30));
        var begun = new TaskCompletionSource();
        var listening = alice.EventsAsync(60, patience: TimeSpan.FromSeconds(90), heard: () => begun.TrySetResult());
        await begun.Task;
        await first.Process.KillAsync();
        var events = await listening;
        var after = await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromSeconds(60));

        // What the dead silo had not passed on is told to be missing, to the event; all else follows without a gap.
        var last = events[0]["seq"]!.GetValue<long>();
        foreach (var happened in events.Skip(1))
        {
            var begins = happened["type"]!.GetValue<string>() == "stream.reset" ? happened["data"]!["from"]!.GetValue<long>() : happened["seq"]!.GetValue<long>();
            Assert.Equal(last + 1, begins);
            last = happened["seq"]!.GetValue<long>();
        }

        Assert.True(after["sequence"]!.GetValue<long>() >= last);
        Assert.Equal(2, (await alice.GetAsync("/api/accounts"))["items"]!.AsArray().Count);
    }

    private static Dictionary<string, string?> Settings(PrivatePostgres server, SimulatedVenues venues) => new()
    {
        ["ConnectionStrings__Portfolio"] = server.AdministratorConnection,
        ["PORTFOLIO_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Cluster__Enabled"] = "true",
        ["Cluster__AdvertisedAddress"] = "127.0.0.1",
        ["Venues__binance__RestUrl"] = $"{venues.BinanceAddress}",
        ["Venues__binance__FuturesUrl"] = $"{venues.BinanceAddress}",
        ["Venues__okx__RestUrl"] = $"{venues.OkxAddress}",
        ["Sync__PricesPeriod"] = "00:00:00.500",
        ["Portfolio__ValuationPause"] = "00:00:01",
    };

    private static async Task<Member> ServeAsync(Dictionary<string, string?> settings, string role)
    {
        var own = new Dictionary<string, string?>(settings) { ["Cluster__SiloPort"] = $"{Ports.Free()}", ["Cluster__GatewayPort"] = $"{Ports.Free()}" };
        var url = $"http://127.0.0.1:{Ports.Free()}";
        var member = new Member(url, Executable.Start(own, "serve", "--role", role, "--urls", url));
        using var nobody = new Api(url, null);
        await Eventually.TrueAsync(
            async () => member.Process.HasExited ? throw new InvalidOperationException($"It ended: {member.Process.Errors}") : await nobody.IsReadyAsync(),
            TimeSpan.FromSeconds(60),
            $"ready: {role}");
        return member;
    }

    private static async Task<Api> JoinAsync(Dictionary<string, string?> settings, string url)
    {
        Assert.Equal(0, (await Executable.RunAsync(settings, null, "user", "add", DemoWorld.Alice)).ExitCode);
        var made = await Executable.RunAsync(
            settings, null, "token", "create", DemoWorld.Alice, "--json", "--scope", "portfolio:read", "portfolio:write");
        Assert.True(made.ExitCode == 0, made.Errors);
        return new Api(url, JsonNode.Parse(made.Output)!["token"]!.GetValue<string>());
    }

    private sealed record Member(string Url, Executable Process) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
