using PortfolioOrleans.Storage.Tests.Given;
using static PortfolioOrleans.Storage.Tests.Orleans.ProviderConnection;

namespace PortfolioOrleans.Storage.Tests.Orleans;

[Collection(TestServer.Name)]
public sealed class ReminderQueryTests(TestServer server) : ProviderTests(server)
{
    [Fact]
    public async Task A_reminder_is_read_as_it_was_set()
    {
        var version = await UpsertAsync("portfolio/alice", "value", -5, period: 300_000);

        var row = Assert.Single(await ReadRowAsync("portfolio/alice", "value"));

        Assert.Equal(("portfolio/alice", "value", Noon, version), ((string)row["GrainId"]!, (string)row["ReminderName"]!, (DateTime)row["StartTime"]!, (int)row["Version"]!));
        Assert.Equal(300_000L, Convert.ToInt64(row["Period"]));
        Assert.Empty(await ReadRowAsync("portfolio/alice", "Value"));
        Assert.Empty(await ReadRowAsync("portfolio/alice", "value", "other service"));
    }

    [Fact]
    public async Task A_period_may_be_longer_than_an_int_of_milliseconds()
    {
        var days400 = (long)TimeSpan.FromDays(400).TotalMilliseconds;

        await UpsertAsync("g", "r", 0, days400);

        Assert.Equal(days400, Convert.ToInt64((await ReadRowAsync("g", "r"))[0]["Period"]));
    }

    [Fact]
    public async Task Every_registration_changes_the_version_even_with_equal_content()
    {
        var first = await UpsertAsync("g", "r");
        var second = await UpsertAsync("g", "r");
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => UpsertAsync("g", "r")));

        Assert.Distinct([first, second, .. others]);
        Assert.Contains((int)Assert.Single(await ReadRowAsync("g", "r"))["Version"]!, others);
    }

    [Fact]
    public async Task A_delete_needs_the_version_also_after_the_reminder_was_made_anew()
    {
        var first = await UpsertAsync("g", "r");
        var second = await UpsertAsync("g", "r");

        Assert.False(await DeleteAsync("g", "r", first));
        Assert.True(await DeleteAsync("g", "r", second));
        Assert.False(await DeleteAsync("g", "r", second));
        await UpsertAsync("g", "r");

        Assert.False(await DeleteAsync("g", "r", first));
        Assert.False(await DeleteAsync("g", "r", second));
        Assert.Single(await ReadRowAsync("g", "r"));
    }

    [Fact]
    public async Task A_grains_reminders_are_read_together_and_a_services_deleted_together()
    {
        await UpsertAsync("g", "a");
        await UpsertAsync("g", "b");
        await UpsertAsync("h", "a");
        await UpsertAsync("g", "a", service: "other");

        Assert.Equal(["a", "b"], (await ReadRowsAsync("g")).Select(row => (string)row["ReminderName"]!).Order());
        await Provider.ReadAsync("DeleteReminderRowsKey", Text("ServiceId", "service"));

        Assert.Empty(await ReadRowsAsync("g"));
        Assert.Empty(await ReadRowsAsync("h"));
        Assert.Single(await ReadRowsAsync("g", "other"));
    }

    [Fact]
    public async Task Ids_of_8000_characters_fit()
    {
        var id = new string('é', 7_999);
        var version = await UpsertAsync(id + "1", id);
        await UpsertAsync(id + "2", id);

        Assert.Equal(id + "1", Assert.Single(await ReadRowsAsync(id + "1"))["GrainId"]);
        Assert.Single(await ReadRowAsync(id + "2", id));
        Assert.True(await DeleteAsync(id + "1", id, version));
    }

    /// <summary>Hashes are compared signed; the statement is chosen as the provider chooses it.</summary>
    [Fact]
    public async Task Ranges_of_the_ring_agree_with_a_model()
    {
        var random = new Random(20260809);
        int[] hashes = [int.MinValue, -1, 0, 1, int.MaxValue, .. Enumerable.Range(0, 30).Select(_ => random.Next(int.MinValue, int.MaxValue))];
        for (var i = 0; i < hashes.Length; i++)
        {
            await UpsertAsync($"g{i}", "r", hashes[i]);
        }

        for (var i = 0; i < 500; i++)
        {
            var (begin, end) = (Draw(), Draw());

            // From begin, exclusive, on around the ring of unsigned hashes to end, inclusive; equal ends are the whole ring.
            var length = end == begin ? 1L << 32 : unchecked((uint)(end - begin));
            var expected = hashes.Where(hash => (hash == begin ? 1L << 32 : unchecked((uint)(hash - begin))) <= length).Count();

            var rows = await Provider.ReadAsync(
                begin < end ? "ReadRangeRows1Key" : "ReadRangeRows2Key", Text("ServiceId", "service"), Int("BeginHash", begin), Int("EndHash", end));
            Assert.Equal(expected, rows.Count);
        }

        int Draw() => random.Next(2) == 0 ? hashes[random.Next(hashes.Length)] : random.Next(int.MinValue, int.MaxValue);
    }

    private async Task<int> UpsertAsync(string grainId, string name, int hash = 0, long period = 60_000, string service = "service")
    {
        var rows = await Provider.ReadAsync(
            "UpsertReminderRowKey", Text("ServiceId", service), Int("GrainHash", hash), Text("GrainId", grainId), Text("ReminderName", name),
            Time("StartTime", Noon), period <= int.MaxValue ? Int("Period", (int)period) : Long("Period", period));
        return (int)Assert.Single(rows)["Version"]!;
    }

    private Task<List<Dictionary<string, object?>>> ReadRowsAsync(string grainId, string service = "service") =>
        Provider.ReadAsync("ReadReminderRowsKey", Text("ServiceId", service), Text("GrainId", grainId));

    private Task<List<Dictionary<string, object?>>> ReadRowAsync(string grainId, string name, string service = "service") =>
        Provider.ReadAsync("ReadReminderRowKey", Text("ServiceId", service), Text("GrainId", grainId), Text("ReminderName", name));

    private Task<bool> DeleteAsync(string grainId, string name, int version) => Provider.AnswerAsync(
        "DeleteReminderRowKey", Text("ServiceId", "service"), Text("GrainId", grainId), Text("ReminderName", name), Int("Version", version));
}
