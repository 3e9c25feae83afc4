using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class PeakRestatementTests
{
    // A Wednesday.
    private static readonly DateTimeOffset Morning = new(2026, 3, 4, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_deposit_told_late_is_neither_peak_nor_drawdown()
    {
        // 100, then 200 that seemed to be made, then a tenth of all is lost.
        var last = EquityTrack.Start(100m, 100m, Morning).Observe(200m, 100m, At(1)).Observe(180m, 100m, At(2));
        KeptValuation[] kept = [new(Morning, 100m, 100m, 100m), new(At(1), 200m, 100m, 200m), new(At(2), 180m, 100m, 200m)];

        var restated = PeakRestatement.Of(kept, last, at => at >= At(1) ? 100m : 0m);

        Assert.Equal([100m, 200m, 200m], restated.Rows.Select(row => row.AllTime.Peak));
        Assert.Equal((200m, 0.1m, 200m, -20m), (restated.Track.AllTime.Peak, restated.Track.AllTime.Depth, restated.Track.NetFlowTotal, restated.Track.DailyPnl));
    }

    [Fact]
    public void A_withdrawal_told_late_is_no_loss()
    {
        var last = EquityTrack.Start(100m, 100m, Morning).Observe(40m, 100m, At(1)).Observe(44m, 100m, At(2));
        KeptValuation[] kept = [new(Morning, 100m, 100m, 100m), new(At(1), 40m, 100m, 100m), new(At(2), 44m, 100m, 100m)];

        var restated = PeakRestatement.Of(kept, last, at => at >= At(1) ? -60m : 0m);

        Assert.Equal((0.56m, 0.6m), (last.AllTime.Depth, last.AllTime.MaxDepth));
        Assert.Equal([100m, 40m, 44m], restated.Rows.Select(row => row.AllTime.Peak));
        Assert.Equal((44m, 0m, 0m), (restated.Track.AllTime.Peak, restated.Track.AllTime.MaxDepth, restated.Track.Daily.MaxDepth));
    }

    [Fact]
    public void A_peak_between_two_rows_stays_and_is_scaled_like_any_other()
    {
        // 150 was reached between the rows; then 100 came in.
        var last = EquityTrack.Start(100m, 0m, Morning).Observe(150m, 0m, At(1)).Observe(100m, 0m, At(2)).Observe(200m, 0m, At(3));
        KeptValuation[] kept = [new(Morning, 100m, 0m, 100m), new(At(2), 100m, 0m, 150m), new(At(3), 200m, 0m, 200m)];

        var restated = PeakRestatement.Of(kept, last, at => at >= At(3) ? 100m : 0m);

        Assert.Equal([100m, 150m, 300m], restated.Rows.Select(row => row.AllTime.Peak));
        Assert.Equal((300m, 300m, 300m), (restated.Track.AllTime.Peak, restated.Track.Daily.Peak, restated.Track.Weekly.Peak));
    }

    [Fact]
    public void A_peak_after_the_last_row_stays()
    {
        var last = EquityTrack.Start(100m, 0m, Morning).Observe(200m, 0m, At(1)).Observe(250m, 0m, At(2)).Observe(200m, 0m, At(3));
        KeptValuation[] kept = [new(Morning, 100m, 0m, 100m), new(At(1), 200m, 0m, 200m)];

        var restated = PeakRestatement.Of(kept, last, at => at >= At(1) ? 100m : 0m);

        Assert.Equal((250m, 0.2m, 250m), (restated.Track.AllTime.Peak, restated.Track.AllTime.Depth, restated.Track.Daily.Peak));
    }

    [Fact]
    public void The_deepest_fall_that_is_not_touched_stays_however_coarse_the_rows_are()
    {
        // Half was lost and won back between two rows; then 50 came in.
        var last = EquityTrack.Start(100m, 0m, Morning).Observe(50m, 0m, At(1)).Observe(100m, 0m, At(2)).Observe(150m, 0m, At(3));
        KeptValuation[] kept = [new(Morning, 100m, 0m, 100m), new(At(2), 100m, 0m, 100m), new(At(3), 150m, 0m, 150m)];

        var restated = PeakRestatement.Of(kept, last, at => at >= At(3) ? 50m : 0m);

        Assert.Equal((150m, 0.5m), (restated.Track.AllTime.Peak, restated.Track.AllTime.MaxDepth));
    }

    [Fact]
    public void Nothing_added_changes_nothing_of_what_is_believed_now()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (_, last, kept) = Walk(random, keepEvery: 1 + random.Next(6), late: null);

            Assert.Equal(last, PeakRestatement.Of(kept, last, _ => 0m).Track);
        }
    }

    [Fact]
    public void Where_every_valuation_was_kept_it_is_as_if_the_flow_had_been_known_in_time()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var late = (Place: 1 + random.Next(38), Amount: (decimal)random.Next(-20, 60));
            var (truth, last, kept) = Walk(random, keepEvery: 1, late);

            Assert.Equal(truth, PeakRestatement.Of(kept, last, at => at >= TimeOf(late.Place) ? late.Amount : 0m).Track);
        }
    }

    [Fact]
    public void No_peak_is_ever_below_the_equity()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var late = (Place: 1 + random.Next(38), Amount: (decimal)random.Next(-20, 60));
            var (_, last, kept) = Walk(random, keepEvery: 1 + random.Next(6), late);

            var restated = PeakRestatement.Of(kept, last, at => at >= TimeOf(late.Place) ? late.Amount : 0m);

            Assert.All(restated.Rows.Append(restated.Track), track => Assert.True(track.AllTime.Peak >= track.Equity && track.AllTime.Peak >= track.Daily.Peak * 0.999999m));
        }
    }

    private static DateTimeOffset At(int hours) => Morning.AddHours(hours);

    private static DateTimeOffset TimeOf(int place) => Morning.AddHours(place * 5);

    /// <summary>Eight days, with flows that are known and one that is not.</summary>
    private static (EquityTrack Truth, EquityTrack Believed, List<KeptValuation> Kept) Walk(Random random, int keepEvery, (int Place, decimal Amount)? late)
    {
        var (equity, flows) = (100m, 0m);
        var (truth, believed) = (EquityTrack.Start(equity, 0m, Morning), EquityTrack.Start(equity, 0m, Morning));
        var kept = new List<KeptValuation> { new(Morning, equity, 0m, equity) };
        for (var i = 1; i < 40; i++)
        {
            var flow = random.Next(4) == 0 ? random.Next(-15, 30) : 0m;
            flows += flow;
            var unknown = late is { } one && i >= one.Place ? one.Amount : 0m;
            equity = Math.Max(1m, decimal.Round((equity + flow + (late?.Place == i ? unknown : 0m)) * (decimal)(0.9 + (random.NextDouble() * 0.2)), 4));
            truth = truth.Observe(equity, flows + unknown, TimeOf(i));
            believed = believed.Observe(equity, flows, TimeOf(i));
            if (i % keepEvery == 0 || TimeOf(i).Day != TimeOf(i + 1).Day)
            {
                kept.Add(new KeptValuation(TimeOf(i), equity, flows, believed.AllTime.Peak));
            }
        }

        return (truth, believed, kept);
    }
}
