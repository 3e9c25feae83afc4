using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class EquityTrackTests
{
    // A Wednesday.
    private static readonly DateTimeOffset Morning = new(2026, 3, 4, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_day_tells_gain_from_deposit()
    {
        var track = EquityTrack.Start(1_000m, netFlowTotal: 0m, Morning)
            .Observe(1_100m, 0m, Morning.AddHours(1))
            .Observe(1_600m, netFlowTotal: 500m, Morning.AddHours(2));

        Assert.Equal(100m, track.DailyPnl);
        Assert.Equal(1_500m, track.DailyBase);
        Assert.Equal(0m, track.Daily.Depth);
    }

    [Fact]
    public void A_flow_total_reported_twice_counts_once()
    {
        var once = EquityTrack.Start(100m, 0m, Morning).Observe(150m, 50m, Morning.AddHours(1));

        var twice = once.Observe(150m, 50m, Morning.AddHours(2));

        Assert.Equal(0m, twice.DailyPnl);
        Assert.Equal(150m, twice.AllTime.Peak);
    }

    [Fact]
    public void A_new_day_opens_at_the_last_valuation_of_the_old_one()
    {
        var evening = EquityTrack.Start(100m, 0m, Morning).Observe(80m, 0m, Morning.AddHours(15));

        var nextDay = evening.Observe(72m, 0m, Morning.AddHours(17));

        Assert.Equal(0.28m, nextDay.AllTime.Depth);
        Assert.Equal(0.28m, nextDay.Weekly.Depth);
        Assert.Equal(0.1m, nextDay.Daily.Depth);
        Assert.Equal(-8m, nextDay.DailyPnl);
    }

    [Fact]
    public void A_week_opens_on_monday()
    {
        var sunday = EquityTrack.Start(100m, 0m, Morning).Observe(50m, 0m, Morning.AddDays(4));

        var monday = sunday.Observe(45m, 0m, Morning.AddDays(5));

        Assert.Equal(DayOfWeek.Sunday, sunday.Day.DayOfWeek);
        Assert.Equal(0.5m, sunday.Weekly.Depth);
        Assert.Equal(0.1m, monday.Weekly.Depth);
        Assert.Equal(0.55m, monday.AllTime.Depth);
    }

    [Fact]
    public void Tenfold_and_back_as_computed_by_hand()
    {
        // One coin at 100 and 900 in cash; the coin goes to 1000 and back.
        var track = EquityTrack.Start(1_000m, 0m, Morning)
            .Observe(1_900m, 0m, Morning.AddMinutes(1))
            .Observe(1_000m, 0m, Morning.AddMinutes(2));

        Assert.Equal(1_900m, track.AllTime.Peak);
        Assert.Equal(900m / 1_900m, track.AllTime.Depth);
        Assert.Equal(0m, track.DailyPnl);
    }

    [Fact]
    public void The_order_of_unchanged_valuations_in_a_day_is_of_no_matter_to_its_pnl()
    {
        var random = new Random(31);
        for (var round = 0; round < 200; round++)
        {
            var track = EquityTrack.Start(random.Next(1, 1_000), 0m, Morning);
            var (open, flows) = (track.Equity, 0m);
            for (var i = 1; i < 20; i++)
            {
                flows += random.Next(0, 50);
                track = track.Observe(random.Next(1, 1_000), flows, Morning.AddMinutes(i));
            }

            Assert.Equal(track.Equity - open - flows, track.DailyPnl);
        }
    }
}
