using Orleans.TestingHost;

namespace Orleans.Embedded.Tests;

/// <summary>A silo on the thread pool, for what only real threads show.</summary>
internal static class Cluster
{
    public static async Task<InProcessTestCluster> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => configure?.Invoke(silo));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
