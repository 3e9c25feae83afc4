using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>One of the two sets of stores, empty at the start of each test.</summary>
public abstract class Twin
{
    private static readonly DateTimeOffset Start = new(2026, 8, 3, 18, 0, 0, TimeSpan.Zero);

    public static Twin Memory { get; } = new MemoryTwin();

    public static Twin Postgres(TestServer server) => new PostgresTwin(server);

    public abstract Task<ServiceProvider> OpenAsync();

    private static IServiceCollection WithClock() =>
        new ServiceCollection().AddSingleton(new SetClock(Start)).AddSingleton<TimeProvider>(services => services.GetRequiredService<SetClock>());

    private sealed class MemoryTwin : Twin
    {
        public override Task<ServiceProvider> OpenAsync()
        {
            var services = WithClock().AddMemoryStorage().BuildServiceProvider();
            return Task.FromResult(services);
        }
    }

    private sealed class PostgresTwin(TestServer server) : Twin
    {
        public override async Task<ServiceProvider> OpenAsync()
        {
            await server.Shared.EmptyAsync();
            var services = WithClock().AddPostgresStorage(server.Connections, MasterKeys.Ephemeral()).BuildServiceProvider();
            return services;
        }
    }
}
