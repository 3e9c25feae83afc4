using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Tests.Given;

/// <summary>One of the two sets of stores, empty at the start of each test.</summary>
public abstract class Twin
{
    public static Twin Memory { get; } = new MemoryTwin();

    public static Twin Postgres(TestServer server) => new PostgresTwin(server);

    public abstract Task<OpenTwin> OpenAsync();

    private sealed class MemoryTwin : Twin
    {
        public override Task<OpenTwin> OpenAsync()
        {
            var services = new ServiceCollection().AddMemoryStorage().BuildServiceProvider();
            return Task.FromResult(new OpenTwin(services, [services]));
        }
    }

    private sealed class PostgresTwin(TestServer server) : Twin
    {
        public override async Task<OpenTwin> OpenAsync()
        {
            var database = await server.CreateAsync();
            var connections = new PostgresDatabase(database.Logins.Service);
            var services = new ServiceCollection().AddPostgresStorage(connections, MasterKeys.Ephemeral()).BuildServiceProvider();
            return new OpenTwin(services, [services, connections, database]);
        }
    }
}

/// <param name="Parts">What is closed at the end, in order.</param>
public sealed record OpenTwin(ServiceProvider Services, IReadOnlyList<IAsyncDisposable> Parts) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        foreach (var part in Parts)
        {
            await part.DisposeAsync();
        }
    }
}
