using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.PrivateServer;
using PortfolioOrleans.Storage.Migrations;
using PortfolioOrleans.Storage.Tests.Given;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage.Tests;

/// <summary>The whole of it, as a service opens and uses it.</summary>
public sealed class PostgresStorageTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly List<string> _reports = [];

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_run_kept_the_next_one_finds_credentials_included()
    {
        await using (var storage = await OpenAsync())
        await using (var services = Services(storage))
        {
            await services.GetRequiredService<IUserStore>().AddAsync(new User("alice", "Alice", Noon), None);
            var vault = services.GetRequiredService<CredentialVault>();
            await services.GetRequiredService<IAccountStore>().AddAsync(
                new Account("acc-1", "alice", "okx", "", vault.Fingerprint("okx", "key"), false, false, Noon),
                vault.Encrypt("acc-1", new Dictionary<string, string> { ["api_key"] = "key" }), None);
        }

        await using var again = await OpenAsync();
        await using var then = Services(again);

        var encrypted = await then.GetRequiredService<IAccountStore>().FindCredentialsAsync("acc-1", None);
        Assert.Equal("key", then.GetRequiredService<CredentialVault>().Decrypt("acc-1", encrypted)["api_key"]);
        Assert.True((await then.GetRequiredService<IDatabaseProbe>().CheckAsync(None)).Available);
        Assert.Single(_reports, report => report.EndsWith($"(1 of {Migration.All.Length}).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_works_beside_the_service_and_signals_it()
    {
        await using var storage = await OpenAsync();
        await using var service = Services(storage);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var heard = service.GetRequiredService<IAccountSignals>().ListenAsync(end.Token).GetAsyncEnumerator();
        var first = heard.MoveNextAsync().AsTask();

        await using var joined = await PostgresStorage.OpenAsync(Options(join: true), None);
        await using var command = Services(joined);
        await command.GetRequiredService<IUserStore>().AddAsync(new User("alice", "Alice", Noon), None);
        while (!first.IsCompleted)
        {
            await command.GetRequiredService<IAccountSignals>().SendAsync(new(AccountSignalKind.Added, "alice", "acc-1"), end.Token);
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(5), end.Token));
        }

        Assert.True(joined.Server!.Joined);
        Assert.Equal("acc-1", heard.Current.AccountId);
        Assert.NotNull(await service.GetRequiredService<IUserStore>().FindAsync("alice", None));
    }

    [Fact]
    public async Task A_wrong_master_key_stops_the_start_and_the_server_with_it()
    {
        await (await OpenAsync()).DisposeAsync();
        File.WriteAllText(Path.Combine(_folder.Path, "master.key"), Convert.ToBase64String(new byte[32]));

        await Assert.ThrowsAsync<MasterKeyException>(OpenAsync);

        Assert.Null(Postmaster.Of(Path.Combine(_folder.Path, "postgres")));
    }

    /// <summary>
    /// Fifty grains write their number, one after the other, while the server is stopped and killed. Whatever was acknowledged must be there at the end; what
    /// failed may or may not be.
    /// </summary>
    [Fact]
    public async Task A_server_stopped_and_killed_under_load_loses_nothing_it_acknowledged()
    {
        const int Grains = 50;
        await using var storage = await OpenAsync();
        await using var services = Services(storage);
        await services.GetRequiredService<IUserStore>().AddAsync(new User("alice", "Alice", Noon), None);
        var table = services.GetRequiredService<IGrainStateTable>();
        var snapshots = services.GetRequiredService<ISnapshotStore>();
        using var enough = new CancellationTokenSource();
        var acknowledged = 0;
        var outages = 0;

        var writers = Enumerable.Range(0, Grains).Select(WriteAsync).ToArray();
        foreach (var signal in new[] { Posix.Kill, Posix.Interrupt, Posix.Kill, Posix.Quit })
        {
            await ReachAsync(Volatile.Read(ref acknowledged) + (20 * Grains));
            var failed = Volatile.Read(ref outages);
            Posix.Signal(storage.Server!.ProcessId, signal);
            await ReachAsync(outagesAbove: failed);
        }

        await ReachAsync(Volatile.Read(ref acknowledged) + (20 * Grains));
        await enough.CancelAsync();
        var last = await Task.WhenAll(writers);

        for (var i = 0; i < Grains; i++)
        {
            var stored = BitConverter.ToInt32((await table.ReadAsync("s", $"g{i}", None))!.Payload);
            Assert.InRange(stored, last[i].Acknowledged, last[i].Tried);
            var rows = await snapshots.ListAsync("alice", $"p{i}", Noon, Noon.AddDays(1), TimeSpan.Zero, 100_000, None);
            Assert.InRange(rows.Count, last[i].Rows.Count, last[i].Tried);
            Assert.Empty(last[i].Rows.Except(rows.Select(row => (int)row.Version)));
        }

        async Task<(int Acknowledged, int Tried, List<int> Rows)> WriteAsync(int grain)
        {
            long? version = null;
            var (acked, number) = (0, 0);
            var rows = new List<int>();
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    if (version is null && await table.ReadAsync("s", $"g{grain}", None) is { } seen)
                    {
                        (version, acked) = (seen.Version, BitConverter.ToInt32(seen.Payload));
                    }

                    number++;
                    var at = Noon.AddMilliseconds(number);
                    var row = snapshots.AddAsync(new("alice", $"p{grain}", at, number, "USDT", number, 0m, 0m, 0m, 0m, 0m, 0m, 0m, true, false), None);
                    version = await table.WriteAsync("s", $"g{grain}", BitConverter.GetBytes(number), version, None);
                    Assert.NotNull(version);
                    acked = number;
                    Interlocked.Increment(ref acknowledged);
                    await row;
                    rows.Add(number);
                }
                catch (StorageUnavailableException)
                {
                    version = null;
                    Interlocked.Increment(ref outages);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), None); // As a caller with a back-off would.
                }
            }

            return (acked, number, rows);
        }

        async Task ReachAsync(int acknowledgedAbove = int.MinValue, int outagesAbove = int.MinValue)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Volatile.Read(ref acknowledged) <= acknowledgedAbove || Volatile.Read(ref outages) <= outagesAbove)
            {
                if (writers.FirstOrDefault(writer => writer.IsFaulted) is { } broken)
                {
                    await broken; // Anything but unavailability is an error.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), patience.Token);
            }
        }
    }

    private static ServiceProvider Services(PostgresStorage storage) => new ServiceCollection().AddPostgresStorage(storage).BuildServiceProvider();

    private Task<PostgresStorage> OpenAsync() => PostgresStorage.OpenAsync(Options(), None);

    private PostgresStorageOptions Options(bool join = false) => new() { DataFolder = _folder.Path, JoinRunning = join, Report = _reports.Add, Durable = false };
}
