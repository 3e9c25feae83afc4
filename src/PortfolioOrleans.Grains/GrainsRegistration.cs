using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.Streams.Filtering;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Grains.Ledger;
using PortfolioOrleans.Grains.Performance;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Grains.Venues;

namespace PortfolioOrleans.Grains;

/// <summary>What the grains need of a silo. One composition for the service and the tests; the stores, the streams and the adapters are the host's choice.</summary>
public static class GrainsRegistration
{
    public static ISiloBuilder AddPortfolioGrains(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddSingleton<IIncomingGrainCallFilter, RecordFaultFilter>();
        services.AddKeyedSingleton<IGrainStorageSerializer, GrainStateJson>(Names.Store);
        services.AddSingleton<AccountRegistrar>();
        services.AddSingleton<AccountRecords>();
        services.AddSingleton<PortfolioRecords>();
        services.AddSingleton<HeldIndex>();
        services.AddKeyedSingleton<IStreamFilter>(Names.Streams, (provider, _) => provider.GetRequiredService<HeldIndex>());
        services.AddSingleton<LedgerRecords>();
        services.AddSingleton<LateFlows>();
        services.AddSingleton<PastLedger>();
        services.AddSingleton<PastDays>();
        services.AddSingleton<VenueGateBooks>();
        services.AddSingleton<RetryPauses>();
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<Func<string, IVenueGate>>(provider =>
            venue => new GrainVenueGate(provider.GetRequiredService<IGrainFactory>(), venue));

        services.AddSingleton<IConfigureOptions<SyncOptions>, BindSyncOptions>();
        services.AddSingleton<IValidateOptions<SyncOptions>, CheckSyncOptions>();
        services.AddOptions<SyncOptions>().ValidateOnStart();
        services.AddOptions<PortfolioOptions>()
            .BindConfiguration("Portfolio")
            .ValidateDataAnnotations()
            .Validate(options => options.WakePeriod >= TimeSpan.FromMinutes(1), "Portfolio:WakePeriod must be a minute or more; the engine refuses shorter reminders.")
            .Validate(options => Domain.Values.Asset.TryParse(options.Currency, out _), "Portfolio:Currency must be an asset code, as USD or EUR.")
            .Validate(options => Array.TrueForAll(options.IgnoredAssets, code => Domain.Values.Asset.TryParse(code, out _)), "Portfolio:IgnoredAssets must be asset codes.")
            .ValidateOnStart();
        services.AddOptions<PerformanceOptions>()
            .BindConfiguration("Performance")
            .ValidateDataAnnotations()
            .Validate(options => options.HourlyHistory >= options.FineHistory, "Performance:HourlyHistory must not be less than Performance:FineHistory.")
            .Validate(
                options => Array.TrueForAll(options.KeptAssets.Split(','), code => Domain.Values.Asset.TryParse(code, out _)),
                "Performance:KeptAssets must be asset codes, separated by commas.")
            .ValidateOnStart();
        return silo;
    }
}
