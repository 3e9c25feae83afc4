using PortfolioOrleans.Storage.Reminders;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Reminders;

public abstract class ReminderRowsTests(Twin twin) : StoreTests(twin)
{
    private IReminderRows Reminders => Get<IReminderRows>();

    [Fact]
    public async Task A_reminder_is_found_as_it_was_set()
    {
        var row = Row("portfolio/alice", "value", hash: uint.MaxValue) with { StartAt = Noon.AddTicks(10), Period = TimeSpan.FromDays(400) + TimeSpan.FromMicroseconds(1) };

        var version = await Reminders.UpsertAsync(row, None);

        Assert.Equal(row with { Version = version }, await Reminders.FindAsync("portfolio/alice", "value", None));
        Assert.Null(await Reminders.FindAsync("portfolio/alice", "Value", None));
        Assert.Null(await Reminders.FindAsync("portfolio/alic", "evalue", None));
    }

    [Fact]
    public async Task Setting_it_again_replaces_it_under_a_new_version()
    {
        var first = await Reminders.UpsertAsync(Row("g", "r"), None);
        var second = await Reminders.UpsertAsync(Row("g", "r"), None);
        var third = await Reminders.UpsertAsync(Row("g", "r", hash: 5) with { StartAt = Noon.AddDays(1), Period = TimeSpan.FromMinutes(2) }, None);

        Assert.Distinct([first, second, third]);
        Assert.Equal(
            Row("g", "r", hash: 5) with { StartAt = Noon.AddDays(1), Period = TimeSpan.FromMinutes(2), Version = third },
            Assert.Single(await Reminders.ListAsync("g", None)));
    }

    [Fact]
    public async Task Removing_needs_the_version_that_is_there()
    {
        var first = await Reminders.UpsertAsync(Row("g", "r"), None);
        var second = await Reminders.UpsertAsync(Row("g", "r"), None);

        Assert.False(await Reminders.RemoveAsync("g", "r", first, None));
        Assert.True(await Reminders.RemoveAsync("g", "r", second, None));
        Assert.False(await Reminders.RemoveAsync("g", "r", second, None));
        var anew = await Reminders.UpsertAsync(Row("g", "r"), None);
        Assert.False(await Reminders.RemoveAsync("g", "r", first, None));

        Assert.Distinct([first, second, anew]);
    }

    [Fact]
    public async Task A_grains_reminders_are_listed_by_name()
    {
        foreach (var (grain, name) in new[] { ("g", "b"), ("g", "a"), ("g", "B"), ("h", "c") })
        {
            await Reminders.UpsertAsync(Row(grain, name), None);
        }

        Assert.Equal(["B", "a", "b"], (await Reminders.ListAsync("g", None)).Select(row => row.Name));
        Assert.Empty(await Reminders.ListAsync("i", None));
    }

    [Fact]
    public async Task Long_ids_and_odd_names_fit()
    {
        var id = new string('g', 8_000);
        await Reminders.UpsertAsync(Row(id + "1", "r'\"\\%😀"), None);
        await Reminders.UpsertAsync(Row(id + "2", "r'\"\\%😀"), None);

        Assert.Equal(id + "1", Assert.Single(await Reminders.ListAsync(id + "1", None)).GrainId);
        Assert.NotNull(await Reminders.FindAsync(id + "2", "r'\"\\%😀", None));
        await Assert.ThrowsAsync<ArgumentException>(() => Reminders.UpsertAsync(Row("g\0", "r"), None));
    }

    [Fact]
    public async Task All_are_gone_after_a_clearing()
    {
        await Reminders.UpsertAsync(Row("g", "r"), None);

        await Reminders.ClearAsync(None);

        Assert.Empty(await Reminders.ListRangeAsync(0, 0, None));
    }

    /// <summary>Ranges drawn at random, their ends often on a reminder, against a walk around the ring.</summary>
    [Fact]
    public async Task Ranges_of_the_ring_agree_with_a_model()
    {
        var random = new Random(20260807);
        uint[] hashes = [0, 1, int.MaxValue, 1u << 31, uint.MaxValue - 1, uint.MaxValue, .. Enumerable.Range(0, 30).Select(_ => (uint)random.NextInt64(1L << 32))];
        await Task.WhenAll(hashes.Select((hash, i) => Reminders.UpsertAsync(Row($"g{i}", "r", hash), None)));

        for (var i = 0; i < 200; i++)
        {
            var (begin, end) = (Draw(), Draw());

            // From begin, exclusive, on around the ring to end, inclusive; equal ends are the whole ring.
            var length = end == begin ? 1L << 32 : unchecked(end - begin);
            var expected = hashes.Where(hash => (hash == begin ? 1L << 32 : unchecked(hash - begin)) <= length).Order();

            var actual = (await Reminders.ListRangeAsync(begin, end, None)).Select(row => row.GrainHash).Order();
            Assert.Equal(expected, actual);
        }

        uint Draw() => random.Next(2) == 0 ? hashes[random.Next(hashes.Length)] : (uint)random.NextInt64(1L << 32);
    }

    [Fact]
    public async Task Many_who_set_one_reminder_at_once_get_versions_of_their_own()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Reminders.UpsertAsync(Row("g", "r"), None)));

        Assert.Distinct(versions);
        Assert.Contains((await Reminders.FindAsync("g", "r", None))!.Version, versions);
    }

    private static ReminderRow Row(string grain, string name, uint hash = 1) => new(grain, hash, name, Noon, TimeSpan.FromMinutes(5), Version: 0);

    public sealed class OnMemory() : ReminderRowsTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : ReminderRowsTests(Twin.Postgres(server));
}
