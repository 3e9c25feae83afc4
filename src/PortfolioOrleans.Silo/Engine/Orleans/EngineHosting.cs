using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Grains.Records;

namespace PortfolioOrleans.Silo.Engine;

/// <summary>The grains on Microsoft Orleans: one silo on this machine, or many on one PostgreSQL.</summary>
internal static class EngineHosting
{
    public const string Name = "Orleans";

    private const string Invariant = "Npgsql";

    public static string Version => typeof(Grain).Assembly.GetName().Version!.ToString(3);

    public static void UseSilo(IHostApplicationBuilder builder, EngineSettings settings, Action<ISiloBuilder> configure) => builder.UseOrleans(silo =>
    {
        if (settings.Cluster.Enabled)
        {
            UseCluster(silo, settings);
        }
        else
        {
            // Alone, and its only client is in the same process: no gateway, and no port that a second service on this machine would miss.
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: settings.Cluster.ServiceId, clusterId: settings.Cluster.ClusterId);
        }

        if (settings.OrleansConnection is { } connection)
        {
            silo.AddAdoNetGrainStorage(Names.Store, (AdoNetGrainStorageOptions options) =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = connection;
                options.GrainStorageSerializer = new GrainStateJson();
            });
            silo.UseAdoNetReminderService((AdoNetReminderTableOptions options) =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = connection;
            });
        }
        else
        {
            silo.AddMemoryGrainStorage(Names.Store);
            silo.UseInMemoryReminderService();
        }

        // Subscriptions are made again by whoever wakes up, so they may go with the silos that held them.
        silo.AddMemoryGrainStorage(Names.PubSubStore);
        silo.AddMemoryStreams(Names.Streams);
        configure(silo);
    });

    public static void UseClient(IHostApplicationBuilder builder, EngineSettings settings) => builder.UseOrleansClient(client =>
    {
        client.Services.Configure<ClusterOptions>(options => Identify(options, settings));
        client.UseAdoNetClustering((AdoNetClusteringClientOptions options) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = settings.OrleansConnection;
        });
        client.AddMemoryStreams(Names.Streams);
    });

    private static void UseCluster(ISiloBuilder silo, EngineSettings settings)
    {
        silo.Configure<ClusterOptions>(options => Identify(options, settings));
        silo.UseAdoNetClustering((AdoNetClusteringSiloOptions options) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = settings.OrleansConnection;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.SiloPort = settings.Cluster.SiloPort;
            options.GatewayPort = settings.Cluster.GatewayPort;
            options.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, settings.Cluster.SiloPort);
            options.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, settings.Cluster.GatewayPort);
            if (settings.Cluster.AdvertisedAddress is { } address)
            {
                options.AdvertisedIPAddress = IPAddress.Parse(address);
            }
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Identify(ClusterOptions options, EngineSettings settings)
    {
        options.ClusterId = settings.Cluster.ClusterId;
        options.ServiceId = settings.Cluster.ServiceId;
    }
}
