using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>One of the two sets of stores, empty at the start of each test.</summary>
public abstract class Twin
{
    public static Twin Memory { get; } = new MemoryTwin();

    public static Twin Postgres(TestServer server) => new PostgresTwin(server);

    public abstract Task<ServiceProvider> OpenAsync();

    private sealed class MemoryTwin : Twin
    {
        public override Task<ServiceProvider> OpenAsync()
        {
            var services = new ServiceCollection().AddMemoryStorage().BuildServiceProvider();
            return Task.FromResult(services);
        }
    }

    private sealed class PostgresTwin(TestServer server) : Twin
    {
        public override async Task<ServiceProvider> OpenAsync()
        {
            await server.Shared.EmptyAsync();
            var services = new ServiceCollection().AddPostgresStorage(server.Connections, MasterKeys.Ephemeral()).BuildServiceProvider();
            return services;
        }
    }
}
