using Orleans.Storage;

namespace Orleans.Embedded.Tests.Timers;

public sealed class GrainTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Diary _diary = new();

    [Fact]
    public void A_period_counts_from_the_end_of_the_tick_before()
    {
        using var world = NewWorld();

        world.Run(() => world.Client.GetGrain<ITimedGrain>("a").TickAsync("t", Second, Second * 10, takes: Second * 3));
        world.RunFor(Second * 30);

        Assert.Equal(["t 1", "t/ 4", "t 14", "t/ 17", "t 27", "t/ 30"], _diary.Entries);
    }

    [Fact]
    public void Ticks_of_one_timer_never_overlap_even_when_they_interleave()
    {
        using var world = NewWorld();

        world.Run(() => world.Client.GetGrain<ITimedGrain>("a").TickAsync("t", Second, Second, takes: Second * 5, interleave: true));
        world.RunFor(Second * 13);

        Assert.Equal(["t 1", "t/ 6", "t 7", "t/ 12", "t 13"], _diary.Entries);
    }

    [Fact]
    public void A_tick_waits_for_the_call_that_runs_unless_it_interleaves()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("polite", Second, Timeout.InfiniteTimeSpan, TimeSpan.Zero);
            await grain.TickAsync("eager", Second, Timeout.InfiniteTimeSpan, TimeSpan.Zero, interleave: true);
            await grain.WorkAsync(Second * 5);
        });
        world.RunFor(Second);

        Assert.Equal(["eager 1", "eager/ 1", "worked 5", "polite 5", "polite/ 5"], _diary.Entries);
    }

    [Fact]
    public void A_call_waits_for_the_tick_that_runs()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("t", Second, Timeout.InfiniteTimeSpan, takes: Second * 5);
            await Task.Delay(Second * 2, world.Clock);
            await grain.WorkAsync(TimeSpan.Zero);
        });

        Assert.Equal(["t 1", "t/ 6", "worked 6"], _diary.Entries);
    }

    [Fact]
    public void A_tick_that_throws_is_logged_and_the_timer_goes_on()
    {
        using var world = NewWorld();

        world.Run(() => world.Client.GetGrain<ITimedGrain>("a").FailAsync(Second));
        world.RunFor(Second * 3);

        Assert.Equal(["failing 1", "failing 2", "failing 3"], _diary.Entries);
    }

    [Fact]
    public void A_timer_dies_with_its_activation_and_its_token_says_so()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("t", Second, Second, TimeSpan.Zero);
            await Task.Delay(Second * 2.5, world.Clock);
            await grain.LeaveAsync();
        });
        world.RunFor(Second * 10);

        Assert.Equal(["t 1", "t/ 1", "t 2", "t/ 2", "cancelled"], _diary.Entries);
    }

    [Fact]
    public void A_due_time_of_zero_ticks_at_once_and_an_infinite_one_waits_to_be_changed()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("now", TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.Zero);
            await grain.TickAsync("later", Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, TimeSpan.Zero);
            await Task.Delay(Second * 5, world.Clock);
            await grain.ChangeAsync("later", Second, Timeout.InfiniteTimeSpan);
        });
        world.RunFor(Second * 10);

        Assert.Equal(["now 0", "now/ 0", "later 6", "later/ 6"], _diary.Entries);
    }

    [Fact]
    public void A_change_during_a_tick_counts_from_its_end_and_replaces_the_period()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("t", Second, Second, takes: Second * 4, interleave: true);
            await Task.Delay(Second * 2, world.Clock);
            await grain.ChangeAsync("t", Second * 10, Second * 20);
        });
        world.RunFor(Second * 40);

        Assert.Equal(["t 1", "t/ 5", "t 15", "t/ 19", "t 39"], _diary.Entries);
    }

    [Fact]
    public void A_disposed_timer_ticks_no_more_not_even_a_tick_that_waits_its_turn()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            await grain.TickAsync("t", Second, Second, TimeSpan.Zero);
            await grain.WorkAndDisposeAsync("t", Second * 3);
        });
        world.RunFor(Second * 10);

        Assert.Equal(["cancelled"], _diary.Entries);
    }

    [Fact]
    public void Ticks_do_not_keep_a_grain_active_unless_the_timer_says_so()
    {
        using var world = NewWorld();
        var collected = world.Client.GetGrain<ITimedGrain>("collected");
        var kept = world.Client.GetGrain<ITimedGrain>("kept");

        world.Run(async () =>
        {
            await collected.TickAsync("t", Second, Second * 30, TimeSpan.Zero);
            await kept.TickAsync("k", Second, Second * 30, TimeSpan.Zero, keepAlive: true);
        });
        world.RunFor(TimeSpan.FromMinutes(20));

        Assert.Equal((false, true), (world.IsActive(collected), world.IsActive(kept)));
    }

    [Fact]
    public void An_inconsistent_state_that_escapes_a_tick_ends_the_activation()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(() => grain.GoStaleAsync(Second));
        world.RunFor(Second * 2);

        Assert.False(world.IsActive(grain));
    }

    [Fact]
    public void A_timer_is_registered_in_a_turn_of_its_grain_with_times_that_make_sense()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(() => Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            grain.TickAsync("t", TimeSpan.FromSeconds(-5), Second, TimeSpan.Zero)));
        Assert.Throws<InvalidOperationException>(() => new TimedGrain(_diary, world.Clock)
            .RegisterGrainTimer(() => Task.CompletedTask, Second, Second));
    }

    [Fact]
    public void Spent_timers_do_not_pile_up()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ITimedGrain>("a");

        world.Run(async () =>
        {
            for (var number = 0; number < 100; number++)
            {
                await grain.TickAsync($"{number}", Second, Timeout.InfiniteTimeSpan, TimeSpan.Zero);
            }

            Assert.Equal(100, await grain.CountTimersAsync());
        });
        world.RunFor(Second * 2);

        Assert.Equal(0, world.Run(grain.CountTimersAsync));
    }

    [Fact]
    public void Every_way_to_register_a_timer_makes_one()
    {
        using var world = NewWorld();

        world.Run(() => world.Client.GetGrain<ITimedGrain>("a").RegisterEveryWayAsync(Second));
        world.RunFor(Second);

        Assert.Equal(
            [
                "plain", "plain, times", "state", "state and token", "state and token, times", "state, times",
                "token", "token, times",
            ],
            _diary.Entries.Order());
    }

    private World NewWorld() => new(silo => silo.Services.AddSingleton(_diary));
}

internal interface ITimedGrain : IGrainWithStringKey
{
    Task TickAsync(string name, TimeSpan dueTime, TimeSpan period, TimeSpan takes, bool interleave = false, bool keepAlive = false);

    [AlwaysInterleave]
    Task ChangeAsync(string name, TimeSpan dueTime, TimeSpan period);

    Task WorkAsync(TimeSpan time);

    Task WorkAndDisposeAsync(string name, TimeSpan time);

    Task FailAsync(TimeSpan period);

    Task GoStaleAsync(TimeSpan dueTime);

    Task LeaveAsync();

    Task<int> CountTimersAsync();

    Task RegisterEveryWayAsync(TimeSpan time);
}

internal sealed class TimedGrain(Diary diary, TimeProvider clock) : Grain, ITimedGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];
    private readonly DateTimeOffset _born = clock.GetUtcNow();

    private double Age => (clock.GetUtcNow() - _born).TotalSeconds;

    public Task TickAsync(string name, TimeSpan dueTime, TimeSpan period, TimeSpan takes, bool interleave, bool keepAlive)
    {
        _timers[name] = this.RegisterGrainTimer(
            async token =>
            {
                if (!diary.Entries.Any(entry => entry.StartsWith(name, StringComparison.Ordinal)))
                {
                    token.Register(() => diary.Add("cancelled"));
                }

                diary.Add($"{name} {Age}");
                await Task.Delay(takes, clock, CancellationToken.None);
                diary.Add($"{name}/ {Age}");
            },
            new() { DueTime = dueTime, Period = period, Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(string name, TimeSpan dueTime, TimeSpan period)
    {
        _timers[name].Change(dueTime, period);
        return Task.CompletedTask;
    }

    public async Task WorkAsync(TimeSpan time)
    {
        await Task.Delay(time, clock);
        diary.Add($"worked {Age}");
    }

    public async Task WorkAndDisposeAsync(string name, TimeSpan time)
    {
        await Task.Delay(time, clock);
        _timers[name].Dispose();
        diary.Add("cancelled");
    }

    public Task FailAsync(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                diary.Add($"failing {Age}");
                throw new InvalidOperationException("a bad tick");
            },
            new() { DueTime = period, Period = period });
        return Task.CompletedTask;
    }

    public Task GoStaleAsync(TimeSpan dueTime)
    {
        this.RegisterGrainTimer(() => throw new InconsistentStateException("stale"), new() { DueTime = dueTime, Period = dueTime });
        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> CountTimersAsync() =>
        Task.FromResult(((Orleans.Embedded.Activations.Activation)GrainContext).Rare.Timers?.Count ?? 0);

    public Task RegisterEveryWayAsync(TimeSpan time)
    {
        var options = new GrainTimerCreationOptions(time, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer((text, _) => Note(text), "state and token", options);
        this.RegisterGrainTimer(Note, "state", options);
        this.RegisterGrainTimer(_ => Note("token"), options);
        this.RegisterGrainTimer(() => Note("plain"), options);
        this.RegisterGrainTimer((text, _) => Note(text), "state and token, times", time, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(Note, "state, times", time, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(_ => Note("token, times"), time, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(() => Note("plain, times"), time, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    private Task Note(string text)
    {
        diary.Add(text);
        return Task.CompletedTask;
    }
}
