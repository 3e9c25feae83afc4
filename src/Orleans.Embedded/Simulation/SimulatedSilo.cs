namespace Orleans.Embedded.Simulation;

/// <summary>A silo in a <see cref="SimulatedWorld"/>. After a crash another is started over the same stores.</summary>
public sealed class SimulatedSilo
{
    private readonly SimulatedWorld _world;
    private readonly ServiceProvider _services;

    internal SimulatedSilo(SimulatedWorld world, SimulatedRunner runner, ServiceProvider services)
    {
        (_world, Runner, _services) = (world, runner, services);
        Silo = services.GetRequiredService<Silo>();
    }

    public IServiceProvider Services => _services;

    /// <summary>The silo's grains, for code inside <c>Run</c>.</summary>
    public IClusterClient Client => Silo.GrainFactory;

    /// <summary>Neither crashed nor stopped.</summary>
    public bool IsRunning => !Silo.IsStopping;

    /// <summary>The grains that are active, or becoming so.</summary>
    public IReadOnlyList<GrainId> ActiveGrains => [.. Silo.Activations.Select(activation => activation.GrainId).Order()];

    internal SimulatedRunner Runner { get; }

    internal Silo Silo { get; }

    /// <summary>Stops the silo in good order, and runs until it has stopped.</summary>
    public void Stop() => _world.Run(StopAsync);

    /// <inheritdoc cref="Stop"/>
    public async Task StopAsync()
    {
        await _services.GetRequiredService<SiloLifecycle>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
