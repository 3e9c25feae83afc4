using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.History;

[Collection(TestServer.Name)]
public sealed class SnapshotPartitionTests(TestServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset August = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;
    private PostgresSnapshotStore _snapshots = null!;

    public async Task InitializeAsync()
    {
        _test = await server.CreateAsync();
        await _test.ExecuteAsync("INSERT INTO portfolio.users VALUES ('alice', '', now())");
        _database = new PostgresDatabase(_test.Logins.Service);
        _snapshots = new PostgresSnapshotStore(_database);
    }

    public async Task DisposeAsync()
    {
        await _snapshots.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_month_gets_its_partition_with_its_first_row_and_the_next_month_in_advance()
    {
        await AddAsync(August.AddTicks(-10), August);

        Assert.Equal(
            [("portfolio_snapshots_2026_07", 1L), ("portfolio_snapshots_2026_08", 1L), ("portfolio_snapshots_2026_09", 0L), ("portfolio_snapshots_rest", 0L)],
            await PartitionsAsync());
    }

    [Fact]
    public async Task A_row_whose_partition_cannot_be_made_lands_in_the_rest_and_moves_later()
    {
        await _test.ExecuteAsync("REVOKE EXECUTE ON FUNCTION portfolio.make_snapshot_month FROM portfolio_system");
        await AddAsync(August, August.AddDays(1));
        Assert.Equal([("portfolio_snapshots_rest", 2L)], await PartitionsAsync());

        await _test.ExecuteAsync("GRANT EXECUTE ON FUNCTION portfolio.make_snapshot_month TO portfolio_system");
        await AddAsync(August.AddDays(2));

        Assert.Equal([("portfolio_snapshots_2026_08", 3L), ("portfolio_snapshots_2026_09", 0L), ("portfolio_snapshots_rest", 0L)], await PartitionsAsync());
        Assert.Equal(3, (await _snapshots.ListAsync("alice", "alice", August, August.AddDays(9), TimeSpan.Zero, 10, default)).Count);
    }

    [Fact]
    public async Task Whoever_restates_a_row_what_it_said_is_kept_in_whatever_partition()
    {
        DateTimeOffset[] times = [DateTimeOffset.MinValue.AddDays(1), August];
        await AddAsync(times);

        await _test.ExecuteAsync("UPDATE portfolio.portfolio_snapshots SET net_flow_total = 7, restated_at = '2026-09-01Z'");

        Assert.All(await KnownAsync(August.AddDays(30)), row => Assert.Equal((0m, null), (row.NetFlowTotal, row.RestatedAt)));
        Assert.Equal(times.Select(_ => 7m), (await KnownAsync(August.AddDays(31))).Select(row => row.NetFlowTotal));

        Task<IReadOnlyList<SnapshotRow>> KnownAsync(DateTimeOffset at) =>
            _snapshots.ListKnownAsync("alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 10, at, default);
    }

    [Fact]
    public async Task An_absurd_time_is_kept_without_a_partition_of_its_own()
    {
        await AddAsync(DateTimeOffset.MinValue.AddDays(1), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal([("portfolio_snapshots_rest", 2L)], await PartitionsAsync());
    }

    [Fact]
    public async Task Services_that_start_a_month_together_lose_no_row()
    {
        await using var second = new PostgresDatabase(_test.Logins.Service);
        await using var others = new PostgresSnapshotStore(second);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(day => (day % 2 == 0 ? _snapshots : others).AddAsync(Row(August.AddDays(day)), default)));

        Assert.Equal(20, (await PartitionsAsync()).Sum(partition => partition.Rows));
    }

    [Fact]
    public async Task A_partition_made_in_a_foreign_time_zone_has_the_same_bounds()
    {
        await _test.ExecuteAsync("SET timezone = 'America/New_York'; SELECT portfolio.make_snapshot_month('2026-08-01')");

        await AddAsync(August.AddTicks(-10), August);

        Assert.Contains(("portfolio_snapshots_2026_08", 1L), await PartitionsAsync());
    }

    private static SnapshotRow Row(DateTimeOffset at) => new("alice", "alice", at, 1, "USDT", 1m, 0m, 0m, 0m, 0m, 0m, 1m, 0m, true, false);

    private Task AddAsync(params DateTimeOffset[] times) => Task.WhenAll(times.Select(at => _snapshots.AddAsync(Row(at), default)));

    private async Task<List<(string Name, long Rows)>> PartitionsAsync()
    {
        var names = await _test.QueryAsync<string>(
            "SELECT c.relname::text FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'portfolio.portfolio_snapshots'::regclass ORDER BY 1");
        var partitions = new List<(string, long)>();
        foreach (var name in names)
        {
            partitions.Add((name, (await _test.QueryAsync<long>($"SELECT count(*) FROM portfolio.{name}"))[0]));
        }

        return partitions;
    }
}
