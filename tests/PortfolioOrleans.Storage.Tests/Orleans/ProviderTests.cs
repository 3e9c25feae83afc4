using Npgsql;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Orleans;

/// <summary>An empty database, used with the role and the connection string that the providers are given, its sessions far from UTC.</summary>
public abstract class ProviderTests(TestServer server) : IAsyncLifetime
{
    protected static readonly DateTime Noon = new(2026, 8, 3, 12, 0, 0, 123, DateTimeKind.Utc);

    private protected ProviderConnection Provider { get; private set; } = null!;

    private protected TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = server.Shared;
        await Database.EmptyAsync();
        var connection = new NpgsqlConnectionStringBuilder(Database.Logins.Orleans) { Timezone = "America/New_York" };
        Provider = await ProviderConnection.OpenAsync(connection.ConnectionString);
    }

    public async Task DisposeAsync() => await Provider.DisposeAsync();
}
