using System.Collections.Immutable;

namespace Orleans.Embedded.Tests.Calls;

public sealed class TimeoutTests
{
    [Fact]
    public void A_call_cycle_ends_in_a_timeout_that_names_grain_and_method()
    {
        using var world = new World();
        var started = world.Clock.GetUtcNow();

        var error = world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<ICycleGrain>("a").AskAsync("b", "a")));

        Assert.Contains("cycle/", error.Message, StringComparison.Ordinal);
        Assert.Contains("ICycleGrain.AskAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:30", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), world.Clock.GetUtcNow() - started);
    }

    [Fact]
    public void A_grain_may_not_call_itself_and_wait()
    {
        using var world = new World();

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<ICycleGrain>("a").AskAsync("a", "a")));
    }

    [Fact]
    public void The_response_timeout_is_an_option_of_the_silo()
    {
        using var world = new World(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(3)));
        var started = world.Clock.GetUtcNow();

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<ISlowGrain>("a").TakeAsync(TimeSpan.FromHours(1))));

        Assert.Equal(TimeSpan.FromSeconds(3), world.Clock.GetUtcNow() - started);
    }

    [Fact]
    public void A_method_may_have_a_response_timeout_of_its_own()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<ISlowGrain>("a");
        var started = world.Clock.GetUtcNow();

        world.Run(async () =>
        {
            await grain.TakePatientlyAsync(TimeSpan.FromSeconds(50));
            Assert.Equal(TimeSpan.FromSeconds(50), world.Clock.GetUtcNow() - started);
            await Assert.ThrowsAsync<TimeoutException>(() => grain.TakePatientlyAsync(TimeSpan.FromSeconds(61)));
        });
    }

    [Fact]
    public void The_callee_is_not_stopped_by_a_timeout_and_answers_the_next_call()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<ISlowGrain>("a");

        world.Run(async () =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => grain.TakeAsync(TimeSpan.FromSeconds(40)));
            await grain.TakeAsync(TimeSpan.Zero);
        });

        Assert.Equal(["took 00:00:40", "took 00:00:00"], diary.Entries);
    }

    [Fact]
    public void A_call_that_timed_out_in_the_queue_is_never_run()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<ISlowGrain>("a");

        world.Run(async () =>
        {
            var slow = grain.TakePatientlyAsync(TimeSpan.FromSeconds(50));
            await Assert.ThrowsAsync<TimeoutException>(() => grain.TakeAsync(TimeSpan.FromSeconds(1)));
            await slow;
        });
        world.RunFor(TimeSpan.FromMinutes(1));

        Assert.Equal(["took 00:00:50"], diary.Entries);
    }

    [Fact]
    public void Each_of_many_calls_times_out_at_its_own_time()
    {
        using var world = new World();
        var started = world.Clock.GetUtcNow();
        List<double> seconds = [];

        world.Run(() => Task.WhenAll(Enumerable.Range(0, 5).Select(async index =>
        {
            await Task.Delay(TimeSpan.FromSeconds(index), world.Clock);
            await Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<ISlowGrain>($"{index}").TakeAsync(TimeSpan.FromHours(1)));
            seconds.Add((world.Clock.GetUtcNow() - started).TotalSeconds);
        })));

        Assert.Equal([30, 31, 32, 33, 34], seconds);
    }
}

internal interface ICycleGrain : IGrainWithStringKey
{
    Task AskAsync(params ImmutableArray<string> others);
}

internal sealed class CycleGrain : Grain, ICycleGrain
{
    public Task AskAsync(params ImmutableArray<string> others) =>
        GrainFactory.GetGrain<ICycleGrain>(others[0]).AskAsync(others[1..]);
}

internal interface ISlowGrain : IGrainWithStringKey
{
    Task TakeAsync(TimeSpan time);

    [ResponseTimeout("00:01:00")]
    Task TakePatientlyAsync(TimeSpan time);
}

internal sealed class SlowGrain(TimeProvider clock, Diary? diary = null) : Grain, ISlowGrain
{
    public async Task TakeAsync(TimeSpan time)
    {
        await Task.Delay(time, clock);
        diary?.Add($"took {time}");
    }

    public Task TakePatientlyAsync(TimeSpan time) => TakeAsync(time);
}
