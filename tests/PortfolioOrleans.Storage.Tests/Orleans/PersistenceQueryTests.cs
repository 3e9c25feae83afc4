using NpgsqlTypes;
using PortfolioOrleans.Storage.Tests.Given;
using static PortfolioOrleans.Storage.Tests.Orleans.ProviderConnection;

namespace PortfolioOrleans.Storage.Tests.Orleans;

[Collection(TestServer.Name)]
public sealed class PersistenceQueryTests(TestServer server) : ProviderTests(server)
{
    private static readonly Grain Alice = new(N1: 7);

    [Fact]
    public async Task A_state_is_written_read_changed_and_read_again()
    {
        Assert.Null(await ReadAsync(Alice));

        var first = await WriteAsync(Alice, null, [1]);
        await AssertStoredAsync(Alice, first, [1]);
        var second = await WriteAsync(Alice, first, [2, 0, 255]);

        await AssertStoredAsync(Alice, second, [2, 0, 255]);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_conflict_is_never_answered_with_a_version()
    {
        var version = await WriteAsync(Alice, null, [1]);

        Assert.Null(await WriteAsync(Alice, null, [2]));
        Assert.Null(await WriteAsync(Alice, version - 1, [2]));
        Assert.Null(await WriteAsync(Alice, version + 1, [2]));
        Assert.Null(await WriteAsync(Alice with { N1 = 8 }, version, [2]));
        Assert.Null(await ClearAsync(Alice, version + 1));
        Assert.Null(await DeleteAsync(Alice, version + 1));

        await AssertStoredAsync(Alice, version, [1]);
    }

    [Fact]
    public async Task A_cleared_state_keeps_its_row_and_a_version_that_moves_on()
    {
        var written = await WriteAsync(Alice, null, [1]);

        var cleared = await ClearAsync(Alice, written);
        await AssertStoredAsync(Alice, cleared, null);
        var again = await ClearAsync(Alice, cleared);
        var anew = await WriteAsync(Alice, again, [2]);

        Assert.Distinct([written, cleared, again, anew]);
        await AssertStoredAsync(Alice, anew, [2]);
    }

    [Fact]
    public async Task A_deleted_state_is_gone_and_who_remembers_it_cannot_write_its_successor()
    {
        var written = await WriteAsync(Alice, null, [1]);

        Assert.NotEqual(written, Assert.NotNull(await DeleteAsync(Alice, written)));
        Assert.Null(await ReadAsync(Alice));
        var anew = await WriteAsync(Alice, null, [2]);

        Assert.NotNull(anew);
        Assert.Null(await WriteAsync(Alice, written, [3]));
    }

    [Fact]
    public async Task Every_part_of_the_key_counts()
    {
        Grain[] grains =
        [
            Alice, Alice with { IdHash = 2 }, Alice with { TypeHash = 2 }, Alice with { N0 = 2 }, Alice with { N1 = 2 }, Alice with { StateName = "other" },
            Alice with { Extension = "" }, Alice with { Extension = "x" }, Alice with { ServiceId = "other" },
            Alice with { StateName = "a", Extension = "b,c" }, Alice with { StateName = "a,b", Extension = "c" },
            Alice with { StateName = "a\",\"b", Extension = "c" }, Alice with { IdHash = int.MinValue, TypeHash = -1, N0 = long.MinValue, N1 = long.MaxValue },
        ];

        for (var i = 0; i < grains.Length; i++)
        {
            Assert.NotNull(await WriteAsync(grains[i], null, [(byte)i]));
        }

        for (var i = 0; i < grains.Length; i++)
        {
            Assert.Equal([(byte)i], (byte[])(await ReadAsync(grains[i]))!["PayloadBinary"]!);
        }
    }

    [Fact]
    public async Task Keys_of_8000_characters_and_payloads_of_a_megabyte_fit()
    {
        var grain = Alice with { Extension = new string('é', 8000), StateName = new string('s', 8000) };
        var payload = new byte[1_000_000];
        new Random(20260808).NextBytes(payload);

        var version = await WriteAsync(grain, null, payload);

        await AssertStoredAsync(grain, version, payload);
        Assert.Null(await ReadAsync(grain with { Extension = grain.Extension[1..] }));
    }

    [Fact]
    public async Task Of_parallel_first_writes_one_wins_with_and_without_an_extension()
    {
        foreach (var grain in new[] { Alice, Alice with { Extension = "x" } })
        {
            var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WriteAsync(grain, null, [(byte)i])));

            Assert.Single(versions, version => version is not null);
            Assert.Equal([(byte)Array.FindIndex(versions, version => version is not null)], (byte[])(await ReadAsync(grain))!["PayloadBinary"]!);
        }
    }

    [Fact]
    public async Task Of_parallel_writers_who_saw_one_version_one_follows_it()
    {
        var version = await WriteAsync(Alice, null, [0]);

        for (var round = 0; round < 5; round++)
        {
            var seen = version;
            var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => WriteAsync(Alice, seen, [(byte)i])));
            version = Assert.Single(versions, written => written is not null);
        }

        Assert.Equal(version, (await ReadAsync(Alice))!["Version"]);
    }

    private async Task AssertStoredAsync(Grain grain, int? version, byte[]? payload)
    {
        var row = await ReadAsync(grain);
        Assert.Equal(version, row!["Version"]);
        Assert.Equal(payload, (byte[]?)row["PayloadBinary"]);
    }

    private async Task<Dictionary<string, object?>?> ReadAsync(Grain grain)
    {
        var rows = await Provider.ReadAsync("ReadFromStorageKey", grain.Key);
        Assert.InRange(rows.Count, 0, 1);
        return rows.FirstOrDefault();
    }

    private async Task<int?> WriteAsync(Grain grain, int? version, byte[] payload)
    {
        var rows = await Provider.ReadAsync("WriteToStorageKey", [.. grain.Key, Int("GrainStateVersion", version), Bytes("PayloadBinary", payload)]);
        Assert.InRange(rows.Count, 0, 1);
        return (int?)rows.FirstOrDefault()?["NewGrainStateVersion"];
    }

    private Task<int?> ClearAsync(Grain grain, int? version) => FirstColumnAsync("ClearStorageKey", grain, version);

    private Task<int?> DeleteAsync(Grain grain, int? version) => FirstColumnAsync("DeleteStorageKey", grain, version);

    private async Task<int?> FirstColumnAsync(string key, Grain grain, int? version)
    {
        var rows = await Provider.ReadAsync(key, [.. grain.Key, Int("GrainStateVersion", version)]);
        return (int?)rows.FirstOrDefault()?.Values.First();
    }

    private sealed record Grain(
        int IdHash = 1, long N0 = 0, long N1 = 0, int TypeHash = 1, string StateName = "state", string? Extension = null, string ServiceId = "service")
    {
        public (string, object?, NpgsqlDbType)[] Key =>
        [
            Int("GrainIdHash", IdHash), Long("GrainIdN0", N0), Long("GrainIdN1", N1), Int("GrainTypeHash", TypeHash), Text("GrainTypeString", StateName),
            Text("GrainIdExtensionString", Extension), Text("ServiceId", ServiceId),
        ];
    }
}
