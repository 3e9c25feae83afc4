using NpgsqlTypes;
using PortfolioOrleans.Storage.Tests.Given;
using static PortfolioOrleans.Storage.Tests.Orleans.ProviderConnection;

namespace PortfolioOrleans.Storage.Tests.Orleans;

[Collection(TestServer.Name)]
public sealed class ClusteringQueryTests(TestServer server) : ProviderTests(server)
{
    private const int Active = 3;
    private const int Dead = 6;

    [Fact]
    public async Task Of_many_who_make_the_version_row_at_once_one_does()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => InitialiseAsync()));

        Assert.Single(made, first => first);
        var only = Assert.Single(await ReadAllAsync());
        Assert.Equal(0, only["Version"]);
        Assert.All(only.Where(column => column.Key != "version"), column => Assert.Null(column.Value));
    }

    [Fact]
    public async Task A_silo_is_read_as_it_was_inserted()
    {
        await InitialiseAsync();

        Assert.True(await InsertAsync(1, version: 0, address: "fe80::1%3"));

        var row = Assert.Single(await ReadAllAsync());
        Assert.Equal(1, row["Version"]);
        Assert.Equal("fe80::1%3", row["Address"]);
        Assert.Equal((11111, 1, Active, 30000), ((int)row["Port"]!, (int)row["Generation"]!, (int)row["Status"]!, (int)row["ProxyPort"]!));
        Assert.Equal(("silo 1", "host"), ((string)row["SiloName"]!, (string)row["HostName"]!));
        Assert.Equal((Noon, Noon.AddSeconds(1)), ((DateTime)row["StartTime"]!, (DateTime)row["IAmAliveTime"]!));
        Assert.Null(row["SuspectTimes"]);
    }

    [Fact]
    public async Task A_row_is_read_by_its_key_and_one_that_is_not_there_is_the_version_alone()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);
        await InsertAsync(2, version: 1);

        var there = Assert.Single(await ReadRowAsync(2));
        var absent = Assert.Single(await ReadRowAsync(3));

        Assert.Equal((2, "silo 2"), ((int)there["Version"]!, (string)there["SiloName"]!));
        Assert.Equal(2, absent["Version"]);
        Assert.Null(absent["StartTime"]);
    }

    [Fact]
    public async Task An_insert_needs_the_version_and_a_new_key_and_else_changes_nothing()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);

        Assert.False(await InsertAsync(2, version: 0));
        Assert.False(await InsertAsync(2, version: 2));
        Assert.False(await InsertAsync(1, version: 1));

        Assert.Equal(1, Assert.Single(await ReadAllAsync())["Version"]);
    }

    [Fact]
    public async Task An_update_needs_the_version_and_the_row_and_else_changes_nothing()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);

        Assert.False(await UpdateAsync(1, version: 0, Dead, "x"));
        Assert.False(await UpdateAsync(2, version: 1, Dead, "x"));
        Assert.Equal(1, (await ReadAllAsync())[0]["Version"]);
        Assert.True(await UpdateAsync(1, version: 1, Dead, "10.0.0.1:11111@1,2026-08-03 12:00:00.000 GMT|..."));

        var row = Assert.Single(await ReadAllAsync());
        Assert.Equal((2, Dead, "10.0.0.1:11111@1,2026-08-03 12:00:00.000 GMT|..."), ((int)row["Version"]!, (int)row["Status"]!, (string)row["SuspectTimes"]!));
        Assert.True(await UpdateAsync(1, version: 2, Active, votes: null));
        Assert.Null((await ReadAllAsync())[0]["SuspectTimes"]);
    }

    [Fact]
    public async Task Twenty_writers_who_saw_one_version_follow_it_one_at_a_time()
    {
        await InitialiseAsync();
        var attempts = 0;

        await Task.WhenAll(Enumerable.Range(1, 20).Select(async generation =>
        {
            while (!await InsertAsync(generation, (int)(await ReadAllAsync())[0]["Version"]!))
            {
                Interlocked.Increment(ref attempts);
            }
        }));

        var rows = await ReadAllAsync();
        Assert.Equal(20, rows.Count);
        Assert.All(rows, row => Assert.Equal(20, row["Version"]));
    }

    /// <summary>Each row's generation tells which version it came with: a reader who saw more silos than its version allows saw two moments at once.</summary>
    [Fact]
    public async Task A_reader_sees_version_and_silos_of_one_moment()
    {
        await InitialiseAsync();
        var writing = WriteAsync();

        while (!writing.IsCompleted)
        {
            var rows = await ReadAllAsync();
            Assert.Equal((int)rows[0]["Version"]!, rows.Count(row => row["StartTime"] is not null));
        }

        await writing;

        async Task WriteAsync()
        {
            for (var generation = 1; generation <= 50; generation++)
            {
                Assert.True(await InsertAsync(generation, generation - 1));
            }
        }
    }

    [Fact]
    public async Task A_sign_of_life_changes_no_version_and_minds_no_absence()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);

        await AliveAsync(1, Noon.AddHours(1));
        await AliveAsync(2, Noon.AddHours(1));

        var row = Assert.Single(await ReadAllAsync());
        Assert.Equal((1, Noon.AddHours(1), Noon), ((int)row["Version"]!, (DateTime)row["IAmAliveTime"]!, (DateTime)row["StartTime"]!));
    }

    [Fact]
    public async Task Gateways_are_active_silos_with_a_gateway_port()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);
        await InsertAsync(2, version: 1, proxyPort: 0);
        await InsertAsync(3, version: 2);
        await UpdateAsync(3, version: 3, Dead, null);

        var gateway = Assert.Single(await Provider.ReadAsync("GatewaysQueryKey", Text("DeploymentId", "c"), Int("Status", Active)));

        Assert.Equal(("10.0.0.1", 30000, 1), ((string)gateway["Address"]!, (int)gateway["ProxyPort"]!, (int)gateway["Generation"]!));
    }

    [Fact]
    public async Task Clusters_are_kept_apart_and_deleted_whole()
    {
        await InitialiseAsync();
        await InitialiseAsync("other");
        await InsertAsync(1, version: 0);

        await Provider.ReadAsync("DeleteMembershipTableEntriesKey", Text("DeploymentId", "c"));

        Assert.Empty(await ReadAllAsync());
        Assert.Single(await ReadAllAsync("other"));
        Assert.True(await InitialiseAsync());
        Assert.Null(Assert.Single(await ReadAllAsync())["StartTime"]);
    }

    [Fact]
    public async Task Cleaning_up_deletes_dead_silos_older_than_the_cut_off_and_no_others()
    {
        await GivenDeadAsync();

        await Provider.ReadAsync("CleanupDefunctSiloEntriesKey", Text("DeploymentId", "c"), Time("IAmAliveTime", Noon.AddMinutes(10)));

        // 1 is active though old; 2 was dead and old; 3 was dead, but seen later.
        Assert.Equal([1, 3], (await ReadAllAsync()).Select(row => (int)row["Generation"]!).Order());
        Assert.Equal(5, (await ReadAllAsync())[0]["Version"]);
    }

    [Fact]
    public async Task Cleaning_up_one_silo_deletes_it_only_as_it_was_read()
    {
        await GivenDeadAsync();
        await UpdateAsync(2, version: 5, Dead, votes: ""); // An emptied list of votes is none.

        await CleanUpAsync(generation: 2, alive: Noon.AddMinutes(1), votes: null); // Seen at another time.
        await CleanUpAsync(generation: 2, alive: Noon.AddSeconds(5), votes: "a vote");
        await CleanUpAsync(generation: 1, alive: Noon.AddSeconds(1), votes: null); // Not dead.
        Assert.Equal(3, (await ReadAllAsync()).Count);
        await CleanUpAsync(generation: 2, alive: Noon.AddSeconds(5), votes: null);

        Assert.Equal([1, 3], (await ReadAllAsync()).Select(row => (int)row["Generation"]!).Order());
    }

    [Fact]
    public async Task Writers_cleaners_and_signs_of_life_at_once_do_not_deadlock()
    {
        await InitialiseAsync();
        for (var generation = 1; generation <= 10; generation++)
        {
            await InsertAsync(generation, generation - 1);
        }

        await Task.WhenAll(Enumerable.Range(1, 10).Select(async generation =>
        {
            for (var i = 0; i < 10; i++)
            {
                await AliveAsync(generation, Noon.AddSeconds(i));
                await UpdateAsync(generation, (int)(await ReadAllAsync())[0]["Version"]!, i % 2 == 0 ? Dead : Active, null);
                await Provider.ReadAsync("CleanupDefunctSiloEntriesKey", Text("DeploymentId", "c"), Time("IAmAliveTime", Noon.AddDays(-1)));
            }
        }));

        Assert.Equal(10, (await ReadAllAsync()).Count);
    }

    private async Task GivenDeadAsync()
    {
        await InitialiseAsync();
        await InsertAsync(1, version: 0);
        await InsertAsync(2, version: 1);
        await InsertAsync(3, version: 2);
        await UpdateAsync(2, version: 3, Dead, null);
        await UpdateAsync(3, version: 4, Dead, null);
        await AliveAsync(3, Noon.AddHours(1));
    }

    private Task<bool> InitialiseAsync(string cluster = "c") => Provider.AnswerAsync("InsertMembershipVersionKey", Text("DeploymentId", cluster));

    private Task<List<Dictionary<string, object?>>> ReadAllAsync(string cluster = "c") =>
        Provider.ReadAsync("MembershipReadAllKey", Text("DeploymentId", cluster));

    private Task<List<Dictionary<string, object?>>> ReadRowAsync(int generation) => Provider.ReadAsync("MembershipReadRowKey", Key(generation));

    private Task<bool> InsertAsync(int generation, int version, string address = "10.0.0.1", int proxyPort = 30000) => Provider.AnswerAsync(
        "InsertMembershipKey", Text("DeploymentId", "c"), Time("IAmAliveTime", Noon.AddSeconds(1)), Text("SiloName", $"silo {generation}"), Text("HostName", "host"),
        Text("Address", address), Int("Port", 11111), Int("Generation", generation), Time("StartTime", Noon), Int("Status", Active), Int("ProxyPort", proxyPort),
        Int("Version", version));

    private Task<bool> UpdateAsync(int generation, int version, int status, string? votes) => Provider.AnswerAsync(
        "UpdateMembershipKey",
        [.. Key(generation), Time("IAmAliveTime", Noon.AddSeconds(5)), Int("Status", status), Text("SuspectTimes", votes), Int("Version", version)]);

    private Task AliveAsync(int generation, DateTime at) => Provider.ReadAsync("UpdateIAmAlivetimeKey", [.. Key(generation), Time("IAmAliveTime", at)]);

    private Task CleanUpAsync(int generation, DateTime alive, string? votes) => Provider.ReadAsync(
        "CleanupDefunctSiloEntryKey", [.. Key(generation), Text("SuspectTimes", votes), Time("StartTime", Noon), Time("IAmAliveTime", alive)]);

    private static (string, object?, NpgsqlDbType)[] Key(int generation) =>
        [Text("DeploymentId", "c"), Text("Address", "10.0.0.1"), Int("Port", 11111), Int("Generation", generation)];
}
