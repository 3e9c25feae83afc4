using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;

namespace Orleans.Embedded.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task A_host_starts_the_silo_and_hands_out_its_client()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo => silo.UseLocalhostClustering(serviceId: "service", clusterId: "cluster"));
        using var host = builder.Build();

        await host.StartAsync();

        var client = host.Services.GetRequiredService<IClusterClient>();
        Assert.Same(client, host.Services.GetRequiredService<IGrainFactory>());
        Assert.Equal("hosted:1", await client.GetGrain<Calls.IAnswerGrain>("hosted").TextAsync(1));
        Assert.Equal("cluster", host.Services.GetRequiredService<ILocalSiloDetails>().ClusterId);
        await host.StopAsync();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => client.GetGrain<Calls.IAnswerGrain>("hosted").TextAsync(1));
    }

    [Fact]
    public async Task Every_way_to_put_a_silo_into_a_host_works_and_twice_is_once()
    {
        using var generic = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).UseOrleans((_, _) => { }).Build();
        var web = Microsoft.AspNetCore.Builder.WebApplication.CreateEmptyBuilder(new());
        web.UseOrleans();
        web.UseOrleans(silo => silo.AddMemoryGrainStorageAsDefault());
        using var plain = new ServiceCollection().AddOrleans(silo => silo.UseLocalhostClustering()).BuildServiceProvider();

        await generic.StartAsync();

        Assert.Equal("a:1", await generic.Services.GetRequiredService<IClusterClient>().GetGrain<Calls.IAnswerGrain>("a").TextAsync(1));
        Assert.Single(generic.Services.GetServices<IHostedService>());
        Assert.Single(web.Services, service => service.ServiceType == typeof(IClusterClient));
        Assert.Single(plain.GetServices<IHostedService>());
        await generic.StopAsync();
    }

    [Fact]
    public async Task Before_the_start_there_is_nobody_to_call()
    {
        using var services = new ServiceCollection().AddOrleans(_ => { }).BuildServiceProvider();

        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            services.GetRequiredService<IClusterClient>().GetGrain<Calls.IAnswerGrain>("a").TextAsync(1));
    }

    [Fact]
    public void Stages_go_up_in_order_and_down_again_and_startup_tasks_have_one()
    {
        var diary = new Diary();
        using var world = new World(silo => silo
            .AddStartupTask((services, _) => Note(diary, "task by function", services.GetRequiredService<IGrainFactory>().GetGrain<Calls.IAnswerGrain>("a").NothingAsync()))
            .AddStartupTask(new NotingTask(diary, "task by object"), ServiceLifecycleStage.ApplicationServices)
            .AddStartupTask<NotingTask>(ServiceLifecycleStage.ApplicationServices + 1)
            .ConfigureServices(services => services.AddSingleton(diary).AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Participant>()));

        world.Silo.Stop();

        Assert.Equal(
            [
                "up 3000", "task by object", "task by type", "up 15000", "task by function", "up 20001",
                "down 20001", "down 15000", "down 3000",
            ],
            diary.Entries);
    }

    [Fact]
    public void A_startup_task_that_fails_fails_the_start_and_what_had_started_is_stopped()
    {
        var diary = new Diary();
        using var world = new SimulatedWorld(seed: 1);

        var error = Assert.Throws<InvalidOperationException>(() => world.StartSilo(silo => silo
            .AddStartupTask((_, _) => throw new InvalidOperationException("no start"))
            .ConfigureServices(services => services.AddSingleton(diary).AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Participant>())));

        Assert.Equal("no start", error.Message);
        Assert.Equal(["up 3000", "up 15000", "down 15000", "down 3000"], diary.Entries);
    }

    [Fact]
    public void Options_that_make_no_sense_stop_the_start()
    {
        using var world = new SimulatedWorld(seed: 1);

        var error = Assert.Throws<OptionsValidationException>(() => world.StartSilo(silo =>
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromSeconds(1))));

        Assert.Contains("CollectionQuantum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_may_come_from_configuration()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Cluster:ClusterId"] = "configured" });
        builder.UseOrleans(silo => silo.Configure<ClusterOptions>(silo.Configuration.GetSection("Cluster")));
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal("configured", host.Services.GetRequiredService<ILocalSiloDetails>().ClusterId);
        await host.StopAsync();
    }

    [Fact]
    public void Options_of_a_simulated_silo_bind_to_the_configuration_it_is_given()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Cluster:ClusterId"] = "configured" })
            .Build();
        using var world = new SimulatedWorld(seed: 1);

        var silo = world.StartSilo(silo => silo.Services.AddOptions<ClusterOptions>().BindConfiguration("Cluster"), configuration);

        Assert.Equal("configured", silo.Services.GetRequiredService<ILocalSiloDetails>().ClusterId);
    }

    [Fact]
    public async Task A_stop_that_may_not_wait_does_not()
    {
        await using var cluster = await Cluster.StartAsync();
        var call = cluster.Client.GetGrain<Activations.IStuckStartGrain>("a").PingAsync();

        await cluster.Silos[0].StopSiloAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
    }

    [Fact]
    public async Task A_test_cluster_of_several_silos_is_one_and_says_so()
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 3);
        await using var cluster = builder.Build();

        await cluster.DeployAsync();

        Assert.Single(cluster.Silos);
        Assert.Contains("3 silos were asked for", cluster.GetLog(), StringComparison.Ordinal);
        Assert.Same(cluster.Silos[0], await cluster.StartAdditionalSiloAsync());
    }

    [Fact]
    public async Task A_test_cluster_deactivates_kills_and_restarts()
    {
        var diary = new Diary();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureHost(host => host.Services.AddSingleton(diary));
        builder.ConfigureClient(client => client.AddMemoryStreams("streams"));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var grain = cluster.Client.GetGrain<Activations.ILifeGrain>("a");
        await grain.LifeAsync();
        Assert.True(cluster.TryGetGrainContext(grain.GetGrainId(), out var context));

        await cluster.DeactivateAsync(grain);
        Assert.True(context.Deactivated.IsCompleted);
        Assert.NotNull(cluster.Client.GetStreamProvider("streams"));
        await cluster.Client.GetGrain<Activations.ILifeGrain>("b").LifeAsync();
        await cluster.KillSiloAsync(cluster.Silos[0]);
        await cluster.RestartSiloAsync(cluster.Silos[0]);
        await cluster.Client.GetGrain<Activations.ILifeGrain>("b").LifeAsync();

        // The kill was none that a grain could notice.
        Assert.Equal(["a activates", "a deactivates: ApplicationRequested", "b activates", "b activates"], diary.Entries);
    }

    private static async Task Note(Diary diary, string entry, Task after)
    {
        await after;
        diary.Add(entry);
    }

    private sealed class NotingTask(Diary diary, string name = "task by type") : IStartupTask
    {
        public Task Execute(CancellationToken cancellationToken) => Note(diary, name, Task.CompletedTask);
    }

    private sealed class Participant(Diary diary) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            foreach (var stage in new[] { 20001, 15000, 3000 })
            {
                lifecycle.Subscribe<Participant>(
                    stage,
                    _ => Note(diary, $"up {stage}", Task.CompletedTask),
                    _ => Note(diary, $"down {stage}", Task.CompletedTask));
            }
        }
    }
}
