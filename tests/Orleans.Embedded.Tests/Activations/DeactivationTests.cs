namespace Orleans.Embedded.Tests.Activations;

public sealed class DeactivationTests
{
    private readonly Diary _diary = new();

    [Fact]
    public void An_idle_grain_is_collected_after_its_age()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ILifeGrain>("a");

        world.Run(() => grain.LifeAsync());
        world.RunFor(TimeSpan.FromMinutes(14));
        Assert.True(world.IsActive(grain));
        world.RunFor(TimeSpan.FromMinutes(2));

        Assert.False(world.IsActive(grain));
        Assert.Equal(["a activates", "a deactivates: ActivationIdle"], _diary.Entries);
    }

    [Fact]
    public void Use_keeps_a_grain_active()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ILifeGrain>("a");

        for (var minutes = 0; minutes < 60; minutes += 10)
        {
            world.Run(() => grain.LifeAsync());
            world.RunFor(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["a activates"], _diary.Entries);
    }

    [Fact]
    public void A_grain_at_work_is_not_idle_however_long_it_takes()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ILifeGrain>("a");

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => grain.WorkAsync(TimeSpan.FromHours(2))));
        world.RunFor(TimeSpan.FromHours(1));

        Assert.True(world.IsActive(grain));
    }

    [Fact]
    public void Classes_have_ages_of_their_own_by_option_and_by_attribute()
    {
        using var world = NewWorld(silo => silo.Configure<GrainCollectionOptions>(options =>
            options.ClassSpecificCollectionAge[typeof(LifeGrain).FullName!] = TimeSpan.FromMinutes(2)));
        var optional = world.Client.GetGrain<ILifeGrain>("a");
        var attributed = world.Client.GetGrain<IShortLifeGrain>("a");
        var kept = world.Client.GetGrain<IKeptGrain>("a");

        world.Run(() => Task.WhenAll(optional.LifeAsync(), attributed.PingAsync(), kept.PingAsync()));
        world.RunFor(TimeSpan.FromMinutes(4));
        Assert.Equal((false, true, true), (world.IsActive(optional), world.IsActive(attributed), world.IsActive(kept)));
        world.RunFor(TimeSpan.FromMinutes(3));
        Assert.Equal((false, true), (world.IsActive(attributed), world.IsActive(kept)));
        world.RunFor(TimeSpan.FromDays(2));

        Assert.True(world.IsActive(kept));
    }

    [Fact]
    public void A_delay_outlasts_the_age_and_can_be_taken_back()
    {
        using var world = NewWorld();
        var delayed = world.Client.GetGrain<ILifeGrain>("delayed");
        var undone = world.Client.GetGrain<ILifeGrain>("undone");
        var infinite = world.Client.GetGrain<ILifeGrain>("infinite");

        world.Run(async () =>
        {
            await delayed.StayAsync(TimeSpan.FromHours(2));
            await undone.StayAsync(TimeSpan.FromHours(2));
            await undone.StayAsync(TimeSpan.Zero);
            await infinite.StayAsync(Timeout.InfiniteTimeSpan);
        });
        world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal((true, false, true), (world.IsActive(delayed), world.IsActive(undone), world.IsActive(infinite)));
        world.RunFor(TimeSpan.FromHours(2));

        Assert.Equal((false, true), (world.IsActive(delayed), world.IsActive(infinite)));
    }

    [Fact]
    public void A_grain_that_asks_to_be_deactivated_ends_when_its_calls_are_done_and_the_next_call_wakes_another()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ILifeGrain>("a");

        world.Run(async () =>
        {
            var before = await grain.LifeAsync();
            await grain.LeaveAsync();
            Assert.NotEqual(before, await grain.LifeAsync());
        });

        Assert.Equal(["a activates", "a deactivates: ApplicationRequested", "a activates"], _diary.Entries);
    }

    [Fact]
    public void Calls_that_arrive_during_deactivation_go_to_the_next_activation_in_order()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ILifeGrain>("slow-end");

        world.Run(async () =>
        {
            await grain.LeaveAsync();
            await Task.WhenAll(grain.NoteAsync("one"), grain.NoteAsync("two"));
        });

        Assert.Equal(
            [
                "slow-end activates", "slow-end deactivates: ApplicationRequested", "slow-end has ended",
                "slow-end activates", "one", "two",
            ],
            _diary.Entries);
    }

    [Fact]
    public void An_end_that_takes_too_long_is_cut_short()
    {
        using var world = NewWorld(silo => silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(2)));
        var grain = world.Client.GetGrain<ILifeGrain>("slow-end");
        var started = world.Clock.GetUtcNow();

        world.Run(async () =>
        {
            await grain.LeaveAsync();
            await grain.LifeAsync();
        });

        Assert.Equal(TimeSpan.FromSeconds(2), world.Clock.GetUtcNow() - started);
        Assert.DoesNotContain("slow-end has ended", _diary.Entries);
    }

    [Fact]
    public void Deactivation_asked_for_by_a_call_that_goes_on_waits_for_it()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<ISelfEndingGrain>("a");

        world.Run(async () =>
        {
            var first = grain.LeaveAndWorkAsync();
            var second = grain.PingAsync();
            await Task.WhenAll(first, second);
        });

        Assert.Equal(["asked to end", "worked on", "ended", "ping"], _diary.Entries);
    }

    [Fact]
    public void Stopping_the_silo_ends_every_grain_with_its_reason()
    {
        using var world = NewWorld();
        world.Run(() => Task.WhenAll(world.Client.GetGrain<ILifeGrain>("a").LifeAsync(), world.Client.GetGrain<ILifeGrain>("slow-end").LifeAsync()));

        world.Silo.Stop();

        Assert.Contains("a deactivates: ShuttingDown", _diary.Entries);
        Assert.Contains("slow-end has ended", _diary.Entries);
        Assert.Empty(world.Silo.ActiveGrains);
        world.Run(() => Assert.ThrowsAsync<SiloUnavailableException>(() => world.Client.GetGrain<ILifeGrain>("a").LifeAsync()));
    }

    [Fact]
    public void Stopping_the_silo_waits_for_the_calls_under_way()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            var work = world.Client.GetGrain<ILifeGrain>("a").WorkAsync(TimeSpan.FromSeconds(20));
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            var stop = world.Silo.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Client.GetGrain<ILifeGrain>("b").LifeAsync());
            await work;
            await stop;
        });

        Assert.Equal(["a activates", "a begins", "a ends", "a deactivates: ShuttingDown"], _diary.Entries);
    }

    private World NewWorld(Action<ISiloBuilder>? configure = null) => new(silo =>
    {
        silo.Services.AddSingleton(_diary);
        configure?.Invoke(silo);
    });
}

internal interface IShortLifeGrain : IGrainWithStringKey
{
    Task PingAsync();
}

[CollectionAgeLimit(Minutes = 5)]
internal sealed class ShortLifeGrain : Grain, IShortLifeGrain
{
    public Task PingAsync() => Task.CompletedTask;
}

internal interface IKeptGrain : IGrainWithStringKey
{
    Task PingAsync();
}

[KeepAlive]
internal sealed class KeptGrain : Grain, IKeptGrain
{
    public Task PingAsync() => Task.CompletedTask;
}

internal interface ISelfEndingGrain : IGrainWithStringKey
{
    Task LeaveAndWorkAsync();

    Task PingAsync();
}

internal sealed class SelfEndingGrain(Diary diary, TimeProvider clock) : Grain, ISelfEndingGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        diary.Add("ended");
        return Task.CompletedTask;
    }

    public async Task LeaveAndWorkAsync()
    {
        DeactivateOnIdle();
        diary.Add("asked to end");
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        diary.Add("worked on");
    }

    public Task PingAsync()
    {
        diary.Add("ping");
        return Task.CompletedTask;
    }
}
