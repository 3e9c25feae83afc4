using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Performance;

public abstract class PerformanceStoreTests(Twin twin) : StoreTests(twin)
{
    private static readonly DateOnly Monday = new(2026, 8, 3);

    private IPerformanceStore Days => Get<IPerformanceStore>();

    [Fact]
    public async Task A_day_is_listed_as_it_was_saved()
    {
        await GivenUserAsync("alice");
        var day = Day(Monday, 0m) with
        {
            Figures = new DailyEquity(Monday, -1234.567890123456789012345678m, 0.0000000000000000000000000001m, 2.50m)
            {
                Timed = [new TimedFlow(Noon, 100.10m, 1m), new TimedFlow(Noon.AddHours(1), -3m, decimal.MaxValue)],
                IsComplete = false,
                IsReconstructed = true,
            },
            RestatedAt = Noon.AddDays(3),
        };

        await Days.SaveAsync(day, None);

        AssertSame([day], await ListAsync());
    }

    [Fact]
    public async Task Days_are_listed_in_order_with_both_ends_and_gaps_left_out()
    {
        await GivenUserAsync("alice");
        await Days.SaveAllAsync([.. new[] { 3, 1, 0, 5 }.Select(i => Day(Monday.AddDays(i), i))], None);

        var listed = await Days.ListAsync("alice", "alice", Monday.AddDays(1), Monday.AddDays(5), None);

        Assert.Equal([1m, 3m, 5m], listed.Select(day => day.Figures.Equity));
    }

    [Fact]
    public async Task The_later_of_two_moments_of_a_day_stays()
    {
        await GivenUserAsync("alice");
        await Days.SaveAsync(Day(Monday, 1m, Noon), None);
        await Days.SaveAsync(Day(Monday, 2m, Noon.AddHours(1)), None);

        await Days.SaveAsync(Day(Monday, 3m, Noon.AddMinutes(30)), None);

        AssertSame([Day(Monday, 2m, Noon.AddHours(1))], await ListAsync());
    }

    [Fact]
    public async Task What_was_seen_stays_over_what_was_reconstructed_and_complete_over_incomplete()
    {
        await GivenUserAsync("alice");
        var seen = Day(Monday, 1m, Noon);
        var rebuilt = Day(Monday, 2m, Noon.AddHours(12), isReconstructed: true);
        var partly = Day(Monday, 3m, Noon.AddHours(2), isComplete: false);

        foreach (var order in new PerformanceDay[][] { [seen, rebuilt, partly], [partly, rebuilt, seen], [rebuilt, partly, seen] })
        {
            foreach (var day in order)
            {
                await Days.SaveAsync(day, None);
            }

            AssertSame([seen], await ListAsync());
        }
    }

    [Fact]
    public async Task A_reconstructed_day_stays_over_one_that_was_seen_in_part()
    {
        await GivenUserAsync("alice");
        await Days.SaveAsync(Day(Monday, 3m, isComplete: false), None);

        await Days.SaveAsync(Day(Monday, 2m, isReconstructed: true), None);

        Assert.Equal(2m, (await ListAsync())[0].Figures.Equity);
    }

    [Fact]
    public async Task A_restated_day_takes_the_place_of_what_was_seen_and_keeps_it()
    {
        await GivenUserAsync("alice");
        await Days.SaveAsync(Day(Monday, 1m), None);
        var restated = Day(Monday, 1m) with { Figures = new DailyEquity(Monday, 1m, Inflow: 5m), RestatedAt = Noon.AddDays(3) };
        await Days.SaveAsync(restated, None);

        await Days.SaveAsync(Day(Monday, 1m), None); // The same moment again, without what became known.

        AssertSame([restated], await ListAsync());
    }

    [Fact]
    public async Task What_a_day_was_is_known_for_as_long_as_it_was_so()
    {
        await GivenUserAsync("alice");
        var seen = Day(Monday, 1m);
        var restated = Day(Monday, 1m) with { Figures = new DailyEquity(Monday, 1m, Inflow: 5m), RestatedAt = Noon.AddDays(3) };
        await SaveAtAsync(Noon, seen);
        await SaveAtAsync(Noon.AddDays(1), Day(Monday.AddDays(1), 2m, Noon.AddDays(1)));
        await SaveAtAsync(Noon.AddDays(3), restated);

        AssertSame([], await KnownAsync(Noon.AddTicks(-10)));
        AssertSame([seen], await KnownAsync(Noon));
        AssertSame([seen, Day(Monday.AddDays(1), 2m, Noon.AddDays(1))], await KnownAsync(Noon.AddDays(3).AddTicks(-10)));
        AssertSame([restated, Day(Monday.AddDays(1), 2m, Noon.AddDays(1))], await KnownAsync(Noon.AddDays(3)));
        AssertSame(await ListAsync(), await KnownAsync(DateTimeOffset.MaxValue));
        Assert.Empty(await Days.ListKnownAsync("bob", "alice", DateOnly.MinValue, DateOnly.MaxValue, Noon.AddDays(9), None));
    }

    [Fact]
    public async Task What_took_the_place_of_nothing_changed_nothing_that_was_known()
    {
        await GivenUserAsync("alice");
        await SaveAtAsync(Noon, Day(Monday, 1m));
        await SaveAtAsync(Noon.AddDays(1), Day(Monday, 2m, isReconstructed: true)); // What was seen stays.

        AssertSame([Day(Monday, 1m)], await KnownAsync(Noon.AddDays(1)));
        AssertSame([Day(Monday, 1m)], await KnownAsync(Noon));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_hides_nothing()
    {
        await GivenUserAsync("alice");
        await SaveAtAsync(Noon, Day(Monday, 1m));
        await SaveAtAsync(Noon.AddHours(-2), Day(Monday, 2m, Noon.AddHours(1)));

        Assert.Empty(await KnownAsync(Noon.AddHours(-2)));
        AssertSame([Day(Monday, 2m, Noon.AddHours(1))], await KnownAsync(Noon));
    }

    [Fact]
    public async Task What_a_day_was_while_it_lasted_grows_coarser_and_what_it_became_stays()
    {
        await GivenUserAsync("alice");
        foreach (var minutes in new[] { 0, 20, 40, 60, 80 })
        {
            await SaveAtAsync(Noon.AddMinutes(minutes), Day(Monday, minutes, Noon.AddMinutes(minutes)));
        }

        await SaveAtAsync(Noon.AddDays(1), Day(Monday, 100m, Noon.AddMinutes(80)));
        await SaveAtAsync(Noon.AddDays(2), Day(Monday, 101m, Noon.AddMinutes(80)) with { RestatedAt = Noon.AddDays(2) });
        await SaveAtAsync(Noon.AddDays(3), Day(Monday, 102m, Noon.AddMinutes(80)) with { RestatedAt = Noon.AddDays(3) });

        Assert.Equal(0, await Days.ThinVersionsAsync("alice", Noon.AddDays(-1), Noon, None));
        Assert.Equal(0, await Days.ThinVersionsAsync("bob", Noon.AddDays(9), Noon.AddDays(9), None));

        Assert.Equal((3, 0), (await ThinAsync(Noon), await ThinAsync(Noon)));
        Assert.Equal([-1m, 40m, 80m, 100m, 101m, 102m], await EquitiesAsync(20, 40, 119, 24 * 60, 48 * 60, 72 * 60));

        Assert.Equal((2, 0), (await ThinAsync(Noon.AddDays(9)), await ThinAsync(Noon.AddDays(9))));
        Assert.Equal([-1m, -1m, -1m, 100m, 101m, 102m], await EquitiesAsync(20, 40, 119, 24 * 60, 48 * 60, 72 * 60));

        Task<int> ThinAsync(DateTimeOffset hourlySince) => Days.ThinVersionsAsync("alice", hourlySince, Noon.AddDays(9), None);

        async Task<List<decimal>> EquitiesAsync(params int[] minutes)
        {
            var equities = new List<decimal>();
            foreach (var minute in minutes)
            {
                equities.Add((await KnownAsync(Noon.AddMinutes(minute))).Select(day => day.Figures.Equity).FirstOrDefault(-1m));
            }

            return equities;
        }
    }

    [Fact]
    public async Task Portfolios_do_not_mix()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        await Days.SaveAsync(Day(Monday, 1m), None);
        await Days.SaveAsync(Day(Monday, 2m) with { UserId = "bob", PortfolioId = "bob" }, None);

        await Days.SaveAsync(Day(Monday, 3m, Noon.AddHours(1)) with { UserId = "bob" }, None); // Into alice's portfolio.

        Assert.Equal(1m, Assert.Single(await ListAsync()).Figures.Equity);
        Assert.Equal(2m, Assert.Single(await Days.ListAsync("bob", "bob", Monday, Monday, None)).Figures.Equity);
        Assert.Empty(await Days.ListAsync("bob", "alice", Monday, Monday, None));
    }

    [Fact]
    public async Task Ten_years_come_back_as_they_went_in()
    {
        await GivenUserAsync("alice");
        var days = Enumerable.Range(0, 3_650).Select(i => Day(Monday.AddDays(i), 1_000m + i)).ToArray();

        await Days.SaveAllAsync(days, None);

        Assert.Equal(days.Select(day => day.Figures.Equity), (await ListAsync()).Select(day => day.Figures.Equity));
    }

    [Fact]
    public async Task What_is_no_set_of_days_is_refused()
    {
        await GivenUserAsync("alice");
        await Days.SaveAllAsync([], None);

        await Assert.ThrowsAsync<ArgumentException>(() => Days.SaveAllAsync([Day(Monday, 1m), Day(Monday, 2m)], None));
        await Assert.ThrowsAsync<ArgumentException>(() => Days.SaveAllAsync([Day(Monday, 1m), Day(Monday.AddDays(1), 2m) with { PortfolioId = "other" }], None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Days.SaveAsync(Day(Monday, 1m) with { Figures = new DailyEquity(Monday, 1m, Inflow: -1m) }, None));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => Days.SaveAsync(Day(Monday, 1m) with { UserId = "nobody" }, None));

        Assert.Empty(await ListAsync());
    }

    private static void AssertSame(IEnumerable<PerformanceDay> expected, IEnumerable<PerformanceDay> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(PerformanceDay day) => $"{day with { Figures = day.Figures with { Timed = [] } }} {string.Join(", ", day.Figures.Timed)}";

    private Task<IReadOnlyList<PerformanceDay>> ListAsync() => Days.ListAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, None);

    private Task<IReadOnlyList<PerformanceDay>> KnownAsync(DateTimeOffset at) => Days.ListKnownAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, at, None);

    private Task SaveAtAsync(DateTimeOffset now, PerformanceDay day)
    {
        Get<SetClock>().Now = now;
        return Days.SaveAsync(day, None);
    }

    private static PerformanceDay Day(DateOnly day, decimal equity, DateTimeOffset? asOf = null, bool isComplete = true, bool isReconstructed = false) => new(
        "alice", "alice", Asset.Usdt, new DailyEquity(day, equity) { IsComplete = isComplete, IsReconstructed = isReconstructed }, asOf ?? Noon);

    public sealed class OnMemory() : PerformanceStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : PerformanceStoreTests(Twin.Postgres(server));
}
