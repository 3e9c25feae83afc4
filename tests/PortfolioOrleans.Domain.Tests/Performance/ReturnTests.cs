using PortfolioOrleans.Domain.Performance;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class ReturnTests
{
    private static readonly DateOnly Day = new(2026, 3, 4);

    private static ReturnSeries Series(params double[] returns) => new(returns.Select((_, i) => Day.AddDays(i)), returns);

    [Fact]
    public void A_deposit_and_a_withdrawal_are_no_return()
    {
        // 100, gains 10 %; 90 come in at the start of the next day, which gains 5 %; 10 go out at the end of the third, which gains nothing.
        var series = TimeWeightedIndex.Of(
        [
            new DailyEquity(Day, 100m),
            new DailyEquity(Day.AddDays(1), 110m),
            new DailyEquity(Day.AddDays(2), 210m, Inflow: 90m),
            new DailyEquity(Day.AddDays(3), 200m, Outflow: 10m),
        ]);

        Assert.Equal([0d, 0.1, 0.05, 0d], series.Returns.ToArray().Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void A_flow_with_a_known_time_cuts_its_day_in_two()
    {
        // 100 becomes 120, then 80 come in and 200 become 190.
        var series = TimeWeightedIndex.Of(
        [
            new DailyEquity(Day, 100m),
            new DailyEquity(Day.AddDays(1), 190m) { Timed = [new TimedFlow(Noon.AddDays(1), 80m, EquityBefore: 120m)] },
        ]);

        Assert.Equal((1.2 * 0.95) - 1d, series.Returns[1], 12);
    }

    [Fact]
    public void A_day_with_nothing_to_earn_on_is_named()
    {
        var series = TimeWeightedIndex.Of([new DailyEquity(Day, 0m), new DailyEquity(Day.AddDays(1), 5m), new DailyEquity(Day.AddDays(2), -1m)]);

        Assert.Equal([0d, 0d, 0d], series.Returns.ToArray());
        Assert.Equal([Day.AddDays(1), Day.AddDays(2)], series.WithoutBase);
    }

    [Fact]
    public void Flows_never_change_the_index()
    {
        var random = new Random(11);
        for (var round = 0; round < 100; round++)
        {
            var (alone, withFlows) = (100m, 100m);
            List<DailyEquity> quiet = [new(Day, alone)];
            List<DailyEquity> busy = [new(Day, withFlows)];
            for (var i = 1; i < 30; i++)
            {
                var growth = random.Next(90, 111) / 100m;
                var (inflow, outflow) = (random.Next(50), random.Next(2));
                alone *= growth;
                withFlows = ((withFlows + inflow) * growth) - outflow;
                quiet.Add(new DailyEquity(Day.AddDays(i), alone));
                busy.Add(new DailyEquity(Day.AddDays(i), withFlows, inflow, outflow));
            }

            Assert.Equal(TimeWeightedIndex.Of(quiet).Index()[^1], TimeWeightedIndex.Of(busy).Index()[^1], 8);
        }
    }

    [Fact]
    public void Days_have_to_ascend() => Assert.Throws<ArgumentException>(() => new ReturnSeries([Day, Day], [0d, 0d]));

    [Fact]
    public void Modified_dietz_weighs_a_flow_by_the_time_left()
    {
        Assert.Equal(0.2m, LinkedReturns.ModifiedDietz(100m, 180m, [(50m, 1m)]));
        Assert.Equal(0.24m, LinkedReturns.ModifiedDietz(100m, 180m, [(50m, 0.5m)]));
        Assert.Null(LinkedReturns.ModifiedDietz(0m, 10m, [(10m, 0m)]));

        // Two days; 50 at noon of the first of them weigh three quarters.
        DailyEquity[] days = [new(Day, 100m), new(Day.AddDays(1), 150m, Inflow: 50m), new(Day.AddDays(2), 177.5m)];
        Assert.Equal(0.2m, LinkedReturns.ModifiedDietz(days));
    }

    [Fact]
    public void Weeks_start_on_monday_and_months_link_their_days()
    {
        var series = Series([.. Enumerable.Repeat(0.1, 6)]); // Wednesday 4 March to Monday 9 March.

        Assert.Equal([(new DateOnly(2026, 3, 2), 5), (new DateOnly(2026, 3, 9), 1)], series.Compounded(CalendarPeriod.Week).Select(week => (week.Start, week.Days)));
        Assert.Equal(Math.Pow(1.1, 6) - 1d, series.MonthlyTable().Single().Months[2]!.Value, 12);
        Assert.Null(series.MonthlyTable().Single().Months[0]);
        Assert.Equal((new DateOnly(2026, 3, 2), 2), (series.Heatmap()[0].WeekStart, series.Heatmap()[0].Weekday));
    }

    [Fact]
    public void The_best_days_come_first_and_the_worst_too()
    {
        var series = Series(0.1, -0.2, 0.3);

        Assert.Equal([0.3, 0.1], series.Extremes(2, best: true).Select(day => day.Return));
        Assert.Equal([-0.2], series.Extremes(1, best: false).Select(day => day.Return));
    }

    [Fact]
    public void A_blend_is_brought_back_to_its_weights_every_day()
    {
        var blend = ReturnSeries.Blend([(0.5, Series(0.1, 0.2, 0.3)), (0.5, Series(0.3, 0d))]);

        Assert.Equal([0.2, 0.1], blend.Returns.ToArray().Select(value => Math.Round(value, 12)));
    }

    [Fact]
    public void A_currency_that_moves_is_told_apart_from_the_assets()
    {
        // 100 dollars become 110 and 10 come in; the dollar goes from 0.90 to 0.80 euros.
        var view = CurrencyView.Of(
            [new DailyEquity(Day, 100m), new DailyEquity(Day.AddDays(1), 120m, Inflow: 10m)], day => day == Day ? 0.9m : 0.8m);

        Assert.Equal((8m, -10m), (view.AssetEffect, view.RateEffect));
        Assert.Equal(96m - 90m - 8m, view.Effects.Single().Gain);
    }

    [Fact]
    public void A_day_without_a_rate_passes_its_flows_on()
    {
        var view = CurrencyView.Of(
            [new DailyEquity(Day, 100m), new DailyEquity(Day.AddDays(1), 150m, Inflow: 50m), new DailyEquity(Day.AddDays(2), 150m)],
            day => day == Day.AddDays(1) ? null : 2m);

        Assert.Equal([Day.AddDays(1)], view.Unrated.ToArray());
        Assert.Equal(100m, view.Days[^1].Inflow);
        Assert.Equal(0m, view.Effects.Single().Gain);
    }

    [Fact]
    public void The_two_effects_are_the_gain_to_the_last_digit()
    {
        var random = new Random(9);
        List<DailyEquity> days = [];
        var rates = new Dictionary<DateOnly, decimal>();
        for (var i = 0; i < 200; i++)
        {
            days.Add(new DailyEquity(Day.AddDays(i), random.Next(1, 1_000_000) / 100m, random.Next(1_000) / 100m, random.Next(1_000) / 100m));
            rates[Day.AddDays(i)] = random.Next(1, 100_000) / 1_000m;
        }

        var view = CurrencyView.Of(days, day => rates[day]);

        for (var i = 1; i < days.Count; i++)
        {
            Assert.Equal(LinkedReturns.Gain(view.Days[i - 1].Equity, view.Days[i].Equity, view.Days[i].NetFlow), view.Effects[i - 1].Gain);
        }
    }

    [Fact]
    public void Money_that_doubles_in_a_year_earned_everything_again()
    {
        var found = MoneyWeightedReturn.Of([(Day, -100d), (Day.AddDays(365), 200d)]);

        Assert.Equal(1d, found.Rate!.Value, 12);
        Assert.False(found.IsAmbiguous);
    }

    [Fact]
    public void Several_rates_are_all_told()
    {
        // -100 + 230 / q - 132 / q^2: q is 1.1 or 1.2.
        var found = MoneyWeightedReturn.Of([(Day, -100d), (Day.AddDays(365), 230d), (Day.AddDays(730), -132d)]);

        Assert.True(found.IsAmbiguous);
        Assert.Equal([0.1, 0.2], found.Rates.Select(rate => Math.Round(rate, 9)));
        Assert.Equal(0.1, found.Rate!.Value, 9);
    }

    [Fact]
    public void Without_money_both_ways_there_is_no_rate()
    {
        Assert.Null(MoneyWeightedReturn.Of([(Day, -100d), (Day.AddDays(9), -1d)]).Rate);
        Assert.Equal("money has to go in and come out on different days", MoneyWeightedReturn.Of([(Day, -100d), (Day, 120d)]).Undefined);
        Assert.Equal("no rate makes the flows add up to nothing", MoneyWeightedReturn.Of([(Day, -1d), (Day.AddDays(365), 1d), (Day.AddDays(730), -1d)]).Undefined);
    }

    [Fact]
    public void A_found_rate_brings_the_flows_to_nothing()
    {
        var random = new Random(31);
        for (var round = 0; round < 200; round++)
        {
            List<(DateOnly, double)> flows = [.. Enumerable.Range(0, random.Next(2, 20)).Select(_ => (Day.AddDays(random.Next(2_000)), (random.NextDouble() - 0.6) * 1_000d))];

            Assert.All(MoneyWeightedReturn.Of(flows).Rates, rate =>
            {
                var size = flows.Sum(flow => Math.Abs(MoneyWeightedReturn.NetPresentValue([(flows.Min(one => one.Item1), 0d), flow], 1d + rate)));
                Assert.True(Math.Abs(MoneyWeightedReturn.NetPresentValue(flows, 1d + rate)) <= 1e-9 * size);
            });
        }
    }

    [Fact]
    public void The_largest_fall_in_money_need_not_be_the_deepest()
    {
        (DateTimeOffset, decimal)[] points = [(Noon, 500m), (Noon.AddDays(1), 11_000m), (Noon.AddDays(2), 10_000m)];

        Assert.Equal(0.5m, EquityDrawdown.Of(points, start: 1_000m)!.Fraction);
        Assert.Equal(1_000m, EquityDrawdown.Of(points, start: 1_000m, byFraction: false)!.Amount);
        Assert.Equal(1_000m, EquityDrawdown.Of(points)!.Current);
    }

    [Fact]
    public void What_happens_at_the_same_time_is_one_point()
    {
        var fall = EquityDrawdown.Of([(Noon, 100m), (Noon.AddDays(1), 50m), (Noon.AddDays(1), 90m)])!;

        Assert.Equal(10m, fall.Amount);
        Assert.Null(EquityDrawdown.Of([]));
    }

    [Fact]
    public void An_episode_ends_when_the_old_peak_is_reached_again()
    {
        var episode = Assert.Single(Series(0.25, -0.2, -0.2, 0.25, 0.25).Drawdowns());

        Assert.Equal((Day, Day.AddDays(1), Day.AddDays(2), Day.AddDays(3), Day.AddDays(4)),
            (episode.PeakOn!.Value, episode.Start, episode.Valley, episode.LastUnderwater, episode.RecoveredOn!.Value));
        Assert.Equal((3, 2), (episode.Days, episode.RecoveryDays!.Value));
        Assert.Equal(-0.36, episode.Depth, 12);
    }

    [Fact]
    public void An_episode_under_way_says_how_far_it_has_come_back()
    {
        var episode = Assert.Single(Series(-0.5, 0.5).Drawdowns());

        Assert.Null(episode.PeakOn);
        Assert.Null(episode.RecoveredOn);
        Assert.Equal(0.5, episode.Progress, 12);
    }
}
