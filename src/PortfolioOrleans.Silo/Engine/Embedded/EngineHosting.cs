using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Silo.Commands;
using PortfolioOrleans.Storage.GrainState;

namespace PortfolioOrleans.Silo.Engine;

/// <summary>The grains on the embedded engine: one process, state and reminders in our own tables.</summary>
internal static class EngineHosting
{
    public const string Name = "Embedded";

    public static string Version => typeof(Grain).Assembly.GetName().Version!.ToString(3);

    public static void UseSilo(IHostApplicationBuilder builder, EngineSettings settings, Action<ISiloBuilder> configure)
    {
        RefuseCluster(settings);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(serviceId: settings.Cluster.ServiceId, clusterId: settings.Cluster.ClusterId);
            if (settings.OrleansConnection is null)
            {
                silo.AddMemoryGrainStorage(Names.Store);
                silo.UseInMemoryReminderService();
            }
            else
            {
                silo.Services.AddGrainStorage(Names.Store, (services, _) => new TableGrainStorage(services.GetRequiredService<IGrainStateTable>()));
                silo.Services.AddSingleton<IReminderTable, ReminderRowTable>();
                silo.AddReminders();
            }

            // Subscriptions are made again by whoever wakes up; there is no other silo that could have kept them.
            silo.AddMemoryGrainStorage(Names.PubSubStore);
            silo.AddMemoryStreams(Names.Streams);
            configure(silo);
        });
    }

    public static void UseClient(IHostApplicationBuilder builder, EngineSettings settings) => RefuseCluster(settings with { Cluster = new() { Enabled = true } });

    private static void RefuseCluster(EngineSettings settings)
    {
        if (settings.Cluster.Enabled)
        {
            throw new UsageException(
                "The embedded engine is one process and no cluster. Build with -p:GrainEngine=Orleans for several silos or a separate gateway, or run `portfolio serve` without --role and Cluster:Enabled.");
        }
    }
}
