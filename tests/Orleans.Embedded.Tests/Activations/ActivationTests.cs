namespace Orleans.Embedded.Tests.Activations;

public sealed class ActivationTests
{
    [Fact]
    public void First_calls_at_the_same_time_share_one_activation()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<ILifeGrain>("a");

        var lives = world.Run(() => Task.WhenAll(grain.LifeAsync(), grain.LifeAsync(), grain.LifeAsync()));

        Assert.Single(lives.Distinct());
        Assert.Equal(["a activates"], diary.Entries);
    }

    [Fact]
    public void No_call_runs_before_activation_is_done()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));

        world.Run(() => world.Client.GetGrain<ILifeGrain>("slow-start").NoteAsync("call"));

        Assert.Equal(["slow-start activates", "slow-start is active", "call"], diary.Entries);
    }

    [Fact]
    public void A_failed_activation_fails_the_calls_that_wait_and_the_next_one_tries_again()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<IFailingStartGrain>("a");

        world.Run(async () =>
        {
            var first = grain.PingAsync();
            var second = grain.PingAsync();
            Assert.Equal("start 1 failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => first)).Message);
            Assert.Equal("start 1 failed", (await Assert.ThrowsAsync<InvalidOperationException>(() => second)).Message);
            await grain.PingAsync();
        });

        Assert.Equal(["start 1", "start 2"], diary.Entries);
    }

    [Fact]
    public void A_constructor_that_throws_fails_the_call()
    {
        using var world = new World();

        var error = world.Run(() => Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IBrokenGrain>("a").PingAsync()));

        Assert.Equal("constructor", error.Message);
    }

    [Fact]
    public void An_activation_that_takes_too_long_is_given_up()
    {
        using var world = new World(silo => silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(5)));
        var started = world.Clock.GetUtcNow();

        world.Run(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Client.GetGrain<IStuckStartGrain>("a").PingAsync()));

        Assert.Equal(TimeSpan.FromSeconds(5), world.Clock.GetUtcNow() - started);
    }

    [Fact]
    public void Each_activation_has_services_of_its_own_that_end_with_it()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary).AddScoped<Belongings>());

        world.Run(async () =>
        {
            await world.Client.GetGrain<IOwnerGrain>("a").PingAsync();
            await world.Client.GetGrain<IOwnerGrain>("b").PingAsync();
            await world.Client.GetGrain<IOwnerGrain>("a").LeaveAsync();
            await world.Client.GetGrain<IOwnerGrain>("a").PingAsync();
        });

        Assert.Equal(
            ["belongings 1 made", "belongings 2 made", "grain disposed", "belongings 1 disposed", "belongings 3 made"],
            diary.Entries);
    }

    [Fact]
    public void An_activation_that_was_made_of_shared_services_alone_has_some_of_its_own_once_it_asks()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary).AddScoped<Belongings>());

        world.Run(async () =>
        {
            await world.Client.GetGrain<IBorrowerGrain>("a").PingAsync();
            await world.Client.GetGrain<IBorrowerGrain>("b").PingAsync();
            await world.Client.GetGrain<IBorrowerGrain>("a").PingAsync();
            await world.Client.GetGrain<IBorrowerGrain>("a").LeaveAsync();
        });

        Assert.Equal(["belongings 1 made", "belongings 2 made", "belongings 1 disposed"], diary.Entries);
    }

    [Fact]
    public void A_call_from_on_activate_reaches_other_grains()
    {
        using var world = new World(silo => silo.Services.AddSingleton(new Diary()));

        Assert.Equal("early has asked its friend", world.Run(() => world.Client.GetGrain<IEarlyGrain>("early").WhatAsync()));
    }
}

internal interface ILifeGrain : IGrainWithStringKey
{
    Task<string> LifeAsync();

    Task NoteAsync(string text);

    Task WorkAsync(TimeSpan time);

    Task LeaveAsync();

    Task StayAsync(TimeSpan time);
}

internal sealed class LifeGrain(Diary diary, TimeProvider clock) : Grain, ILifeGrain
{
    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        diary.Add($"{Key} activates");
        if (Key == "slow-start")
        {
            await Task.Delay(TimeSpan.FromSeconds(5), clock, cancellationToken);
            diary.Add($"{Key} is active");
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        diary.Add($"{Key} deactivates: {reason.ReasonCode}");
        if (Key == "slow-end")
        {
            await Task.Delay(TimeSpan.FromSeconds(5), clock, cancellationToken);
            diary.Add($"{Key} has ended");
        }
    }

    public Task<string> LifeAsync() => Task.FromResult(GrainContext.ActivationId.ToString());

    public Task NoteAsync(string text)
    {
        diary.Add(text);
        return Task.CompletedTask;
    }

    public async Task WorkAsync(TimeSpan time)
    {
        diary.Add($"{Key} begins");
        await Task.Delay(time, clock);
        diary.Add($"{Key} ends");
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

internal interface IFailingStartGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class FailingStartGrain(Diary diary) : Grain, IFailingStartGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var start = diary.Entries.Count + 1;
        diary.Add($"start {start}");
        await Task.Yield();
        if (start == 1)
        {
            throw new InvalidOperationException("start 1 failed");
        }
    }

    public Task PingAsync() => Task.CompletedTask;
}

internal interface IBrokenGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class BrokenGrain : Grain, IBrokenGrain
{
    public BrokenGrain() => throw new InvalidOperationException("constructor");

    public Task PingAsync() => Task.CompletedTask;
}

internal interface IStuckStartGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class StuckStartGrain : Grain, IStuckStartGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;

    public Task PingAsync() => Task.CompletedTask;
}

internal sealed class Belongings : IDisposable
{
    private readonly Diary _diary;
    private readonly int _number;

    public Belongings(Diary diary)
    {
        (_diary, _number) = (diary, diary.Entries.Count(entry => entry.EndsWith("made", StringComparison.Ordinal)) + 1);
        diary.Add($"belongings {_number} made");
    }

    public void Dispose() => _diary.Add($"belongings {_number} disposed");
}

internal interface IOwnerGrain : IGrainWithStringKey
{
    Task PingAsync();

    Task LeaveAsync();
}

internal sealed class OwnerGrain(Belongings belongings, Diary diary) : Grain, IOwnerGrain, IDisposable
{
    public void Dispose() => diary.Add("grain disposed");

    public Task PingAsync() => Task.FromResult(belongings);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

internal interface IBorrowerGrain : IGrainWithStringKey
{
    Task PingAsync();

    Task LeaveAsync();
}

internal sealed class BorrowerGrain(Diary diary) : Grain, IBorrowerGrain
{
    public Task PingAsync() => Task.FromResult((ServiceProvider.GetRequiredService<Belongings>(), diary));

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

internal interface IEarlyGrain : IGrainWithStringKey
{
    Task<string> WhatAsync();
}

internal sealed class EarlyGrain : Grain, IEarlyGrain
{
    private string _what = "is a friend";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (this.GetPrimaryKeyString() == "early")
        {
            await GrainFactory.GetGrain<IEarlyGrain>("friend").WhatAsync();
            _what = "early has asked its friend";
        }
    }

    public Task<string> WhatAsync() => Task.FromResult(_what);
}
