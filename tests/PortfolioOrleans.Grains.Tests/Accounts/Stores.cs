using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Grains.Tests.Accounts;

/// <summary>Stores in memory with one user and one account in them.</summary>
internal static class Stores
{
    public static ITransactionStore Transactions(TimeProvider clock, string user, string account)
    {
        var services = new ServiceCollection().AddSingleton(clock).AddMemoryStorage().BuildServiceProvider();

        // The twins in memory are done before they return.
        services.GetRequiredService<IUserStore>().AddAsync(new User(user, user, clock.GetUtcNow()), CancellationToken.None).GetAwaiter().GetResult();
        services.GetRequiredService<IAccountStore>()
            .AddAsync(new Account(account, user, "fake", "mine", "print", false, false, clock.GetUtcNow()), new byte[] { 1 }, CancellationToken.None)
            .GetAwaiter().GetResult();
        return services.GetRequiredService<ITransactionStore>();
    }
}
