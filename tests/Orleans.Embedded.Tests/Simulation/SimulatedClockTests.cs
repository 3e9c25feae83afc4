namespace Orleans.Embedded.Tests.Simulation;

public sealed class SimulatedClockTests
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulatedClock _clock = new(Noon);

    [Fact]
    public void It_stands_still_until_it_is_moved()
    {
        Assert.Equal(Noon, _clock.GetUtcNow());

        _clock.Advance(Second * 5);

        Assert.Equal(Noon + (Second * 5), _clock.GetUtcNow());
        Assert.Equal(Second * 5, _clock.GetElapsedTime(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(-Second));
    }

    [Fact]
    public void Timers_fire_on_the_way_each_at_its_own_time_in_the_order_they_are_due()
    {
        List<string> fired = [];
        using var periodic = _clock.CreateTimer(_ => Note("periodic"), null, Second * 2, Second * 2);
        using var once = _clock.CreateTimer(_ => Note("once"), null, Second * 3, Timeout.InfiniteTimeSpan);
        using var never = _clock.CreateTimer(_ => Note("never"), null, Timeout.InfiniteTimeSpan, Second);

        _clock.Advance(Second * 5);

        Assert.Equal(["periodic 2", "once 3", "periodic 4"], fired);

        void Note(string name) => fired.Add($"{name} {(_clock.GetUtcNow() - Noon).TotalSeconds}");
    }

    [Fact]
    public void A_timer_can_be_changed_and_disposed_also_by_its_own_callback()
    {
        List<double> fired = [];
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                fired.Add((_clock.GetUtcNow() - Noon).TotalSeconds);
                if (fired.Count == 1)
                {
                    timer!.Change(Second * 10, Second);
                }
                else if (fired.Count == 3)
                {
                    timer!.Dispose();
                }
            },
            null,
            Second,
            Second);

        _clock.Advance(Second * 60);

        Assert.Equal([1, 11, 12], fired);
    }

    [Fact]
    public async Task Delays_timeouts_and_cancellation_go_by_it()
    {
        var delay = Task.Delay(Second * 2, _clock);
        var timeout = new TaskCompletionSource().Task.WaitAsync(Second * 3, _clock);
        using var cancellation = new CancellationTokenSource(Second * 4, _clock);

        _clock.Advance(Second * 2);
        Assert.Equal((true, false, false), (delay.IsCompleted, timeout.IsCompleted, cancellation.IsCancellationRequested));
        _clock.Advance(Second);
        await Assert.ThrowsAsync<TimeoutException>(() => timeout);
        _clock.Advance(Second);

        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public void A_callback_may_set_timers_that_come_due_in_the_same_move()
    {
        var hops = 0;

        Hop(null);
        _clock.Advance(Second * 10);

        Assert.Equal(11, hops);

        void Hop(object? state)
        {
            hops++;
            _clock.CreateTimer(Hop, null, Second, Timeout.InfiniteTimeSpan);
        }
    }
}
