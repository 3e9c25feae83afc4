using System.Diagnostics;
using Xunit.Abstractions;

namespace Orleans.Embedded.Tests.Simulation;

public sealed class DayTests(ITestOutputHelper output)
{
    [Fact]
    public void A_simulated_day_of_a_hundred_portfolios_takes_seconds()
    {
        const int Portfolios = 100;
        var real = Stopwatch.StartNew();
        using var world = new SimulatedWorld(seed: 1);
        var day = new PortfolioDay(Portfolios);
        var silo = world.StartSilo(day.Configure);
        world.Run(() => day.OpenAsync(silo.Client));

        world.RunFor(TimeSpan.FromDays(1));

        var (made, seen) = world.Run(() => day.CountAsync(silo.Client));
        output.WriteLine(FormattableString.Invariant(
            $"{world.Turns:N0} turns, {made:N0} valuations in {real.Elapsed.TotalSeconds:N1} s: {world.Turns / real.Elapsed.TotalSeconds:N0} turns/s"));
        Assert.Equal(Portfolios * 8_640, made);
        Assert.Equal(made, seen);

        // Seven seconds on two quiet cores; the rest is for machines that are slow, busy or counting coverage.
        Assert.True(real.Elapsed < TimeSpan.FromSeconds(100), $"A day took {real.Elapsed}.");
    }
}
