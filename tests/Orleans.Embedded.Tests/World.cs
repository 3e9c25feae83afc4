namespace Orleans.Embedded.Tests;

/// <summary>A silo in a simulated world, for tests of behaviour: no thread but the test's own, and no time but what it lets pass.</summary>
internal sealed class World : IDisposable
{
    public World(Action<ISiloBuilder>? configure = null, int seed = 1)
    {
        Simulation = new SimulatedWorld(seed);
        Silo = Simulation.StartSilo(configure ?? (_ => { }));
    }

    public SimulatedWorld Simulation { get; }

    public SimulatedSilo Silo { get; }

    public SimulatedClock Clock => Simulation.Clock;

    public IClusterClient Client => Silo.Client;

    public void Run(Func<Task> test) => Simulation.Run(test);

    public T Run<T>(Func<Task<T>> test) => Simulation.Run(test);

    public void RunFor(TimeSpan time) => Simulation.RunFor(time);

    public bool IsActive(IAddressable grain) => Silo.ActiveGrains.Contains(grain.GetGrainId());

    public void Dispose() => Simulation.Dispose();
}
