using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Memory;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Prices;
using PortfolioOrleans.Storage.Reminders;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Storage;

/// <summary>One of two twins of every store; both keep the same promises.</summary>
public static class StorageRegistration
{
    /// <summary>Stores over an opened database, which stays its opener's to dispose.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresStorage storage) =>
        services.AddPostgresStorage(storage.Database, storage.Keys);

    /// <summary>Stores that keep nothing beyond the process, with a master key of their own.</summary>
    public static IServiceCollection AddMemoryStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MemoryDatabase>();
        services.AddSingleton<IDatabaseProbe>(provider => provider.GetRequiredService<MemoryDatabase>());
        services.AddSingleton<IKeyChecks, MemoryKeyChecks>();
        services.AddSingleton(_ => MasterKeys.Ephemeral());
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<IUserStore, MemoryUserStore>();
        services.AddSingleton<ITokenStore, MemoryTokenStore>();
        services.AddSingleton<IAccountStore, MemoryAccountStore>();
        services.AddSingleton<IAccountSignals, MemoryAccountSignals>();
        services.AddSingleton<IHoldingStore, MemoryHoldingStore>();
        services.AddSingleton<ITransactionStore, MemoryTransactionStore>();
        services.AddSingleton<ISnapshotStore, MemorySnapshotStore>();
        services.AddSingleton<IPortfolioStateStore, MemoryPortfolioStateStore>();
        services.AddSingleton<IPerformanceStore, MemoryPerformanceStore>();
        services.AddSingleton<IPriceStore, MemoryPriceStore>();
        services.AddSingleton<IGrainStateTable, MemoryGrainStateTable>();
        services.AddSingleton<IReminderRows, MemoryReminderRows>();
        return services;
    }

    internal static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresDatabase database, MasterKeys keys)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton(keys);
        services.AddSingleton<IDatabaseProbe>(database);
        services.AddSingleton<IKeyChecks, PostgresKeyChecks>();
        services.AddSingleton<CredentialVault>();
        services.AddSingleton<IUserStore, PostgresUserStore>();
        services.AddSingleton<ITokenStore, PostgresTokenStore>();
        services.AddSingleton<IAccountStore, PostgresAccountStore>();
        services.AddSingleton<IAccountSignals, PostgresAccountSignals>();
        services.AddSingleton<IHoldingStore, PostgresHoldingStore>();
        services.AddSingleton<ITransactionStore, PostgresTransactionStore>();
        services.AddSingleton<ISnapshotStore, PostgresSnapshotStore>();
        services.AddSingleton<IPortfolioStateStore, PostgresPortfolioStateStore>();
        services.AddSingleton<IPerformanceStore, PostgresPerformanceStore>();
        services.AddSingleton<IPriceStore, PostgresPriceStore>();
        services.AddSingleton<IGrainStateTable, PostgresGrainStateTable>();
        services.AddSingleton<IReminderRows, PostgresReminderRows>();
        return services;
    }
}
