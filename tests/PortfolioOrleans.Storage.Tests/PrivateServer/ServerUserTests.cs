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

        Assert.Equal(["setpriv", "runuser", "su", "unshare"], programs);
    }

    [RootFact]
    public async Task Each_way_runs_a_server_in_a_folder_that_everyone_may_pass()
    {
        File.SetUnixFileMode(Parent, Everyones);
        await GivenPreparedAsync();

        foreach (var user in ServerUser.Candidates())
        {
            await using var server = await StartAsync(users: [user]);
            Assert.Equal(user.Name, $"{user.Name}{(await AskAsync(server, "SELECT 1") == "1" ? "" : " failed")}");
            Assert.Equal(user.Owner!.Value.User, await UserOfAsync(server.ProcessId));
        }
    }

    [RootFact]
    public async Task A_folder_of_roots_alone_is_passed_with_a_capability_or_in_a_namespace()
    {
        await GivenPreparedAsync();
        var passed = new List<string>();

        foreach (var user in ServerUser.Candidates())
        {
            try
            {
                await using var server = await StartAsync(users: [user]);
                passed.Add($"{Path.GetFileName(user.Prefix[0])} {user.Name}");
            }
            catch (PrivateServerException error)
            {
                Assert.Contains("No user that PostgreSQL accepts can work in", error.Message);
            }
        }

        Assert.Equal(["setpriv postgres with dac_read_search", "setpriv postgres with dac_override", "unshare root, seen as postgres"], passed);
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
        // Everything that another user needs, where he can read it.
        File.SetUnixFileMode(Parent, Everyones);
        var assembly = typeof(ServerUserTests).Assembly.Location;
        Assert.True((await ProgramRun.OfAsync(["cp", "-r", Path.GetDirectoryName(assembly)!, Path.Combine(Parent, "program")], None)).Succeeded);
        Assert.True((await ProgramRun.OfAsync(["chmod", "-R", "a+rX", Path.Combine(Parent, "program")], None)).Succeeded);
        var user = ServerUser.Candidates().First();
        DataFolder = Path.Combine(Parent, "data");
        Directory.CreateDirectory(DataFolder);
        user.Give(DataFolder);

        await using var service = await ServiceProcess.StartAsync(DataFolder, user.Prefix, Path.Combine(Parent, "program", Path.GetFileName(assembly)));

        Assert.StartsWith("ready ", service.Answer);
        Assert.Equal(user.Owner!.Value.User, await UserOfAsync(service.ServerProcessId));
    }

    [RootFact]
    public async Task Who_is_not_root_and_may_not_write_the_folder_is_told_so()
    {
        File.SetUnixFileMode(Parent, Everyones);
        var assembly = typeof(ServerUserTests).Assembly.Location;
        Assert.True((await ProgramRun.OfAsync(["cp", "-r", Path.GetDirectoryName(assembly)!, Path.Combine(Parent, "program")], None)).Succeeded);
        Assert.True((await ProgramRun.OfAsync(["chmod", "-R", "a+rX", Path.Combine(Parent, "program")], None)).Succeeded);
        DataFolder = Path.Combine(Parent, "data");

        await using var service = await ServiceProcess.StartAsync(
            DataFolder, ServerUser.Candidates().First().Prefix, Path.Combine(Parent, "program", Path.GetFileName(assembly)));

        Assert.StartsWith($"The data folder {DataFolder} cannot be used: Access to the path", service.Answer);
    }

    private static async Task<uint> UserOfAsync(int processId)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{processId}/status");
        return uint.Parse(status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
    }
}
