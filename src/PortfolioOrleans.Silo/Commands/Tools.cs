using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Silo.Hosting;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>The database and the venues for a command that comes and goes, beside a running service or without one.</summary>
internal sealed class Tools : IAsyncDisposable
{
    private readonly PostgresStorage _storage;
    private readonly ServiceProvider _services;

    private Tools(PostgresStorage storage, ServiceProvider services)
    {
        _storage = storage;
        _services = services;
    }

    /// <exception cref="UsageException">The storage keeps nothing, so there is nothing a command could do to it.</exception>
    public static async Task<Tools> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = ServiceSettings.Read(parsed);
        if (settings.KeepsNothing)
        {
            throw new UsageException("Storage memory keeps nothing between two commands; ask the running service's own API instead.");
        }

        var storage = await PostgresStorage.OpenAsync(settings.ToStorageOptions(join: true), cancellationToken);
        return new Tools(storage, new ServiceCollection()
            .AddSingleton<IConfiguration>(settings.Configuration)
            .AddLogging()
            .AddPostgresStorage(storage)
            .AddExchangeAdapters(settings.Configuration)
            .AddSingleton<AccountRegistrar>()
            .BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _storage.DisposeAsync();
    }
}
