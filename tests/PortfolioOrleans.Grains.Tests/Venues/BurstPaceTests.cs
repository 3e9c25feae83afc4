using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains.Tests.Venues;

public sealed class BurstPaceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly BurstPace _pace = new(burst: 3, TimeSpan.FromSeconds(1));

    [Fact]
    public void Three_may_happen_at_once_and_then_one_in_each_pause() => Assert.Equal([0d, 0d, 0d, 1d, 2d], Waits(0, 0, 0, 0, 0));

    [Fact]
    public void One_in_each_pause_never_waits() => Assert.Equal([0d, 0d, 0d, 0d, 0d, 0d], Waits(0, 1, 2, 3, 4, 5));

    [Fact]
    public void A_quiet_time_gives_back_no_more_than_the_burst() => Assert.Equal([0d, 0d, 0d, 0d, 0d, 0d, 1d], Waits(0, 0, 0, 100, 100, 100, 100));

    [Fact]
    public void Each_pause_gives_one_back() => Assert.Equal([0d, 0d, 0d, 0d, 0d, 1d], Waits(0, 0, 0, 2, 2, 2));

    [Fact]
    public void Ten_pauses_never_see_more_than_ten_and_the_burst()
    {
        var random = new Random(11);
        var (now, taken) = (Noon, new List<DateTimeOffset>());
        for (var step = 0; step < 2_000; step++)
        {
            now += TimeSpan.FromSeconds(random.NextDouble() / 2);
            if (_pace.Wait(now) == TimeSpan.Zero)
            {
                _pace.Took(now);
                taken.Add(now);
            }
        }

        Assert.True(taken.Count > 400);
        Assert.All(taken, first => Assert.InRange(taken.Count(one => one >= first && one < first.AddSeconds(10)), 1, 13));
    }

    /// <summary>How many seconds each waits that comes at one of these seconds and happens after its wait.</summary>
    private List<double> Waits(params int[] seconds)
    {
        var waits = new List<double>();
        foreach (var at in seconds.Select(second => Noon.AddSeconds(second)))
        {
            var wait = _pace.Wait(at);
            _pace.Took(at + wait);
            waits.Add(wait.TotalSeconds);
        }

        return waits;
    }
}
