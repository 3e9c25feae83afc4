using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Grains;
using PortfolioOrleans.Grains.Records;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Prices;
using PortfolioOrleans.Storage.Reminders;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>Our grains as the service composes them, over stores that outlive the silo; the adapters are the test's to add.</summary>
internal static class HouseComposition
{
    public static ISiloBuilder AddHouse(
        this ISiloBuilder silo, IServiceProvider stores, IGrainStorage states, IReadOnlyDictionary<string, string?> settings, Random chance)
    {
        var services = silo.Services;
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(chance);
        services.AddSingleton(stores.GetRequiredService<IAccountStore>());
        services.AddSingleton(stores.GetRequiredService<IHoldingStore>());
        services.AddSingleton(stores.GetRequiredService<ITransactionStore>());
        services.AddSingleton(stores.GetRequiredService<IPriceStore>());
        services.AddSingleton(stores.GetRequiredService<ISnapshotStore>());
        services.AddSingleton(stores.GetRequiredService<IPerformanceStore>());
        services.AddSingleton(stores.GetRequiredService<IPriceStore>());
        services.AddSingleton(stores.GetRequiredService<IPortfolioStateStore>());
        services.AddSingleton(stores.GetRequiredService<CredentialVault>());
        services.AddGrainStorage(Names.Store, (_, _) => states);
        services.AddSingleton<IReminderTable>(new ReminderRowTable(stores.GetRequiredService<IReminderRows>()));
        silo.AddReminders();
        silo.AddMemoryGrainStorage(Names.PubSubStore);
        silo.AddMemoryStreams(Names.Streams);
        return silo.AddPortfolioGrains();
    }
}
