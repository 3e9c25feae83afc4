using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class CalendarPerformanceTests
{
    private static readonly DateOnly NewYear = new(2026, 1, 1);

    [Fact]
    public void A_month_is_measured_from_the_last_day_before_it_and_flows_are_no_gain()
    {
        // 100 at the end of January; 50 come in and all gains a tenth; then 15 go out. March gains another tenth.
        var months = CalendarPerformance.Of(
            [Day(1, 31, 100m), Day(2, 10, 165m, inflow: 50m), Day(2, 28, 150m, outflow: 15m), Day(3, 1, 165m)], CalendarPeriod.Month);

        Assert.Equal(2, months.Count);
        Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2026, 1, 31), new DateOnly(2026, 2, 28)), (months[0].Start, months[0].From, months[0].To));
        Assert.Equal((100m, 150m, 35m, 15m), (months[0].StartEquity, months[0].EndEquity, months[0].NetFlow, months[0].Gain));
        Assert.Equal((2, 1), (months[0].Count, months[1].Count));
        Assert.Equal(0.1, months[0].Return!.Value, 12);
        Assert.Equal((150m, 165m, 0m, 15m), (months[1].StartEquity, months[1].EndEquity, months[1].NetFlow, months[1].Gain));
    }

    [Fact]
    public void The_first_day_of_all_is_the_base_and_no_gain()
    {
        Assert.Empty(CalendarPerformance.Of([Day(1, 1, 100m, inflow: 100m)], CalendarPeriod.Month));

        var only = Assert.Single(CalendarPerformance.Of([Day(1, 1, 100m, inflow: 100m), Day(1, 2, 110m)], CalendarPeriod.Day));
        Assert.Equal((new DateOnly(2026, 1, 2), 10m, 0m), (only.Start, only.Gain, only.NetFlow));
    }

    [Fact]
    public void A_stretch_without_a_day_is_left_out_and_the_next_one_has_what_it_made()
    {
        var months = CalendarPerformance.Of([Day(1, 31, 100m), Day(3, 2, 120m)], CalendarPeriod.Month);

        var march = Assert.Single(months);
        Assert.Equal((new DateOnly(2026, 3, 1), new DateOnly(2026, 1, 31), 20m), (march.Start, march.From, march.Gain));
    }

    [Fact]
    public void Where_there_was_nothing_to_earn_on_there_is_no_return()
    {
        var days = CalendarPerformance.Of([Day(1, 1, 0m), Day(1, 2, 0m), Day(1, 3, 10m, inflow: 10m), Day(1, 4, 11m)], CalendarPeriod.Day);

        Assert.Equal([null, 0d, 0.1], days.Select(day => day.Return is { } value ? Math.Round(value, 12) : (double?)null));
        Assert.Equal(0.1, CalendarPerformance.Of([Day(1, 1, 0m), Day(1, 2, 0m), Day(1, 3, 10m, inflow: 10m), Day(1, 4, 11m)], CalendarPeriod.Month)[0].Return!.Value, 12);
    }

    [Fact]
    public void The_best_and_the_worst_are_told_with_what_they_made()
    {
        var weeks = CalendarPerformance.Of([Day(1, 4, 100m), Day(1, 11, 130m), Day(1, 18, 117m), Day(1, 25, 152.1m)], CalendarPeriod.Week);

        Assert.Equal([30m, 35.1m], weeks.Extremes(2, best: true).Select(week => week.Gain).Order());
        Assert.Equal((-13m, new DateOnly(2026, 1, 12)), weeks.Extremes(1, best: false).Select(week => (week.Gain, week.Start)).Single());
    }

    /// <summary>Random days with gaps and flows: whatever the stretch, returns link to that of all days and money adds up.</summary>
    [Fact]
    public void Stretches_of_any_length_link_to_the_whole()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var days = RandomDays(new Random(seed));
            var whole = TimeWeightedIndex.Of(days).Index(1d)[^1];
            foreach (var period in Enum.GetValues<CalendarPeriod>())
            {
                var stretches = CalendarPerformance.Of(days, period);

                Assert.Equal(whole, stretches.Aggregate(1d, (wealth, one) => wealth * (1d + one.Return!.Value)), 9);
                Assert.Equal(days[^1].Equity - days[0].Equity - days.Skip(1).Sum(day => day.NetFlow), stretches.Sum(one => one.Gain));
                Assert.Equal(days.Count - 1, stretches.Sum(one => one.Count));
                Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.Equal((pair.First.To, pair.First.EndEquity), (pair.Second.From, pair.Second.StartEquity)));
            }
        }
    }

    private static List<DailyEquity> RandomDays(Random random)
    {
        List<DailyEquity> days = [new(NewYear, 1_000m)];
        for (var i = 1; i < 500; i++)
        {
            if (random.Next(10) == 0)
            {
                continue;
            }

            var (inflow, outflow) = (random.Next(5) == 0 ? 100m : 0m, random.Next(9) == 0 ? 10m : 0m);
            days.Add(new DailyEquity(NewYear.AddDays(i), ((days[^1].Equity + inflow) * random.Next(95, 107) / 100m) - outflow, inflow, outflow));
        }

        return days;
    }

    private static DailyEquity Day(int month, int day, decimal equity, decimal inflow = 0m, decimal outflow = 0m) => new(new DateOnly(2026, month, day), equity, inflow, outflow);
}
