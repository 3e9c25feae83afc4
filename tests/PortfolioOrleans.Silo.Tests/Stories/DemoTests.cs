using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>What someone who clones the repository sees.</summary>
public sealed class DemoTests
{
    private static Executable Start(TempFolder folder, string url) => Executable.Start(null, "demo", "--urls", url, "--data-dir", folder.File("data"));

    /// <summary>What the demo writes down once it is ready.</summary>
    private static async Task<JsonNode> ReadyAsync(Executable demo, TempFolder folder)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.TrueAsync(
            () => demo.HasExited ? throw new InvalidOperationException(demo.Errors) : Task.FromResult(demo.Output.Contains("Ctrl-C", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(40),
            "ready");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"Ready after {watch.Elapsed}.");
        return JsonNode.Parse(await File.ReadAllTextAsync(folder.File("data/demo.json")))!;
    }

    [Fact]
    public async Task The_demo_shows_a_complete_portfolio_that_equals_the_venues_own_account_and_finds_it_again()
    {
        using var folder = new TempFolder();
        var url = $"http://127.0.0.1:{Ports.Free()}";

        await using var demo = Start(folder, url);
        var card = await ReadyAsync(demo, folder);
        var ready = Stopwatch.StartNew();
        Assert.Equal(url, card["url"]!.GetValue<string>());
        var token = card["users"]!.AsArray().Single(user => user!["id"]!.GetValue<string>() == "alice")!["token"]!.GetValue<string>();
        using var alice = new Api(url, token);
        using var control = new Api(card["venues"]!["control"]!.GetValue<string>(), null);
        var first = await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromSeconds(10));
        Assert.True(ready.Elapsed < TimeSpan.FromSeconds(5), $"First complete snapshot {ready.Elapsed} after ready.");
        Assert.Equal(["binance", "evm-1", "okx", "okx-web3"], first.Venues());

        // What stands beside the balances: shares of two pools, a scam, the sector of a bridged token.
        var beside = await alice.SnapshotWhereAsync(
            snapshot => snapshot["pools"]!.AsArray().Count == 2 && snapshot["set_aside"]!.AsArray().Count == 1
                && snapshot["balances"]!.AsArray().Any(row => Said(row!, "asset").StartsWith("AAVE@8453:", StringComparison.Ordinal) && Said(row!, "sector") == "DeFi"),
            TimeSpan.FromSeconds(10));
        Assert.All(beside["pools"]!.AsArray(), pool => Assert.NotNull(pool!["holding"]));
        Assert.Equal(["uniswap-v2", "uniswap-v3"], beside["pools"]!.AsArray().Select(pool => Said(pool!, "protocol")).Order());

        // Events of half a minute: no number is missing or repeated.
        var events = await alice.EventsAsync(40, patience: TimeSpan.FromSeconds(40));
        var numbers = events.Select(happened => happened["seq"]!.GetValue<long>()).ToList();
        Assert.Equal(Enumerable.Range(0, 40).Select(step => numbers[0] + step), numbers);

        // With the markets held still, what we say she owns is what the venues say she owns.
        (await control.SendAsync(HttpMethod.Post, "/control/prices/freeze")).Expect(HttpStatusCode.OK);
        var stated = (await control.GetAsync("/control/owners/alice")).Amount("equity_usd");
        var settled = await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && Same(stated, snapshot.Amount("total_equity")), TimeSpan.FromSeconds(20));

        await demo.InterruptAsync();
        Assert.Equal(0, demo.ExitCode);
        Assert.False(File.Exists(folder.File("data/postgres/postmaster.pid")));
        await Assert.ThrowsAsync<HttpRequestException>(() => control.GetAsync("/control/accounts"));

        await using var again = Start(folder, url);
        var secondCard = await ReadyAsync(again, folder);
        Assert.Equal(token, secondCard["users"]!.AsArray().Single(user => user!["id"]!.GetValue<string>() == "alice")!["token"]!.GetValue<string>());
        // What was saved is answered first, then valued anew.
        var found = await alice.SnapshotWhereAsync(
            snapshot => snapshot.IsComplete() && snapshot["version"]!.GetValue<long>() > settled["version"]!.GetValue<long>(), TimeSpan.FromSeconds(15));
        Assert.True(Same(stated, found.Amount("total_equity")), $"{found.Amount("total_equity")} instead of {stated}.");
        await again.InterruptAsync();
        Assert.Equal(0, again.ExitCode);
    }

    /// <summary>To the last digit of any price and far beyond it: a venue states an inverse contract's profit in 16 digits of the coin, and we do not round it.</summary>
    private static bool Same(decimal stated, decimal shown) => Math.Abs(stated - shown) < 1e-9m;

    private static string Said(JsonNode row, string member) => row[member]!.GetValue<string>();

    [Fact]
    public async Task Without_any_database_the_demo_keeps_nothing_and_shows_the_same()
    {
        using var folder = new TempFolder();
        await using var demo = Executable.Start(
            null, "demo", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", folder.File("data"), "--storage", "memory", "--json");
        await Eventually.TrueAsync(() => Task.FromResult(demo.Output.TrimEnd().EndsWith('}')), TimeSpan.FromSeconds(40), "ready");
        var card = JsonNode.Parse(demo.Output)!;
        using var bob = new Api(card["url"]!.GetValue<string>(), card["users"]![1]!["token"]!.GetValue<string>());

        var snapshot = await bob.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromSeconds(10));

        Assert.True(snapshot["sources"]!.AsArray().Count >= 4);
        Assert.False(Directory.Exists(folder.File("data")));
    }
}
