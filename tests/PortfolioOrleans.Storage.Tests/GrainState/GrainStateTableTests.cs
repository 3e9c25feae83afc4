using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.GrainState;

public abstract class GrainStateTableTests(Twin twin) : StoreTests(twin)
{
    private IGrainStateTable Table => Get<IGrainStateTable>();

    [Fact]
    public async Task A_state_is_read_as_it_was_written_under_a_version_that_changes()
    {
        var first = await Table.WriteAsync("portfolio", "alice", new byte[] { 1 }, expectedVersion: null, None);
        var second = await Table.WriteAsync("portfolio", "alice", new byte[] { 2, 0, 255 }, first, None);

        var row = await Table.ReadAsync("portfolio", "alice", None);
        Assert.Equal([2, 0, 255], row!.Payload);
        Assert.Equal(second, row.Version);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_state_is_known_by_name_and_grain_together()
    {
        await Table.WriteAsync("ab", "c", new byte[] { 1 }, null, None);

        Assert.Null(await Table.ReadAsync("a", "bc", None));
        Assert.Null(await Table.ReadAsync("ab", "C", None));
        Assert.Null(await Table.ReadAsync("c", "ab", None));
    }

    [Fact]
    public async Task A_write_that_expects_another_version_conflicts_and_changes_nothing()
    {
        var version = await Table.WriteAsync("s", "g", new byte[] { 1 }, null, None);

        Assert.Null(await Table.WriteAsync("s", "g", new byte[] { 2 }, expectedVersion: null, None));
        Assert.Null(await Table.WriteAsync("s", "g", new byte[] { 2 }, version + 1, None));
        Assert.Null(await Table.WriteAsync("s", "another", new byte[] { 2 }, version, None));

        Assert.Equal([1], (await Table.ReadAsync("s", "g", None))!.Payload);
        Assert.Null(await Table.ReadAsync("s", "another", None));
    }

    [Fact]
    public async Task Clearing_needs_the_version_and_may_be_repeated()
    {
        var version = await Table.WriteAsync("s", "g", new byte[] { 1 }, null, None);

        Assert.False(await Table.ClearAsync("s", "g", version + 1, None));
        Assert.False(await Table.ClearAsync("s", "g", null, None));
        Assert.NotNull(await Table.ReadAsync("s", "g", None));
        Assert.True(await Table.ClearAsync("s", "g", version, None));
        Assert.True(await Table.ClearAsync("s", "g", version, None));

        Assert.Null(await Table.ReadAsync("s", "g", None));
    }

    [Fact]
    public async Task A_state_made_anew_has_a_version_that_no_earlier_one_had()
    {
        var seen = new List<long?>();
        for (var i = 0; i < 30; i++) // More than the pool has connections, each with numbers of its own.
        {
            seen.Add(await Table.WriteAsync("s", "g", new byte[] { 1 }, null, None));
            seen.Add(await Table.WriteAsync("s", "g", new byte[] { 1 }, seen[^1], None));
            await Table.ClearAsync("s", "g", seen[^1], None);
        }

        Assert.DoesNotContain(null, seen);
        Assert.Distinct(seen);
    }

    [Fact]
    public async Task What_is_kept_is_out_of_the_callers_reach()
    {
        var payload = new byte[] { 1, 2 };
        await Table.WriteAsync("s", "g", payload, null, None);

        payload[0] = 9;
        (await Table.ReadAsync("s", "g", None))!.Payload[1] = 9;

        Assert.Equal([1, 2], (await Table.ReadAsync("s", "g", None))!.Payload);
    }

    [Fact]
    public async Task Keys_of_8000_characters_and_payloads_of_a_megabyte_fit()
    {
        var id = new string('é', 7_999);
        var payload = new byte[1_000_000];
        new Random(20260806).NextBytes(payload);

        await Table.WriteAsync(id + "s", id + "a", payload, null, None);
        await Table.WriteAsync(id + "s", id + "b", Array.Empty<byte>(), null, None);

        Assert.Equal(payload, (await Table.ReadAsync(id + "s", id + "a", None))!.Payload);
        Assert.Empty((await Table.ReadAsync(id + "s", id + "b", None))!.Payload);
    }

    [Fact]
    public async Task Of_many_first_writes_at_once_one_wins()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Table.WriteAsync("s", "g", new[] { (byte)i }, null, None)));

        Assert.Single(versions, version => version is not null);
        Assert.Equal([(byte)Array.FindIndex(versions, version => version is not null)], (await Table.ReadAsync("s", "g", None))!.Payload);
    }

    /// <summary>Fifty writers, each trying until its own number is added: none is lost, because exactly one of those who saw a version may follow it.</summary>
    [Fact]
    public async Task Of_many_writers_who_saw_one_version_exactly_one_follows_it()
    {
        await Table.WriteAsync("s", "g", BitConverter.GetBytes(0), null, None);
        var conflicts = 0;

        await Task.WhenAll(Enumerable.Range(1, 50).Select(async number =>
        {
            while (true)
            {
                var seen = await Table.ReadAsync("s", "g", None);
                if (await Table.WriteAsync("s", "g", BitConverter.GetBytes(BitConverter.ToInt32(seen!.Payload) + number), seen.Version, None) is not null)
                {
                    return;
                }

                Interlocked.Increment(ref conflicts);
            }
        }));

        Assert.Equal(50 * 51 / 2, BitConverter.ToInt32((await Table.ReadAsync("s", "g", None))!.Payload));
    }

    [Fact]
    public async Task Writes_of_many_grains_at_once_each_get_their_own_answer()
    {
        const int Grains = 700; // More than one batch holds.
        var first = await Task.WhenAll(Enumerable.Range(0, Grains).Select(i => Table.WriteAsync("s", $"g{i}", BitConverter.GetBytes(i), null, None)));
        var second = await Task.WhenAll(Enumerable.Range(0, Grains).Select(i =>
            Table.WriteAsync("s", $"g{i}", BitConverter.GetBytes(-i), i % 3 == 0 ? first[i] + 1_000_000 : first[i], None)));

        for (var i = 0; i < Grains; i++)
        {
            var row = await Table.ReadAsync("s", $"g{i}", None);
            Assert.Equal(i % 3 == 0, second[i] is null);
            Assert.Equal(second[i] ?? first[i], row!.Version);
            Assert.Equal(i % 3 == 0 ? i : -i, BitConverter.ToInt32(row.Payload));
        }
    }

    public sealed class OnMemory() : GrainStateTableTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : GrainStateTableTests(Twin.Postgres(server));
}
