using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.History;

public abstract class SnapshotStoreTests(Twin twin) : StoreTests(twin)
{
    private static readonly DateTimeOffset Always = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private ISnapshotStore Snapshots => Get<ISnapshotStore>();

    [Fact]
    public async Task A_row_is_listed_as_it_was_added()
    {
        await GivenUserAsync("alice");
        var row = Row(Noon) with
        {
            Version = long.MaxValue,
            Equity = decimal.MaxValue,
            NetFlowTotal = decimal.MinValue,
            CashBalance = 0.0000000000000000000000000001m,
            UnrealizedPnl = -1.50m,
            LongExposure = 1m,
            ShortExposure = 2m,
            PeakEquity = 3m,
            DrawdownDepth = 0.25m,
            Complete = false,
            DayEnd = true,
        };

        await Snapshots.AddAsync(row, None);

        Assert.Equal([row], await ListAsync());
    }

    [Fact]
    public async Task The_same_portfolio_and_time_again_changes_nothing()
    {
        await GivenUserAsync("alice");
        await Snapshots.AddAsync(Row(Noon, equity: 1m), None);

        await Snapshots.AddAsync(Row(Noon, equity: 2m), None);
        await Snapshots.AddAsync(Row(Noon.AddTicks(9), equity: 3m), None); // The same microsecond.

        Assert.Equal([Row(Noon, equity: 1m)], await ListAsync());
    }

    [Fact]
    public async Task A_range_includes_its_start_and_excludes_its_end()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon, Noon.AddMinutes(5), Noon.AddMinutes(10), Noon.AddMinutes(15));

        var rows = await Snapshots.ListAsync("alice", "alice", Noon.AddMinutes(5), Noon.AddMinutes(15), TimeSpan.Zero, 100, None);

        Assert.Equal([Noon.AddMinutes(5), Noon.AddMinutes(10)], rows.Select(row => row.At));
    }

    [Fact]
    public async Task A_step_is_answered_by_its_last_row()
    {
        await GivenUserAsync("alice");
        var midnight = Noon.AddHours(-12);
        await AddAsync(midnight.AddTicks(-10), midnight, midnight.AddMinutes(55), midnight.AddMinutes(60), midnight.AddMinutes(119), midnight.AddHours(5));

        var hours = await ListAsync(TimeSpan.FromHours(1));
        var days = await ListAsync(TimeSpan.FromDays(1));

        Assert.Equal([midnight.AddTicks(-10), midnight.AddMinutes(55), midnight.AddMinutes(119), midnight.AddHours(5)], hours.Select(row => row.At));
        Assert.Equal([midnight.AddTicks(-10), midnight.AddHours(5)], days.Select(row => row.At));
    }

    [Fact]
    public async Task A_step_of_a_week_begins_on_Monday()
    {
        await GivenUserAsync("alice");
        var monday = new DateTimeOffset(2026, 8, 3, 0, 0, 0, TimeSpan.Zero);
        await AddAsync(monday.AddSeconds(-1), monday, monday.AddDays(6), monday.AddDays(7));

        var weeks = await ListAsync(TimeSpan.FromDays(7));

        Assert.Equal([monday.AddSeconds(-1), monday.AddDays(6), monday.AddDays(7)], weeks.Select(row => row.At));
    }

    [Fact]
    public async Task A_limit_keeps_the_oldest()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon.AddMinutes(10), Noon, Noon.AddMinutes(5));

        var rows = await Snapshots.ListAsync("alice", "alice", DateTimeOffset.MinValue, Always, TimeSpan.Zero, 2, None);

        Assert.Equal([Noon, Noon.AddMinutes(5)], rows.Select(row => row.At));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100_001, 0)]
    [InlineData(1, -1)]
    public async Task A_limit_and_a_step_have_their_bounds(int limit, long step) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => Snapshots.ListAsync("alice", "alice", Noon, Noon, TimeSpan.FromTicks(step), limit, None));

    [Fact]
    public async Task Portfolios_and_users_are_kept_apart()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        await Snapshots.AddAsync(Row(Noon) with { UserId = "bob", PortfolioId = "bob" }, None);
        await Snapshots.AddAsync(Row(Noon) with { PortfolioId = "alice-2" }, None);

        Assert.Empty(await ListAsync());
        Assert.Empty(await Snapshots.ListAsync("alice", "bob", DateTimeOffset.MinValue, Always, TimeSpan.Zero, 10, None));
        Assert.Single(await Snapshots.ListAsync("alice", "alice-2", DateTimeOffset.MinValue, Always, TimeSpan.Zero, 10, None));
    }

    [Fact]
    public async Task The_newest_complete_row_is_found_behind_incomplete_ones()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon.AddMonths(-3), Noon, Noon.AddMinutes(-5));
        await Snapshots.AddAsync(Row(Noon.AddMonths(2)) with { Complete = false }, None);

        Assert.Equal(Row(Noon), await Snapshots.FindLastCompleteAsync("alice", None));
        Assert.Null(await Snapshots.FindLastCompleteAsync("bob", None));
    }

    [Fact]
    public async Task A_row_needs_its_user_and_fails_alone()
    {
        await GivenUserAsync("alice");

        var additions = Enumerable.Range(0, 20)
            .Select(i => Snapshots.AddAsync(Row(Noon.AddSeconds(i)) with { UserId = i == 7 ? "nobody" : "alice" }, None))
            .ToArray();

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Task.WhenAll(additions));
        Assert.All(additions.Where((_, i) => i != 7), addition => Assert.True(addition.IsCompletedSuccessfully));
        Assert.Equal(19, (await ListAsync()).Count);
    }

    [Fact]
    public async Task A_thinned_step_keeps_its_last_row_its_last_complete_one_and_the_ends_of_days()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon, Noon.AddMinutes(5), Noon.AddMinutes(10), Noon.AddHours(1), Noon.AddHours(1).AddMinutes(5));
        await Snapshots.AddAsync(Row(Noon.AddMinutes(15)) with { Complete = false }, None);
        await Snapshots.AddAsync(Row(Noon.AddMinutes(20)) with { Complete = false }, None);
        await Snapshots.AddAsync(Row(Noon.AddMinutes(1)) with { DayEnd = true }, None);
        await Snapshots.AddAsync(Row(Noon) with { PortfolioId = "alice-2" }, None);
        await Snapshots.AddAsync(Row(Noon.AddMinutes(5)) with { PortfolioId = "alice-2" }, None);

        var gone = await ThinAsync();
        var again = await ThinAsync();

        Assert.Equal((3, 0), (gone, again));
        Assert.Equal(
            [Noon.AddMinutes(1), Noon.AddMinutes(10), Noon.AddMinutes(20), Noon.AddHours(1), Noon.AddHours(1).AddMinutes(5)],
            (await ListAsync()).Select(row => row.At));
        Assert.Equal(2, (await Snapshots.ListAsync("alice", "alice-2", DateTimeOffset.MinValue, Always, TimeSpan.Zero, 10, None)).Count);

        Task<int> ThinAsync() => Snapshots.ThinAsync("alice", Noon, Noon.AddHours(1), TimeSpan.FromHours(1), None);
    }

    [Fact]
    public async Task A_step_to_thin_by_is_above_zero() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Snapshots.ThinAsync("alice", Noon, Noon, TimeSpan.Zero, None));

    [Fact]
    public async Task A_restated_row_says_so_and_keeps_its_equity()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon, Noon.AddMinutes(5));

        await Snapshots.RestateAsync(
            "alice", [new RestatedRow(Noon.AddMinutes(5), 10m, 120.5m, 0.17m), new RestatedRow(Noon.AddMinutes(6), 1m, 1m, 0m)], Noon.AddDays(3), None);

        var restated = Row(Noon.AddMinutes(5)) with { NetFlowTotal = 10m, PeakEquity = 120.5m, DrawdownDepth = 0.17m, RestatedAt = Noon.AddDays(3) };
        Assert.Equal([Row(Noon), restated], await ListAsync());
    }

    [Fact]
    public async Task What_a_row_said_is_known_until_it_was_restated()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon, Noon.AddMinutes(5), Noon.AddMinutes(70));
        await RestateAsync(Noon.AddMinutes(5), 10m, Noon.AddDays(3));
        await RestateAsync(Noon.AddMinutes(5), 20m, Noon.AddDays(4));
        await RestateAsync(Noon.AddMinutes(5), 20m, Noon.AddDays(4)); // The same again.

        var known = new List<(decimal Flow, DateTimeOffset? RestatedAt)>();
        foreach (var at in new[] { Noon.AddDays(3).AddTicks(-10), Noon.AddDays(3), Noon.AddDays(4).AddTicks(-10), Noon.AddDays(4), DateTimeOffset.MaxValue })
        {
            var rows = await KnownAsync(at);
            Assert.Equal([Row(Noon), Row(Noon.AddMinutes(70))], [rows[0], rows[2]]);
            known.Add((rows[1].NetFlowTotal, rows[1].RestatedAt));
        }

        Assert.Equal([(0m, null), (10m, Noon.AddDays(3)), (10m, Noon.AddDays(3)), (20m, Noon.AddDays(4)), (20m, Noon.AddDays(4))], known);
        Assert.Equal([Row(Noon), Row(Noon.AddMinutes(5))], await KnownAsync(Noon.AddMinutes(69)));
        Assert.Equal([Row(Noon.AddMinutes(5)), Row(Noon.AddMinutes(70))], await KnownAsync(Noon.AddDays(2), TimeSpan.FromHours(1)));
        Assert.Empty(await KnownAsync(Noon.AddTicks(-1)));
        Assert.Single(await KnownAsync(Noon));
    }

    [Fact]
    public async Task What_a_row_said_goes_with_it()
    {
        await GivenUserAsync("alice");
        await AddAsync(Noon, Noon.AddMinutes(5));
        await RestateAsync(Noon, 10m, Noon.AddDays(3));

        Assert.Equal(1, await Snapshots.ThinAsync("alice", Noon, Noon.AddHours(1), TimeSpan.FromHours(1), None));
        await AddAsync(Noon);

        Assert.Equal([Row(Noon), Row(Noon.AddMinutes(5))], await KnownAsync(Noon.AddDays(2)));
    }

    /// <summary>Steps counted by hand beside the store.</summary>
    [Fact]
    public async Task Random_times_and_steps_agree_with_a_model()
    {
        await GivenUserAsync("alice");
        var random = new Random(20260804);
        var start = new DateTimeOffset(2025, 11, 20, 0, 0, 0, TimeSpan.Zero);
        var times = Enumerable.Range(0, 300).Select(_ => start.AddSeconds(random.Next(100 * 86_400))).Distinct().Order().ToArray();
        await AddAsync(times);

        foreach (var minutes in new[] { 1, 5, 60, 7 * 60, 24 * 60, 7 * 24 * 60 })
        {
            var expected = times
                .GroupBy(at => Math.Floor((at - new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)) / TimeSpan.FromMinutes(minutes)))
                .Select(step => step.Last());

            Assert.Equal(expected, (await ListAsync(TimeSpan.FromMinutes(minutes))).Select(row => row.At));
        }
    }

    protected static SnapshotRow Row(DateTimeOffset at, decimal equity = 100m) =>
        new("alice", "alice", at, 1, "USDT", equity, 0m, 0m, 0m, 0m, 0m, equity, 0m, Complete: true, DayEnd: false);

    protected Task AddAsync(params DateTimeOffset[] times) => Task.WhenAll(times.Select(at => Snapshots.AddAsync(Row(at), None)));

    protected Task<IReadOnlyList<SnapshotRow>> ListAsync(TimeSpan step = default) =>
        Snapshots.ListAsync("alice", "alice", DateTimeOffset.MinValue, Always, step, 1000, None);

    private Task RestateAsync(DateTimeOffset at, decimal flow, DateTimeOffset restatedAt) =>
        Snapshots.RestateAsync("alice", [new RestatedRow(at, flow, 100m, 0m)], restatedAt, None);

    private Task<IReadOnlyList<SnapshotRow>> KnownAsync(DateTimeOffset at, TimeSpan step = default) =>
        Snapshots.ListKnownAsync("alice", "alice", DateTimeOffset.MinValue, Always, step, 1000, at, None);

    public sealed class OnMemory() : SnapshotStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : SnapshotStoreTests(Twin.Postgres(server));
}
