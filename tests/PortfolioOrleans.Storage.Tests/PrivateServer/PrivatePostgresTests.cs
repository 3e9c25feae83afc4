using System.Diagnostics;
using Npgsql;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.PrivateServer;

public sealed class PrivatePostgresTests(PreparedFolder prepared) : PrivateServerTests(prepared)
{
    private const int Stop = 19; // SIGSTOP
    private const int Continue = 18; // SIGCONT

    [Fact]
    public async Task A_first_start_makes_the_database_and_a_second_one_finds_it()
    {
        DataFolder = Path.Combine(Parent, "new", "data");
        await using (var first = await StartAsync())
        {
            await new DatabaseMigrator(first.Logins).MigrateAsync(report: null, None);
            await AskAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        await using var second = await StartAsync();

        Assert.Equal("42", await AskAsync(second, "SELECT answer FROM kept"));
        await DatabaseCheck.RunAsync(second.Logins, None);
        Assert.Single(Reports, report => report.StartsWith("Making a private PostgreSQL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_can_reach_it()
    {
        await GivenPreparedAsync();

        await using var server = await StartAsync();

        Assert.Equal("", await AskAsync(server, "SELECT current_setting('listen_addresses')"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ServerFiles));
    }

    [Fact]
    public async Task It_is_small_and_durable()
    {
        DataFolder = Path.Combine(Parent, "data");
        await using var server = await PrivatePostgres.StartAsync(new() { DataFolder = DataFolder }, None);

        foreach (var (setting, value) in new[]
        {
            ("fsync", "on"), ("synchronous_commit", "on"), ("full_page_writes", "on"), ("data_checksums", "on"), ("shared_buffers", "32MB"),
            ("server_encoding", "UTF8"), ("lc_collate", "C.UTF-8"),
        })
        {
            Assert.Equal((setting, value), (setting, await AskAsync(server, $"SELECT current_setting('{setting}')")));
        }
    }

    [Fact]
    public async Task The_service_logs_in_as_one_who_owns_nothing()
    {
        await GivenPreparedAsync();
        await using var server = await StartAsync();

        var logins = await AskAsync(server, """
            SELECT string_agg(concat_ws(' ', rolname, rolsuper, rolinherit, rolcreaterole, rolbypassrls), ', ' ORDER BY rolname)
            FROM pg_roles WHERE rolname LIKE 'portfolio_%' AND rolcanlogin
            """);

        Assert.Equal("portfolio_owner f t t f, portfolio_service f f f f", logins);
    }

    [Fact]
    public async Task A_second_service_is_refused_and_told_who_is_there()
    {
        await GivenPreparedAsync();
        await using var first = await StartAsync();

        var error = await ErrorOfStartAsync();

        Assert.Contains($"in use by process {Environment.ProcessId}", error);
        Assert.Equal("1", await AskAsync(first, "SELECT 1"));
    }

    [Fact]
    public async Task A_command_joins_the_server_of_a_service_and_leaves_it_running()
    {
        await GivenPreparedAsync();
        await using var service = await StartAsync();

        await using (var command = await StartAsync(join: true))
        {
            Assert.True(command.Joined);
            Assert.Equal(service.ProcessId, command.ProcessId);
            Assert.Equal(service.Logins.Service, command.Logins.Service);
        }

        Assert.False(service.Joined);
        Assert.Equal("1", await AskAsync(service, "SELECT 1"));
    }

    [Fact]
    public async Task A_command_starts_a_server_of_its_own_where_none_runs()
    {
        await GivenPreparedAsync();

        await using (var command = await StartAsync(join: true))
        {
            Assert.False(command.Joined);
        }

        Assert.Null(Postmaster.Of(ServerFiles));
    }

    [Fact]
    public async Task Stopping_twice_is_the_same_as_once_and_frees_the_folder()
    {
        await GivenPreparedAsync();
        var first = await StartAsync();

        await first.DisposeAsync();
        await first.DisposeAsync();

        Assert.False(Runs(first));
        await using var second = await StartAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_is_started_again_where_it_was()
    {
        await GivenPreparedAsync();
        await using var server = await StartAsync();
        await AskAsync(server, "CREATE TABLE kept AS SELECT 42 AS answer");
        var before = server.ProcessId;

        Posix.Signal(before, Posix.Kill);

        Assert.Equal("42", await AskWhenBackAsync(server, before, "SELECT answer FROM kept"));
        Assert.Contains(Reports, report => report.Contains("started again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_a_killed_service_left_is_taken_over()
    {
        await GivenPreparedAsync();
        await using var killed = await ServiceProcess.StartAsync(DataFolder);
        await killed.KillAsync();

        await using var server = await StartAsync();

        Assert.Equal(killed.ServerProcessId, server.ProcessId);
        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
        Posix.Signal(server.ProcessId, Posix.Kill); // And it is watched like one of its own.
        Assert.Equal("1", await AskWhenBackAsync(server, killed.ServerProcessId, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_was_left_and_does_not_answer_is_replaced()
    {
        await GivenPreparedAsync();
        await using var killed = await ServiceProcess.StartAsync(DataFolder);
        await killed.KillAsync();
        Posix.Signal(killed.ServerProcessId, Stop);

        await using var server = await StartAsync(stopPatience: TimeSpan.FromMilliseconds(200));

        Assert.NotEqual(killed.ServerProcessId, server.ProcessId);
        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_that_does_not_stop_is_stopped_by_force_and_loses_nothing()
    {
        await GivenPreparedAsync();
        var first = await StartAsync(stopPatience: TimeSpan.FromMilliseconds(200));
        await AskAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        Posix.Signal(first.ProcessId, Stop);

        await first.DisposeAsync();

        Assert.False(Runs(first));
        await using var second = await StartAsync();
        Assert.Equal("42", await AskAsync(second, "SELECT answer FROM kept"));
    }

    [Theory]
    [InlineData("999999999")] // Nobody's.
    [InlineData("1")] // A stranger's.
    [InlineData("own")] // This process, as if the number had been given again.
    [InlineData("garbage")]
    public async Task A_pid_file_of_a_server_that_is_gone_is_no_obstacle(string processId)
    {
        await GivenPreparedAsync();
        File.WriteAllText(
            Path.Combine(ServerFiles, "postmaster.pid"),
            $"{(processId == "own" ? $"{Environment.ProcessId}" : processId)}\n{ServerFiles}\n1700000000\n5432\n{ServerFiles}\n\n  1 2\nready   \n");

        await using var server = await StartAsync();

        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
    }

    [RootFact]
    public async Task A_pid_given_again_to_a_process_of_the_same_user_is_no_obstacle()
    {
        await GivenPreparedAsync();
        var user = ServerUser.Candidates().First();
        using var stranger = Process.Start(new ProcessStartInfo(user.Prefix[0], [.. user.Prefix.Skip(1), "sleep", "60"]))!;
        try
        {
            File.WriteAllText(Path.Combine(ServerFiles, "postmaster.pid"), $"{stranger.Id}\n{ServerFiles}\n1700000000\n5432\n{ServerFiles}\n\n  1 2\nready   \n");

            await using var server = await StartAsync();

            Assert.Equal("1", await AskAsync(server, "SELECT 1"));
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task A_pid_given_again_to_another_folders_server_is_no_obstacle_and_that_server_goes_on()
    {
        await GivenPreparedAsync("first");
        await using var other = await StartAsync();
        var before = new Postmaster(other.ProcessId, ServerFiles, "");
        await GivenPreparedAsync("second");
        File.WriteAllText(Path.Combine(ServerFiles, "postmaster.pid"), $"{other.ProcessId}\n{ServerFiles}\n1700000000\n5432\n{ServerFiles}\n\n  1 2\nready   \n");

        await using var server = await StartAsync();

        Assert.NotEqual(other.ProcessId, server.ProcessId);
        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
        Assert.True(before.IsRunning);
        Assert.Equal("1", await AskAsync(other, "SELECT 1"));
    }

    [Fact]
    public async Task Children_of_a_killed_server_that_linger_are_waited_for()
    {
        await GivenPreparedAsync();
        var first = await StartAsync();
        await using var connection = new NpgsqlConnection($"{first.AdministratorConnection};Pooling=false");
        await connection.OpenAsync();
        Posix.Signal(connection.ProcessID, Stop);
        try
        {
            Posix.Signal(first.ProcessId, Posix.Kill);
            await first.DisposeAsync();
            var starting = StartAsync();
            while (!starting.IsCompleted && !File.ReadAllText(Path.Combine(DataFolder, "postgres.log")).Contains("shared memory block", StringComparison.Ordinal))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }

            Posix.Signal(connection.ProcessID, Continue);

            await using var second = await starting;
            Assert.Equal("1", await AskAsync(second, "SELECT 1"));
        }
        finally
        {
            Posix.Signal(connection.ProcessID, Posix.Kill);
        }
    }

    [Fact]
    public async Task A_first_start_that_was_cut_off_is_made_anew()
    {
        DataFolder = Path.Combine(Parent, "data");
        Directory.CreateDirectory(Path.Combine(DataFolder, "postgres.new-0a1b2c3d", "base"));
        File.WriteAllText(Path.Combine(DataFolder, "postgres.new-0a1b2c3d", "PG_VERSION"), "15\n");

        await using var server = await StartAsync();

        Assert.Equal("1", await AskAsync(server, "SELECT 1"));
        Assert.Empty(Directory.GetDirectories(DataFolder, "postgres.new*"));
    }

    [Fact]
    public async Task Files_of_something_else_are_not_touched()
    {
        DataFolder = Path.Combine(Parent, "data");
        Directory.CreateDirectory(ServerFiles);
        File.WriteAllText(Path.Combine(ServerFiles, "precious.txt"), "mine");

        var error = await ErrorOfStartAsync();

        Assert.Contains($"{ServerFiles} holds files", error);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(ServerFiles, "precious.txt")));
    }

    [Fact]
    public async Task Missing_programs_are_said_with_the_command_that_installs_them()
    {
        DataFolder = Path.Combine(Parent, "data");

        var error = await ErrorOfStartAsync(programs: Parent);

        Assert.Contains(Parent, error);
        Assert.EndsWith("Install it: apt-get install -y postgresql", error);
    }

    [Fact]
    public async Task Data_of_another_version_ask_for_that_version()
    {
        await GivenPreparedAsync();
        File.WriteAllText(Path.Combine(ServerFiles, "PG_VERSION"), "12\n");

        var error = await ErrorOfStartAsync();

        Assert.Contains("made by PostgreSQL 12", error);
        Assert.EndsWith("apt-get install -y postgresql-12", error);
    }

    [Theory]
    [InlineData("a-folder-with-a-very-long-name-so-that-no-socket-can-lie-in-it-because-its-path-would-be-longer-than-the-system-allows")]
    [InlineData("a folder, with 'odd' \"characters\"; ü = 1")]
    public async Task A_path_that_suits_no_socket_suits_the_data(string name)
    {
        await GivenPreparedAsync(name);
        string socketFolder;

        await using (var server = await StartAsync())
        {
            socketFolder = new NpgsqlConnectionStringBuilder(server.Logins.Service).Host!;
            Assert.Equal("1", await AskAsync(server, "SELECT 1"));
            Assert.NotEqual(ServerFiles, socketFolder);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(socketFolder));
        }

        Assert.False(Directory.Exists(socketFolder));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_is_said_plainly()
    {
        var file = Path.Combine(Parent, "file");
        File.WriteAllText(file, "");
        DataFolder = Path.Combine(file, "data");

        var error = await ErrorOfStartAsync();

        Assert.StartsWith($"The data folder {DataFolder} cannot be used:", error);
    }

    [Fact]
    public async Task Settings_that_the_server_refuses_are_said_in_its_own_words_and_leave_nothing_running()
    {
        await GivenPreparedAsync();
        File.WriteAllText(Path.Combine(ServerFiles, "postgresql.auto.conf"), "shared_buffers = 'nonsense'\n");

        var error = await ErrorOfStartAsync();

        Assert.Contains("does not start", error);
        Assert.Contains("nonsense", error);
        Assert.Null(Postmaster.Of(ServerFiles));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_running()
    {
        await GivenPreparedAsync();
        using var cancel = new CancellationTokenSource();
        var starting = PrivatePostgres.StartAsync(new() { DataFolder = DataFolder, Durable = false }, cancel.Token);
        while (!File.Exists(Path.Combine(ServerFiles, "postmaster.pid")) && !starting.IsCompleted)
        {
            await Task.Yield();
        }

        await cancel.CancelAsync();

        try
        {
            await (await starting).DisposeAsync(); // It may have been quicker.
        }
        catch (OperationCanceledException)
        {
        }

        Assert.Null(Postmaster.Of(ServerFiles));
        await using var again = await StartAsync();
    }

    [Fact]
    public async Task A_ctrl_c_meant_for_the_service_does_not_reach_the_server()
    {
        await GivenPreparedAsync();
        await using var server = await StartAsync();

        // pid (name) state parent group session ...
        var fields = File.ReadAllText($"/proc/{server.ProcessId}/stat").Split(' ');

        Assert.Equal($"{server.ProcessId}", fields[5]);
    }

    [MountFact]
    public async Task A_full_disk_is_said_in_its_own_words()
    {
        DataFolder = Path.Combine(Parent, "small");
        Directory.CreateDirectory(DataFolder);
        Assert.True((await ProgramRun.OfAsync(["mount", "-t", "tmpfs", "-o", "size=10m", "small", DataFolder], None)).Succeeded);
        try
        {
            var error = await ErrorOfStartAsync();

            Assert.Contains("No space left on device", error);
            Assert.Empty(Directory.GetDirectories(DataFolder)); // And the disk is not full any more.
        }
        finally
        {
            await ProgramRun.OfAsync(["umount", DataFolder], None);
        }
    }

    private bool Runs(PrivatePostgres server) => new Postmaster(server.ProcessId, ServerFiles, "").IsRunning;
}
