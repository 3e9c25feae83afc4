using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Tests.Http;

public sealed class BackoffTests
{
    [Fact]
    public void Each_attempt_may_wait_twice_as_long_up_to_the_longest()
    {
        var longest = Enumerable.Range(0, 5)
            .Select(attempt => new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6), new Always(1d)).Delay(attempt))
            .ToArray();

        Assert.Equal([1d, 2d, 4d, 6d, 6d], longest.Select(delay => delay.TotalSeconds));
    }

    [Fact]
    public void The_wait_is_anywhere_from_nothing_to_that()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), new Random(7));

        var delays = Enumerable.Range(0, 1_000).Select(_ => backoff.Delay(2).TotalSeconds).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay, 0d, 4d));
        Assert.True(delays.Min() < 0.2 && delays.Max() > 3.8, "The jitter covers the whole span.");
    }

    [Fact]
    public void The_same_seed_waits_the_same()
    {
        static TimeSpan[] Run() => [.. Enumerable.Range(0, 9).Select(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), new Random(7)).Delay)];

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void A_thousandth_attempt_is_no_overflow() =>
        Assert.Equal(TimeSpan.FromMinutes(1), new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), new Always(1d)).Delay(1_000));

    private sealed class Always(double value) : Random(0)
    {
        public override double NextDouble() => value;
    }
}
