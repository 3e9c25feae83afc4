namespace Orleans.Embedded.Tests.Activations;

/// <summary>On the thread pool, for real: turns of one grain never run on two threads at once.</summary>
public sealed class SchedulingTests
{
    [Fact]
    public async Task Never_two_threads_in_one_grain()
    {
        await using var cluster = await Cluster.StartAsync();
        var grain = cluster.Client.GetGrain<ICrowdedGrain>("a");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var round = 0; round < 200; round++)
            {
                await grain.BumpAsync(round % 4);
            }
        }));

        Assert.Equal((0, 8 * 200 * 10), await grain.ReportAsync());
    }

    [Fact]
    public async Task Every_await_comes_back_to_the_grains_own_scheduler()
    {
        await using var cluster = await Cluster.StartAsync();

        Assert.Equal("", await cluster.Client.GetGrain<ICrowdedGrain>("b").StrayAsync());
    }

    [Fact]
    public async Task Calls_that_race_with_deactivation_are_all_answered()
    {
        await using var cluster = await Cluster.StartAsync();
        var grain = cluster.Client.GetGrain<ICrowdedGrain>("c");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            var sum = 0;
            for (var round = 0; round < 300; round++)
            {
                sum += await grain.OneAsync(leave: (round + caller) % 7 == 0);
            }

            return sum;
        }));

        Assert.All(answers, sum => Assert.Equal(300, sum));
    }

    [Fact]
    public async Task First_calls_from_many_threads_share_one_activation()
    {
        await using var cluster = await Cluster.StartAsync();

        for (var round = 0; round < 200; round++)
        {
            var grain = cluster.Client.GetGrain<ICrowdedGrain>($"fresh-{round}");
            using var together = new Barrier(4);
            var lives = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return grain.LifeAsync();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            Assert.Single(lives.Distinct());
        }
    }

    [Fact]
    public async Task A_caller_never_continues_in_the_turn_of_the_grain_it_called()
    {
        await using var cluster = await Cluster.StartAsync();

        await cluster.Client.GetGrain<ICrowdedGrain>("d").LifeAsync();

        Assert.Null(RuntimeContext.Current);
        Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
    }
}

internal interface ICrowdedGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task BumpAsync(int way);

    Task<(int Collisions, int Bumps)> ReportAsync();

    Task<string> StrayAsync();

    Task<int> OneAsync(bool leave);

    Task<string> LifeAsync();
}

internal sealed class CrowdedGrain : Grain, ICrowdedGrain
{
    private int _inside;
    private int _collisions;
    private int _bumps;

    public async Task BumpAsync(int way)
    {
        for (var each = 0; each < 10; each++)
        {
            if (Interlocked.Increment(ref _inside) != 1)
            {
                _collisions++;
            }

            _bumps++;
            Thread.SpinWait(20);
            Interlocked.Decrement(ref _inside);
            switch (way)
            {
                case 0:
                    await Task.Yield();
                    break;
                case 1:
                    await GrainFactory.GetGrain<ICrowdedGrain>("neighbour").LifeAsync();
                    break;
                case 2:
                    await Task.WhenAll(Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default));
                    break;
            }
        }
    }

    public Task<(int Collisions, int Bumps)> ReportAsync() => Task.FromResult((_collisions, _bumps));

    public async Task<string> StrayAsync()
    {
        var strays = "";
        await Task.Yield();
        Note("yield");
        await Task.Delay(1);
        Note("delay");
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        Note("pool work");
        await GrainFactory.GetGrain<ICrowdedGrain>("neighbour").LifeAsync();
        Note("call");
        using var gate = new SemaphoreSlim(0);
        var wait = gate.WaitAsync();
        gate.Release();
        await wait;
        Note("semaphore");
        return strays;

        void Note(string after)
        {
            if (RuntimeContext.Current != GrainContext || TaskScheduler.Current == TaskScheduler.Default)
            {
                strays += $"after {after}; ";
            }
        }
    }

    public Task<int> OneAsync(bool leave)
    {
        if (leave)
        {
            DeactivateOnIdle();
        }

        return Task.FromResult(1);
    }

    public Task<string> LifeAsync() => Task.FromResult(GrainContext.ActivationId.ToString());
}
