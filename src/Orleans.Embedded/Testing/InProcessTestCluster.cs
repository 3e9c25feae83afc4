using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>A silo for a test to talk to. There is one, however many are asked for; <see cref="GetLog"/> says when that makes a difference.</summary>
public sealed class InProcessTestCluster(InProcessTestClusterOptions options) : IDisposable, IAsyncDisposable
{
    private readonly StringBuilder _log = new();
    private InProcessSiloHandle? _silo;

    public ReadOnlyCollection<InProcessSiloHandle> Silos => _silo is null ? new([]) : new([_silo]);

    public InProcessTestClusterOptions Options => options;

    /// <summary>The grains, from outside.</summary>
    public IClusterClient Client => Silo.GrainFactory;

    private Silo Silo => GetSiloServiceProvider().GetRequiredService<Silo>();

    public async Task DeployAsync()
    {
        if (options.InitialSilosCount != 1)
        {
            Say($"{options.InitialSilosCount} silos were asked for. The embedded engine is one process and runs one.");
        }

        _silo = await StartAsync();
    }

    public IEnumerable<InProcessSiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    /// <summary>What the cluster had to say.</summary>
    public string GetLog() => _log.ToString();

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) =>
        (_silo ?? throw new InvalidOperationException("The cluster has not been deployed.")).ServiceProvider;

    /// <returns>The only silo there is.</returns>
    public Task<InProcessSiloHandle> StartAdditionalSiloAsync()
    {
        Say("Another silo was asked for. The embedded engine is one process and runs one.");
        return Task.FromResult(Silos[0]);
    }

    /// <summary>Ends a silo as if its process had been killed.</summary>
    public Task KillSiloAsync(InProcessSiloHandle instance) => instance.StopSiloAsync(stopGracefully: false);

    public Task StopSiloAsync(InProcessSiloHandle instance) => instance.StopSiloAsync(stopGracefully: true);

    /// <summary>Stops the silo if it still runs, and starts one like it.</summary>
    public async Task<InProcessSiloHandle> RestartSiloAsync(InProcessSiloHandle instance)
    {
        await StopSiloAsync(instance);
        return _silo = await StartAsync();
    }

    public async Task StopAllSilosAsync()
    {
        foreach (var silo in GetActiveSilos())
        {
            await StopSiloAsync(silo);
        }
    }

    /// <summary>Deactivates a grain and waits until it is gone. One that is not active already is.</summary>
    public Task DeactivateAsync(GrainId grainId) => Silo.FindActivation(grainId) is { } activation
        ? Silo.DeactivateAsync([activation], new(DeactivationReasonCode.ApplicationRequested, "The test asked for it."))
        : Task.CompletedTask;

    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    public Task WaitForDeactivationAsync(GrainId grainId) => Silo.FindActivation(grainId)?.Deactivated ?? Task.CompletedTask;

    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext) =>
        (grainContext = Silo.FindActivation(grainId)) is not null;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync() => await StopAllSilosAsync();

    private async Task<InProcessSiloHandle> StartAsync()
    {
        var specific = new InProcessTestSiloSpecificOptions();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo.Configure<ClusterOptions>(cluster =>
            (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId)));
        options.SiloHostConfigurationDelegates.ForEach(configure => configure(specific, builder));
        options.ClientHostConfigurationDelegates.ForEach(configure => configure(builder));
        var host = builder.Build();
        await host.StartAsync();
        return new InProcessSiloHandle
        {
            Name = specific.SiloName,
            SiloAddress = host.Services.GetRequiredService<Silo>().Address,
            SiloHost = host,
        };
    }

    private void Say(string line)
    {
        _log.AppendLine(line);
        _silo?.ServiceProvider.GetRequiredService<Silo>().Logger.LogInformation("{Line}", line);
    }
}
