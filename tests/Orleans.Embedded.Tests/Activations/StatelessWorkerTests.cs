namespace Orleans.Embedded.Tests.Activations;

public sealed class StatelessWorkerTests
{
    [Fact]
    public void Calls_to_one_id_are_shared_by_several_activations_up_to_the_limit()
    {
        using var world = new World();
        var worker = world.Client.GetGrain<IWorkerGrain>("a");
        var started = world.Clock.GetUtcNow();

        var workers = world.Run(() => Task.WhenAll(Enumerable.Range(0, 6).Select(_ => worker.WorkAsync())));

        // Six seconds of work by three workers.
        Assert.Equal(3, workers.Distinct().Count());
        Assert.Equal(TimeSpan.FromSeconds(2), world.Clock.GetUtcNow() - started);
    }

    [Fact]
    public void An_idle_worker_is_preferred_to_a_new_one()
    {
        using var world = new World();
        var worker = world.Client.GetGrain<IWorkerGrain>("a");

        var workers = world.Run(async () => new[] { await worker.WorkAsync(), await worker.WorkAsync() });

        Assert.Single(workers.Distinct());
    }

    [Fact]
    public void Idle_workers_are_collected_and_come_again()
    {
        using var world = new World();
        var worker = world.Client.GetGrain<IWorkerGrain>("a");
        world.Run(() => Task.WhenAll(worker.WorkAsync(), worker.WorkAsync()));

        world.RunFor(TimeSpan.FromMinutes(20));

        Assert.Empty(world.Silo.ActiveGrains);
        Assert.NotNull(world.Run(() => worker.WorkAsync()));
    }
}

internal interface IWorkerGrain : IGrainWithStringKey
{
    Task<string> WorkAsync();
}

[StatelessWorker(3)]
internal sealed class WorkerGrain(TimeProvider clock) : Grain, IWorkerGrain
{
    public async Task<string> WorkAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        return GrainContext.ActivationId.ToString();
    }
}
