using Orleans.Embedded.Scheduling;

namespace Orleans.Embedded.Tests.Timers;

public sealed class TimerHeapTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulatedClock _clock = new(DateTimeOffset.UnixEpoch);

    /// <summary>Against a model that is a list: whatever is set, set anew, given up or set by one that is due, each comes due once, at its time, and in order.</summary>
    [Fact]
    public void Each_setting_that_still_counts_comes_due_once_at_its_time_and_in_order()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var (random, clock) = (new Random(seed), new SimulatedClock(DateTimeOffset.UnixEpoch));
            using var heap = new TimerHeap(clock);
            var (expected, seen) = (new List<(long At, long Order, int Who)>(), new List<(long At, int Who)>());
            var order = 0L;
            var timed = new Timed[20];
            void Set(int who, int seconds)
            {
                expected.RemoveAll(one => one.Who == who && one.At > clock.GetTimestamp());
                if (seconds >= 0)
                {
                    expected.Add((clock.GetTimestamp() + (seconds * TimeSpan.TicksPerSecond), ++order, who));
                }

                heap.Set(timed[who], seconds < 0 ? Timeout.InfiniteTimeSpan : Second * seconds);
            }

            for (var who = 0; who < timed.Length; who++)
            {
                var me = who;
                timed[who] = new Timed(() =>
                {
                    seen.Add((clock.GetTimestamp(), me));
                    if (random.Next(3) == 0)
                    {
                        Set(me, 1 + random.Next(10));
                    }
                });
            }

            for (var step = 0; step < 60; step++)
            {
                Set(random.Next(timed.Length), random.Next(10) is 0 ? -1 : 1 + random.Next(20));
                clock.Advance(Second * random.Next(4));
            }

            clock.Advance(Second * 1_000);
            Assert.Equal(expected.OrderBy(one => one.At).ThenBy(one => one.Order).Select(one => (one.At, one.Who)), seen);
        }
    }

    [Fact]
    public void What_is_set_anew_again_and_again_does_not_pile_up()
    {
        using var heap = new TimerHeap(_clock);
        var others = Enumerable.Range(0, 100).Select(_ => new Timed(() => { })).ToList();
        others.ForEach(one => heap.Set(one, Second * 1_000));
        var timed = new Timed(() => { });

        for (var time = 0; time < 100_000; time++)
        {
            heap.Set(timed, Second * 500);
        }

        Assert.InRange(heap.Count, 101, 500);
        _clock.Advance(Second * 500);
        Assert.Equal(1, timed.Times);
        _clock.Advance(Second * 500);
        Assert.All(others, one => Assert.Equal(1, one.Times));
    }

    [Fact]
    public void A_time_that_is_longer_than_any_timer_of_a_clock_is_waited_for()
    {
        using var heap = new TimerHeap(_clock);
        var (timed, never) = (new Timed(() => { }), new Timed(() => { }));

        heap.Set(timed, TimeSpan.FromDays(1_000));
        heap.Set(never, TimeSpan.MaxValue);
        _clock.Advance(TimeSpan.FromDays(1_000) - Second);
        var before = timed.Times;
        _clock.Advance(Second);

        Assert.Equal((0, 1, 0), (before, timed.Times, never.Times));
    }

    [Fact]
    public void Nothing_comes_due_after_it_was_disposed()
    {
        var heap = new TimerHeap(_clock);
        var (before, after) = (new Timed(() => { }), new Timed(() => { }));
        heap.Set(before, Second);

        heap.Dispose();
        heap.Set(after, Second);
        _clock.Advance(Second * 10);

        Assert.Equal((0, 0, 0), (before.Times, after.Times, heap.Count));
    }

    /// <summary>With the system's clock and several threads, whose order nobody knows: what was set last comes due, and nothing twice.</summary>
    [Fact]
    public async Task It_may_be_set_from_any_thread()
    {
        using var heap = new TimerHeap(TimeProvider.System);
        var all = Enumerable.Range(0, 400).Select(_ => new Timed(() => { })).ToList();

        await Parallel.ForEachAsync(all, (one, _) =>
        {
            heap.Set(one, TimeSpan.FromHours(1));
            heap.Set(one, TimeSpan.FromMilliseconds(5));
            return ValueTask.CompletedTask;
        });

        Assert.True(SpinWait.SpinUntil(() => all.TrueForAll(one => one.Times > 0), TimeSpan.FromSeconds(10)));
        Assert.All(all, one => Assert.Equal(1, one.Times));
    }

    private sealed class Timed(Action due) : ITimed
    {
        public long Setting { get; set; }

        public int Times { get; private set; }

        public void OnDue(long setting)
        {
            if (Setting == setting)
            {
                Times++;
                due();
            }
        }
    }
}
