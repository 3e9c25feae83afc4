using Orleans.Embedded.Tests.Activations;

namespace Orleans.Embedded.Tests.Simulation;

public sealed class SimulatedWorldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_same_seed_gives_the_same_turns_and_another_seed_others()
    {
        var first = PlayADay(seed: 7);
        var again = PlayADay(seed: 7);
        var other = PlayADay(seed: 8);

        Assert.Equal(first.Log, again.Log);
        Assert.Equal((first.Hash, first.Turns), (again.Hash, again.Turns));
        Assert.NotEqual(first.Hash, other.Hash);
    }

    [Fact]
    public void Seeds_try_different_orders_of_what_happens_at_once()
    {
        var orders = Enumerable.Range(1, 50).Select(seed =>
        {
            var diary = new Diary();
            using var world = new World(silo => silo.Services.AddSingleton(diary), seed);
            world.Run(() => Task.WhenAll(new[] { "a", "b", "c" }.Select(key => world.Client.GetGrain<ILifeGrain>(key).NoteAsync(key))));
            return string.Concat(diary.Entries.Where(entry => entry.Length == 1));
        });

        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Distinct().Order());
    }

    [Fact]
    public void Time_jumps_to_the_next_timer_and_passes_without_waiting()
    {
        using var world = new World();
        var real = System.Diagnostics.Stopwatch.StartNew();

        world.Run(() => Task.Delay(TimeSpan.FromHours(20), world.Clock));

        Assert.Equal(new DateTimeOffset(2025, 1, 1, 20, 0, 0, TimeSpan.Zero), world.Clock.GetUtcNow());
        Assert.True(real.Elapsed < TimeSpan.FromSeconds(10), $"{real.Elapsed}");
    }

    [Fact]
    public void Every_turn_runs_on_the_thread_of_the_test()
    {
        using var world = new World(silo => silo.Services.AddSingleton(new Diary()));
        var thread = Environment.CurrentManagedThreadId;

        world.Run(async () =>
        {
            await world.Client.GetGrain<ILifeGrain>("a").WorkAsync(Second);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Task.WhenAll(Task.Delay(Second, world.Clock), world.Client.GetGrain<ILifeGrain>("b").LifeAsync());
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void After_a_crash_no_continuation_of_the_silo_runs_and_callers_outside_are_told()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));

        world.Run(async () =>
        {
            var work = world.Client.GetGrain<ILifeGrain>("a").WorkAsync(Second * 10);
            await Task.Delay(Second, world.Clock);
            world.Simulation.Crash(world.Silo);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => work);
            await Assert.ThrowsAsync<SiloUnavailableException>(() => world.Client.GetGrain<ILifeGrain>("a").LifeAsync());
        });
        world.RunFor(Second * 60);

        Assert.Equal(["a activates", "a begins"], diary.Entries);
        Assert.False(world.Silo.IsRunning);
    }

    [Fact]
    public void A_crash_in_the_middle_of_a_turn_ends_that_turn()
    {
        var diary = new Diary();
        using var world = new SimulatedWorld(seed: 1);
        SimulatedSilo? silo = null;
        silo = world.StartSilo(builder => builder.Services.AddSingleton(diary).AddSingleton<Action>(() => world.Crash(silo!)));

        world.Run(() => Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Client.GetGrain<ICrashingGrain>("a").CrashAsync()));

        Assert.Equal(["before"], diary.Entries);
    }

    [Fact]
    public void A_crash_at_any_turn_leaves_a_world_that_goes_on()
    {
        for (var crashAt = 1; crashAt < 60; crashAt++)
        {
            var diary = new Diary();
            var table = new Orleans.Embedded.Reminders.InMemoryReminderTable();
            using var world = new SimulatedWorld(seed: crashAt);
            var first = world.StartSilo(Configure);
            var load = world.Spawn(() => Task.WhenAll(Enumerable.Range(0, 5).Select(number =>
                first.Client.GetGrain<ILifeGrain>($"{number}").WorkAsync(Second))));

            world.RunTurns(crashAt);
            world.Crash(first);
            var second = world.StartSilo(Configure);
            world.Run(() => second.Client.GetGrain<ILifeGrain>("0").LifeAsync());

            world.RunFor(Second * 60);
            Assert.True(load.IsCompleted);

            void Configure(ISiloBuilder silo) => silo.AddReminders().Services.AddSingleton(diary).AddSingleton<IReminderTable>(table);
        }
    }

    [Fact]
    public void Several_silos_live_side_by_side_and_crash_alone()
    {
        var diary = new Diary();
        using var world = new SimulatedWorld(seed: 1);
        var left = world.StartSilo(silo => silo.Services.AddSingleton(diary));
        var right = world.StartSilo(silo => silo.Services.AddSingleton(diary));

        world.Crash(left);

        Assert.NotNull(world.Run(() => right.Client.GetGrain<ILifeGrain>("a").LifeAsync()));
    }

    [Fact]
    public void Code_that_can_never_finish_is_reported_with_what_it_waits_for()
    {
        using var world = new World();

        var error = Assert.Throws<TimeoutException>(() => world.Simulation.Run(
            () => world.Client.GetGrain<ILongPollGrain>("a").WaitForeverAsync(), limit: TimeSpan.FromMinutes(5)));

        Assert.Contains("longpoll/a (waits for nothing simulated)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Work_that_leaves_the_simulation_is_found_when_it_comes_back(bool byConfigureAwait)
    {
        using var world = new World();

        var error = Assert.Throws<InvalidOperationException>(() =>
            world.Run(() => world.Client.GetGrain<IStrayGrain>("a").StrayAsync(byConfigureAwait)));

        Assert.Contains("left the simulation (seed 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("stray/a", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A one-way call is not waited for; counted as if it were, it hid that its caller waited outside the simulation.</summary>
    [Fact]
    public void Work_that_leaves_the_simulation_after_one_way_calls_is_waited_for_and_found()
    {
        using var world = new World();

        var error = Assert.Throws<InvalidOperationException>(() =>
            world.Run(() => world.Client.GetGrain<IStrayGrain>("a").StrayAfterOneWayCallsAsync()));

        Assert.Contains("stray/a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_made_outside_run_is_found()
    {
        using var world = new World(silo => silo.Services.AddSingleton(new Diary()));

        _ = world.Client.GetGrain<ILifeGrain>("a").LifeAsync();

        Assert.Throws<InvalidOperationException>(() => world.RunFor(Second));
    }

    [Fact]
    public void A_world_runs_one_thing_at_a_time()
    {
        using var world = new World();

        world.Run(() =>
        {
            Assert.Throws<InvalidOperationException>(() => world.RunFor(Second));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public void Turns_that_make_turns_without_end_are_stopped()
    {
        using var world = new World();

        var error = Assert.Throws<InvalidOperationException>(() => world.Run(async () =>
        {
            while (true)
            {
                await Task.Yield();
            }
        }));

        Assert.Contains("no end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_of_the_test_code_is_thrown_as_it_is()
    {
        using var world = new World();

        Assert.Throws<ArithmeticException>(() => world.Run(async () =>
        {
            await Task.Delay(Second, world.Clock);
            throw new ArithmeticException();
        }));
    }

    private static (IReadOnlyList<string> Log, ulong Hash, long Turns) PlayADay(int seed)
    {
        using var world = new SimulatedWorld(seed, keepLog: true);
        var day = new PortfolioDay(portfolios: 5);
        var silo = world.StartSilo(day.Configure);
        world.Run(() => day.OpenAsync(silo.Client));
        world.RunFor(TimeSpan.FromMinutes(10));
        world.Crash(silo);
        world.StartSilo(day.Configure);
        world.RunFor(TimeSpan.FromMinutes(10));
        return (world.Log, world.TraceHash, world.Turns);
    }
}

internal interface ICrashingGrain : IGrainWithStringKey
{
    Task CrashAsync();
}

internal sealed class CrashingGrain(Action crash, Diary diary) : Grain, ICrashingGrain
{
    public async Task CrashAsync()
    {
        diary.Add("before");
        crash();
        diary.Add("after");
        await Task.Yield();
        diary.Add("much later");
    }
}

internal interface ILongPollGrain : IGrainWithStringKey
{
    [ResponseTimeout("1.00:00:00")]
    Task WaitForeverAsync();
}

internal sealed class LongPollGrain : Grain, ILongPollGrain
{
    public Task WaitForeverAsync() => new TaskCompletionSource().Task;
}

internal interface IStrayGrain : IGrainWithStringKey
{
    Task StrayAsync(bool byConfigureAwait);

    Task StrayAfterOneWayCallsAsync();

    [OneWay]
    Task NudgeAsync();
}

internal sealed class StrayGrain : Grain, IStrayGrain
{
    public async Task StrayAsync(bool byConfigureAwait)
    {
        using var mayEnd = new ManualResetEventSlim();
        var work = Task.Factory.StartNew(mayEnd.Wait, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        var waiting = byConfigureAwait ? HereAsync(ElsewhereAsync(work)) : HereAsync(work);

        // Only now, when the awaits are in place: work that is done before it is awaited leaves no trace.
        mayEnd.Set();
        await waiting;
    }

    public async Task StrayAfterOneWayCallsAsync()
    {
        var other = GrainFactory.GetGrain<IStrayGrain>("b");
        await other.NudgeAsync();
        await other.NudgeAsync();
        await StrayAsync(byConfigureAwait: false);
    }

    public Task NudgeAsync() => Task.CompletedTask;

    private static async Task HereAsync(Task work) => await work;

    /// <summary>What a library does that does not care where it continues.</summary>
    private static async Task ElsewhereAsync(Task work)
    {
#pragma warning disable RS0030 // That is what is tested.
        await work.ConfigureAwait(false);
#pragma warning restore RS0030
    }
}
