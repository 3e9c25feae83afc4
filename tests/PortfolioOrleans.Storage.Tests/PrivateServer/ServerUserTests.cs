using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.PrivateServer;

/// <summary>Every way of running the server as somebody, each alone.</summary>
public sealed class ServerUserTests(PreparedFolder prepared) : PrivateServerTests(prepared)
{
    private const UnixFileMode Everyones =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [RootFact]
    public void Root_has_several_ways_to_become_another()
    {
        var programs = ServerUser.Candidates().Select(user => Path.GetFileName(user.Prefix[0])).Distinct();

        Assert.Equal(["setpriv", "runuser", "su"], programs);
    }

    [RootFact]
    public async Task Each_way_runs_a_server_in_a_folder_that_everyone_may_pass()
    {
        File.SetUnixFileMode(Parent, Everyones);
        await GivenPreparedAsync();

        foreach (var user in ServerUser.Candidates())
        {
            if (!(await ProgramRun.OfAsync([.. user.Prefix, "true"], None)).Succeeded)
            {
                Assert.Contains(" with dac_", user.Name); // A capability that this container keeps from root.
                continue;
            }

            await using var server = await StartAsync(users: [user]);
            Assert.Equal(user.Name, $"{user.Name}{(await AskAsync(server, "SELECT 1") == "1" ? "" : " failed")}");
            Assert.Equal(user.Owner!.Value.User, await UserOfAsync(server.ProcessId));
        }
    }

    [RootFact]
    public async Task A_folder_of_roots_alone_is_passed_with_a_capability_alone()
    {
        await GivenPreparedAsync();
        var passed = new List<string>();

        foreach (var user in ServerUser.Candidates())
        {
            try
            {
                await using var server = await StartAsync(users: [user]);
                passed.Add(user.Name);
            }
            catch (PrivateServerException error)
            {
                Assert.Contains("No user that PostgreSQL accepts can work in", error.Message);
            }
        }

        // One or both, as the container leaves them to root.
        Assert.NotEmpty(passed);
        Assert.All(passed, name => Assert.Contains(" with dac_", name));
    }

    [RootFact]
    public async Task Where_no_user_can_pass_the_data_go_elsewhere_and_are_found_there_again()
    {
        DataFolder = Path.Combine(Parent, "data");
        var plain = ServerUser.Candidates().Take(1).ToArray();
        var elsewhere = "";
        try
        {
            await using (var first = await StartAsync(users: plain))
            {
                await AskAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
                elsewhere = ServerFolder.Locate(DataFolder);
                Assert.StartsWith("/var/lib/portfolio-postgres/", elsewhere);
                Assert.Contains(Reports, report => report.Contains(elsewhere, StringComparison.Ordinal));
            }

            await using var second = await StartAsync();

            Assert.Equal("42", await AskAsync(second, "SELECT answer FROM kept"));
        }
        finally
        {
            if (Directory.Exists(elsewhere))
            {
                Directory.Delete(elsewhere, recursive: true);
            }
        }
    }

    [RootFact]
    public async Task Files_that_were_copied_by_root_are_given_back_to_the_servers_user()
    {
        await GivenPreparedAsync();
        Assert.True((await ProgramRun.OfAsync(["chown", "-R", "0:0", DataFolder], None)).Succeeded);

        await using var server = await StartAsync();

        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
        Assert.NotEqual(0u, await UserOfAsync(server.ProcessId));
    }

    [RootFact]
    public async Task Who_is_not_root_runs_it_as_himself()
    {
        var assembly = await CopyForEveryoneAsync();
        var user = ServerUser.Candidates().First();
        DataFolder = Path.Combine(Parent, "data");
        Directory.CreateDirectory(DataFolder);
        user.Give(DataFolder);

        await using var service = await ServiceProcess.StartAsync(DataFolder, user.Prefix, assembly);

        Assert.StartsWith("ready ", service.Answer);
        Assert.Equal(user.Owner!.Value.User, await UserOfAsync(service.ServerProcessId));
    }

    [RootFact]
    public async Task Who_is_not_root_and_may_not_write_the_folder_is_told_so()
    {
        var assembly = await CopyForEveryoneAsync();
        DataFolder = Path.Combine(Parent, "data");

        await using var service = await ServiceProcess.StartAsync(DataFolder, ServerUser.Candidates().First().Prefix, assembly);

        Assert.StartsWith($"The data folder {DataFolder} cannot be used: Access to the path", service.Answer);
    }

    /// <summary>This assembly and all it needs, where another user can read it.</summary>
    private async Task<string> CopyForEveryoneAsync()
    {
        File.SetUnixFileMode(Parent, Everyones);
        var assembly = typeof(ServerUserTests).Assembly.Location;
        var copy = Path.Combine(Parent, "program");
        Assert.True((await ProgramRun.OfAsync(["cp", "-r", Path.GetDirectoryName(assembly)!, copy], None)).Succeeded);
        Assert.True((await ProgramRun.OfAsync(["chmod", "-R", "a+rX", copy], None)).Succeeded);
        return Path.Combine(copy, Path.GetFileName(assembly));
    }

    private static async Task<uint> UserOfAsync(int processId)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{processId}/status");
        return uint.Parse(status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
    }
}
