using Npgsql;
using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.PrivateServer;

/// <summary>A data folder of the test's own, and short ways to start a server in it, use it and look at it.</summary>
public abstract class PrivateServerTests(PreparedFolder prepared) : IClassFixture<PreparedFolder>, IDisposable
{
    private readonly TempFolder _folder = new();

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>For its owner's eyes alone, as a folder of mktemp -d is.</summary>
    protected string Parent => _folder.Path;

    protected string DataFolder { get; set; } = "";

    protected string ServerFiles => Path.Combine(DataFolder, "postgres");

    protected List<string> Reports { get; } = [];

    public void Dispose() => _folder.Dispose();

    protected async Task GivenPreparedAsync(string name = "data")
    {
        DataFolder = Path.Combine(Parent, name);
        await prepared.CopyToAsync(DataFolder);
    }

    private protected Task<PrivatePostgres> StartAsync(
        bool join = false, TimeSpan? stopPatience = null, string? programs = null, IReadOnlyList<ServerUser>? users = null) => PrivatePostgres.StartAsync(
        new()
        {
            DataFolder = DataFolder,
            JoinRunning = join,
            Programs = programs,
            StopPatience = stopPatience ?? TimeSpan.FromSeconds(20),
            StartPatience = TimeSpan.FromSeconds(20),
            Report = Reports.Add,
            Durable = false,
            Users = users,
        },
        None);

    private protected async Task<string> ErrorOfStartAsync(string? programs = null, IReadOnlyList<ServerUser>? users = null) =>
        (await Assert.ThrowsAsync<PrivateServerException>(() => StartAsync(programs: programs, users: users))).Message;

    protected static async Task<string?> AskAsync(PrivatePostgres server, string query)
    {
        await using var connection = new NpgsqlConnection($"{server.AdministratorConnection};Pooling=false;Timeout=5");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    /// <summary>Once the supervisor has done its work.</summary>
    protected static async Task<string?> AskWhenBackAsync(PrivatePostgres server, int after, string query)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (server.ProcessId == after)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
        }

        return await AskAsync(server, query);
    }
}
