using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.Storage.PrivateServer;

namespace PortfolioOrleans.Silo.Tests.Commands;

/// <summary>What can be missing or wrong on a machine: each said plainly, with what to do, and exit code 1.</summary>
public sealed class MissingPiecesTests
{
    private static async Task<string> RefusalAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var (exitCode, _, errors) = await Executable.RunAsync(environment, null, arguments);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", errors);
        return errors;
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_option_that_chooses_another()
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refusal = await RefusalAsync(null, "serve", "--urls", $"http://127.0.0.1:{port}", "--storage", "memory", "--data-dir", folder.Path);

        Assert.Contains($"{port}", refusal);
        Assert.Contains("--urls", refusal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("occupied"), "a file, not a folder");

        var refusal = await RefusalAsync(null, "serve", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", folder.File("occupied/data"));

        Assert.Contains("occupied", refusal);
    }

    [Fact]
    public async Task Missing_server_programs_come_with_the_command_that_installs_them()
    {
        using var folder = new TempFolder();

        var refusal = await RefusalAsync(
            new Dictionary<string, string?> { ["PORTFOLIO_POSTGRES_BIN"] = folder.Path }, "migrate", "--data-dir", folder.File("data"));

        Assert.Contains("apt-get install -y postgresql", refusal);
    }

    [Fact]
    public async Task A_database_out_of_reach_is_said_to_be_without_its_password()
    {
        using var folder = new TempFolder();

        var refusal = await RefusalAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Portfolio"] = $"Host=127.0.0.1;Port={Ports.Free()};Username=x;Password=do-not-show;Database=x" },
            "migrate", "--data-dir", folder.Path);

        Assert.Contains("database", refusal);
        Assert.DoesNotContain("do-not-show", refusal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Wrong_missing_and_malformed_master_keys_are_told_apart()
    {
        using var folder = new TempFolder();
        await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.File("server") }, CancellationToken.None);
        var environment = new Dictionary<string, string?> { ["ConnectionStrings__Portfolio"] = server.AdministratorConnection };
        var first = await Executable.RunAsync(environment, null, "migrate", "--data-dir", folder.File("one"));
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("one/master.key")));

        var missing = await RefusalAsync(environment, "migrate", "--data-dir", folder.File("two"));
        var wrong = await RefusalAsync(
            new Dictionary<string, string?>(environment) { ["PORTFOLIO_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) }, "migrate", "--data-dir", folder.File("three"));
        var malformed = await RefusalAsync(
            new Dictionary<string, string?>(environment) { ["PORTFOLIO_MASTER_KEY"] = "do-not-show-this" }, "migrate", "--data-dir", folder.File("four"));

        Assert.Contains("PORTFOLIO_MASTER_KEY", missing);
        Assert.Contains("master key", wrong);
        Assert.Contains("32 bytes", malformed);
        Assert.DoesNotContain("do-not-show-this", malformed);
    }

    [Fact]
    public async Task A_database_from_a_newer_version_is_left_alone()
    {
        using var folder = new TempFolder();
        await using var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.File("server") }, CancellationToken.None);
        var environment = new Dictionary<string, string?> { ["ConnectionStrings__Portfolio"] = server.AdministratorConnection };
        Assert.Equal(0, (await Executable.RunAsync(environment, null, "migrate", "--data-dir", folder.Path)).ExitCode);
        await using (var database = NpgsqlDataSource.Create(server.AdministratorConnection))
        {
            await using var future = database.CreateCommand(
                "INSERT INTO portfolio.schema_migrations (component, number, name, checksum) VALUES ('portfolio', 9999, 'from the future', 'x')");
            await future.ExecuteNonQueryAsync();
        }

        var refusal = await RefusalAsync(environment, "serve", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", folder.Path);

        Assert.Contains("newer", refusal);
    }

    [Fact]
    public async Task A_second_service_on_one_data_folder_is_refused()
    {
        await using var house = await House.StartAsync();

        var refusal = await RefusalAsync(null, "serve", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", house.DataFolder);

        Assert.Contains("in use", refusal);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_not_repeated()
    {
        using var folder = new TempFolder();

        var refusal = await RefusalAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Portfolio"] = "postgres://me:do-not-show@db/portfolio" }, "migrate", "--data-dir", folder.Path);

        Assert.Contains("connection string", refusal);
        Assert.DoesNotContain("do-not-show", refusal);
    }

    [Theory]
    [InlineData("Portfolio__WakePeriod", "00:00:01", "Portfolio:WakePeriod")]
    [InlineData("Sync__BalancesPeriod", "often", "Sync:BalancesPeriod")]
    [InlineData("Venues__binance__PricesPeriod", "00:00:00", "Venues:binance:PricesPeriod")]
    [InlineData("Logging__LogLevel__Default", "Loud", "Loud")]
    public async Task A_setting_that_is_wrong_is_named_by_its_key(string variable, string value, string key)
    {
        using var folder = new TempFolder();

        var refusal = await RefusalAsync(
            new Dictionary<string, string?> { [variable] = value },
            "serve", "--storage", "memory", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", folder.Path);

        Assert.Contains(key, refusal);
    }

    [Fact]
    public async Task Several_settings_that_are_wrong_are_all_named()
    {
        using var folder = new TempFolder();

        var refusal = await RefusalAsync(
            new Dictionary<string, string?> { ["Portfolio__ValuationPause"] = "-00:00:01", ["Sync__PricesPeriod"] = "00:00:00" },
            "serve", "--storage", "memory", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data-dir", folder.Path);

        Assert.Contains("Portfolio:ValuationPause", refusal);
        Assert.Contains("Sync:PricesPeriod", refusal);
    }

    [Fact]
    public async Task The_embedded_engine_refuses_to_be_a_cluster()
    {
        var version = await Executable.RunAsync("version", "--json");
        if (!version.Output.Contains("Embedded", StringComparison.Ordinal))
        {
            return; // Orleans is one.
        }

        var (exitCode, _, errors) = await Executable.RunAsync("serve", "--role", "gateway", "--storage", "memory");

        Assert.Equal(2, exitCode);
        Assert.Contains("GrainEngine=Orleans", errors);
    }
}
