using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Embedded.Reminders;

namespace Orleans.Embedded.Hosting;

/// <summary>What a silo consists of, whoever hosts it.</summary>
internal static class EngineServices
{
    /// <summary>Adds the engine once, and lets <paramref name="configure"/> compose the silo.</summary>
    public static void AddSilo(this IServiceCollection services, IConfiguration? configuration, Action<Orleans.Hosting.ISiloBuilder>? configure)
    {
        if (services.All(service => service.ServiceType != typeof(SiloHost)))
        {
            services.AddOptions();
            services.AddLogging();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<TurnRunner, ThreadPoolRunner>();
            services.AddSingleton<Silo>();
            services.AddSingleton(new SharedServices(services));
            services.AddSingleton<SiloLifecycle>();
            services.AddSingleton<ReminderService>();
            services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<SiloLifecycle>());
            services.AddSingleton<ILocalSiloDetails>(provider => provider.GetRequiredService<Silo>());
            services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().GrainFactory);
            services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().GrainFactory);
            services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
            services.AddOptions<GrainCollectionOptions>()
                .Validate(
                    options => options.CollectionQuantum > TimeSpan.Zero && options.CollectionAge > options.CollectionQuantum
                        && options.ClassSpecificCollectionAge.Values.All(age => age > options.CollectionQuantum),
                    "GrainCollectionOptions: every collection age must be longer than CollectionQuantum, and that longer than zero.")
                .ValidateOnStart();
            services.AddOptions<SiloMessagingOptions>()
                .Validate(options => options.ResponseTimeout > TimeSpan.Zero, "SiloMessagingOptions: ResponseTimeout must be longer than zero.")
                .ValidateOnStart();
            services.AddSingleton<SiloHost>();
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SiloHost>());
        }

        configure?.Invoke(new SiloBuilder(services, configuration ?? new ConfigurationBuilder().Build()));
    }
}

/// <summary>The silo as one of the host's services.</summary>
internal sealed class SiloHost(SiloLifecycle lifecycle) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => lifecycle.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => lifecycle.StopAsync(cancellationToken);
}
