using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Silo.Tests.Commands;

/// <summary>The commands as a user types them.</summary>
public sealed class CommandTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("migrate")]
    [InlineData("user add")]
    [InlineData("user list")]
    [InlineData("token create")]
    [InlineData("token revoke")]
    [InlineData("token list")]
    [InlineData("account add")]
    [InlineData("account list")]
    [InlineData("account sync")]
    [InlineData("health")]
    [InlineData("simulate")]
    [InlineData("version")]
    public async Task Every_command_explains_itself(string command)
    {
        var (exitCode, output, _) = await Executable.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("Usage:", output);
        Assert.Contains("--json", output);
    }

    [Theory]
    [InlineData("fly", "fly")]
    [InlineData("serve --storage floppy", "floppy")]
    [InlineData("serve --role king", "king")]
    [InlineData("health --url nowhere", "nowhere")]
    [InlineData("token create alice --scope everything", "everything")]
    [InlineData("token create alice --expires-in-days 0", "expires-in-days")]
    [InlineData("user list --storage memory", "memory")]
    [InlineData("serve --config /no/such/file.json", "/no/such/file.json")]
    [InlineData("user add", "portfolio user add --help")]
    [InlineData("serve --storage memory --urls ftp://127.0.0.1:8000", "ftp://127.0.0.1:8000")]
    [InlineData("user add Bad_Id", "Bad_Id")]
    public async Task Wrong_usage_is_named_and_exits_with_two(string command, string named)
    {
        var (exitCode, _, errors) = await Executable.RunAsync(command.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(named, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Version_is_there_for_people_and_machines()
    {
        var people = await Executable.RunAsync("version");
        var machines = await Executable.RunAsync("version", "--json");

        Assert.StartsWith("portfolio 0.", people.Output);
        Assert.Contains(JsonNode.Parse(machines.Output)!["engine"]!.GetValue<string>(), new[] { "Embedded", "Orleans" });
    }

    [Fact]
    public async Task Users_tokens_and_accounts_are_kept_beside_a_running_service_which_takes_them_up_at_once()
    {
        await using var house = await House.StartAsync(new Dictionary<string, string?> { ["Sync__OnDemandCooldown"] = "00:00:00" });
        var account = house.Accounts[0];

        Assert.Equal(0, (await house.RunAsync("user", "add", "alice", "--name", "Alice")).ExitCode);
        var again = await house.RunAsync("user", "add", "alice");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("alice", again.Errors);
        var users = JsonNode.Parse((await house.RunAsync("user", "list", "--json")).Output)!.AsArray();
        Assert.Equal("Alice", Assert.Single(users)!["name"]!.GetValue<string>());

        var token = (await house.RunAsync("token", "create", "alice")).Output.Trim();
        using var alice = new Api(house.Url, token);
        Assert.Equal(0m, (await alice.SnapshotAsync()).Amount("total_equity"));

        var credentials = $$"""{"api_key":"{{account.Key}}","api_secret":"{{account.Secret}}"}""";
        var added = await house.RunWithInputAsync(credentials, "account", "add", "alice", "binance", "--label", "main", "--credentials", "-", "--json");
        Assert.True(added.ExitCode == 0, added.Errors);
        var id = JsonNode.Parse(added.Output)!["id"]!.GetValue<string>();
        await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Venues() is ["binance"], TimeSpan.FromSeconds(20));
        var synced = await house.RunAsync("account", "sync", id);
        Assert.True(synced.ExitCode == 0, synced.Errors);
        Assert.Contains("main", (await house.RunAsync("account", "list")).Output);
        var repeated = await house.RunWithInputAsync(credentials, "account", "add", "alice", "binance", "--credentials", "-");
        Assert.Equal(0, repeated.ExitCode);
        Assert.Contains(id, repeated.Output);

        var tokenId = JsonNode.Parse((await house.RunAsync("token", "list", "--json")).Output)![0]!["id"]!.GetValue<string>();
        Assert.Equal(0, (await house.RunAsync("token", "revoke", tokenId)).ExitCode);
        Assert.Equal(1, (await house.RunAsync("token", "revoke", tokenId)).ExitCode);
        await Eventually.TrueAsync(
            async () => (await alice.SendAsync(HttpMethod.Get, "/api/portfolio/snapshot")).Status == System.Net.HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(15),
            "the token is refused");
    }

    [Fact]
    public async Task Credentials_that_are_no_json_are_refused_without_being_shown()
    {
        await using var house = await House.StartAsync();
        await house.RunAsync("user", "add", "alice");

        var refused = await house.RunWithInputAsync("{\"api_key\": secret-without-quotes", "account", "add", "alice", "binance", "--credentials", "-");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("line 1", refused.Errors);
        Assert.DoesNotContain("secret-without-quotes", refused.Errors + refused.Output);
    }

    [Fact]
    public async Task A_sync_without_a_service_says_that_none_runs_and_health_fails()
    {
        using var folder = new TempFolder();
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path }, CancellationToken.None);
        await using var _ = server;
        var environment = new Dictionary<string, string?> { ["ConnectionStrings__Portfolio"] = server.AdministratorConnection };

        var sync = await Executable.RunAsync(environment, null, "account", "sync", "binance-nothing", "--data-dir", folder.File("data"));
        var health = await Executable.RunAsync("health", "--url", $"http://127.0.0.1:{Ports.Free()}");

        Assert.Equal(1, sync.ExitCode);
        Assert.Contains("binance-nothing", sync.Errors);
        Assert.Equal(1, health.ExitCode);
        Assert.Contains("Nothing answers", health.Errors);
    }
}
