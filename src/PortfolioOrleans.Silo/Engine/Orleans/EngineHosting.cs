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

    /// <summary>
    /// How often a stream's queue is looked into. A price passes two streams on its way to a client; at Orleans' own 100 milliseconds that would be most of the
    /// time it takes.
    /// </summary>
    private static readonly TimeSpan StreamPause = TimeSpan.FromMilliseconds(10);

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
            if (settings.Cluster.Enabled)
            {
                // Who hears a stream may ask again, but who feeds it says so once only: were that to die with a silo, no new subscription would ever be fed.
                silo.AddAdoNetGrainStorage(Names.PubSubStore, (AdoNetGrainStorageOptions options) =>
                {
                    options.Invariant = Invariant;
                    options.ConnectionString = connection;
                });
            }
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

        if (!settings.Cluster.Enabled)
        {
            silo.AddMemoryGrainStorage(Names.PubSubStore); // It ends with the only silo, and so does all that it is about.
        }

        silo.AddMemoryStreams(Names.Streams, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = StreamPause)));
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
