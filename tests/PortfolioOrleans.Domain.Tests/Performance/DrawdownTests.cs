using PortfolioOrleans.Domain.Performance;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Performance;

public sealed class DrawdownTests
{
    [Fact]
    public void A_fall_of_a_quarter_is_a_depth_of_a_quarter()
    {
        var fallen = Drawdown.Start(100m, Noon).Observe(75m, netFlow: 0m, Noon.AddHours(1));

        Assert.Equal(0.25m, fallen.Depth);
        Assert.Equal(Noon, fallen.UnderwaterSince);
    }

    [Fact]
    public void A_withdrawal_is_not_a_loss()
    {
        var fallen = Drawdown.Start(100m, Noon).Observe(equity: 80m, netFlow: 0m, Noon.AddHours(1));

        var withdrawn = fallen.Observe(equity: 40m, netFlow: -40m, Noon.AddHours(2));

        Assert.Equal(0.20m, fallen.Depth);
        Assert.Equal(0.20m, withdrawn.Depth);
        Assert.Equal(50m, withdrawn.Peak);
    }

    [Fact]
    public void A_deposit_is_no_recovery()
    {
        var deposited = Drawdown.Start(100m, Noon).Observe(80m, 0m, Noon.AddHours(1)).Observe(120m, netFlow: 40m, Noon.AddHours(2));

        Assert.Equal(0.20m, deposited.Depth);
        Assert.Equal(150m, deposited.Peak);
    }

    [Fact]
    public void Recovery_progress_runs_from_the_trough_to_the_peak()
    {
        var trough = Drawdown.Start(100m, Noon).Observe(60m, 0m, Noon.AddHours(1));
        var halfway = trough.Observe(80m, 0m, Noon.AddHours(2));
        var back = halfway.Observe(100m, 0m, Noon.AddHours(3));

        Assert.Equal(0m, trough.RecoveryProgress);
        Assert.Equal(0.5m, halfway.RecoveryProgress);
        Assert.Equal(1m, back.RecoveryProgress);
        Assert.Null(back.UnderwaterSince);
        Assert.Equal(0.4m, back.MaxDepth);
        Assert.Equal(TimeSpan.FromHours(3), back.LongestUnderwater);
    }

    [Fact]
    public void A_deeper_fall_moves_the_trough()
    {
        var deeper = Drawdown.Start(100m, Noon).Observe(60m, 0m, Noon.AddHours(1)).Observe(70m, 0m, Noon.AddHours(2)).Observe(50m, 0m, Noon.AddHours(3));

        Assert.Equal(50m, deeper.Trough);
        Assert.Equal(0.5m, deeper.MaxDepth);
    }

    [Fact]
    public void Money_into_an_emptied_portfolio_starts_a_new_peak_and_keeps_the_record()
    {
        var refilled = Drawdown.Start(100m, Noon)
            .Observe(50m, 0m, Noon.AddHours(1))
            .Observe(0m, netFlow: -50m, Noon.AddHours(2))
            .Observe(30m, netFlow: 30m, Noon.AddHours(3));

        Assert.Equal(30m, refilled.Peak);
        Assert.Equal(0m, refilled.Depth);
        Assert.Equal(0.5m, refilled.MaxDepth);
    }

    [Fact]
    public void Below_zero_there_is_nothing_left_to_lose() => Assert.Equal(1m, Drawdown.Start(100m, Noon).Observe(-20m, 0m, Noon.AddHours(1)).Depth);

    [Fact]
    public void Time_does_not_run_backwards() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Drawdown.Start(100m, Noon).Observe(100m, 0m, Noon.AddSeconds(-1)));

    [Fact]
    public void Without_flows_it_is_the_textbook_drawdown()
    {
        var random = new Random(21);
        for (var round = 0; round < 200; round++)
        {
            var equities = Enumerable.Range(0, 50).Select(_ => (decimal)random.Next(1, 1_000)).ToArray();

            var drawdown = Drawdown.Start(equities[0], Noon);
            for (var i = 1; i < equities.Length; i++)
            {
                drawdown = drawdown.Observe(equities[i], 0m, Noon.AddMinutes(i));
            }

            var deepest = Enumerable.Range(0, equities.Length).Max(i => 1m - (equities[i] / equities[..(i + 1)].Max()));
            Assert.Equal(deepest, drawdown.MaxDepth, 20);
            Assert.Equal(equities.Max(), drawdown.Peak);
        }
    }

    [Fact]
    public void A_flow_alone_never_changes_the_depth_nor_raises_the_record()
    {
        var random = new Random(22);
        for (var round = 0; round < 500; round++)
        {
            var before = Drawdown.Start(random.Next(1, 100_000) / 7m, Noon).Observe(random.Next(1, 100_000) / 11m, 0m, Noon.AddHours(1));
            var flow = random.Next(2) == 0 ? random.Next(1, 100_000) / 13m : -before.Equity * random.Next(1, 99) / 100m;

            var after = before.Observe(before.Equity + flow, flow, Noon.AddHours(2));

            Assert.Equal(before.Depth, after.Depth, 20);
            Assert.Equal(before.MaxDepth, after.MaxDepth, 20);
            Assert.Equal(before.Depth == 0m, after.Depth == 0m);
        }
    }

    [Fact]
    public void The_peak_never_falls_while_nothing_flows()
    {
        var random = new Random(23);
        var drawdown = Drawdown.Start(100m, Noon);
        for (var i = 1; i < 1_000; i++)
        {
            var next = drawdown.Observe(random.Next(0, 200), 0m, Noon.AddMinutes(i));

            Assert.True(next.Peak >= drawdown.Peak || drawdown.Equity == 0m);
            drawdown = next;
        }
    }
}
