using System.Collections.Immutable;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Live;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>The gateway over HTTP on a loopback port, with a silo of fake grains in the same process. There are the users alice, bob and root.</summary>
public class GatewayHost : IAsyncLifetime
{
    private static int _lastPort = 21_000; // Where silos need ports, those of two hosts must differ.

    private readonly (string Key, string Value)[] _settings;

    private int _users;

    public GatewayHost()
        : this([])
    {
    }

    protected GatewayHost(params (string Key, string Value)[] settings) => _settings = settings;

    public World World { get; } = new();

    public TestClock Clock { get; } = new();

    public CapturedLog Log { get; } = new();

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    internal EventHub Hub => App.Services.GetRequiredService<EventHub>();

    public static async Task<GatewayHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = new GatewayHost(settings);
        await host.InitializeAsync();
        return host;
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(_settings.Select(setting => KeyValuePair.Create($"Gateway:{setting.Key}", (string?)setting.Value)));
        builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(World);
        builder.Services.AddMemoryStorage();
        builder.Services.AddSingleton<IDatabaseProbe, OutageProbe>();
        Replace<ITokenStore>(builder.Services, inner => new OutageTokens(inner, World));
        Replace<IUserStore>(builder.Services, inner => new OutageUsers(inner, World));
        Replace<ISnapshotStore>(builder.Services, inner => new OutageHistory(inner, World));
        var port = Interlocked.Add(ref _lastPort, 2);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(port, port + 1).AddMemoryStreams(Names.Streams).AddMemoryGrainStorage(Names.PubSubStore));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new ServiceIdentity("portfolio", "1.2.3", "Embedded", "4.5.6"));
        Add(builder.Services);
        builder.Services.AddPortfolioGateway();

        App = builder.Build();
        App.MapPortfolioGateway();
        await App.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(App.Urls.Single()) };
        foreach (var user in (string[])["alice", "bob", "root"])
        {
            await AddUserAsync(user);
        }
    }

    /// <summary>A user whom no other test knows.</summary>
    public Task<string> NewUserAsync() => AddUserAsync($"user-{Interlocked.Increment(ref _users)}");

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public Task<string> TokenAsync(string userId, params ImmutableArray<string> scopes) => TokenAsync(userId, null, scopes);

    public async Task<string> TokenAsync(string userId, DateTimeOffset? expiresAt, params ImmutableArray<string> scopes)
    {
        var token = NewApiToken.Create(userId, "test", scopes, Clock.GetUtcNow(), expiresAt);
        await App.Services.GetRequiredService<ITokenStore>().AddAsync(token.Token, token.Hash, default);
        return token.Text;
    }

    /// <summary>As the portfolio's grain would: saved first, then told.</summary>
    public async Task ValueAsync(PortfolioSnapshot snapshot)
    {
        World[snapshot.PortfolioId].Snapshot = snapshot;
        foreach (var happened in PortfolioEvent.Of(snapshot))
        {
            await PublishAsync(happened);
        }
    }

    public Task PublishAsync(PortfolioEvent happened) => Stream(happened.PortfolioId).OnNextAsync(happened);

    public IAsyncStream<PortfolioEvent> Stream(string portfolioId) => App.Services.GetRequiredService<IClusterClient>()
        .GetStreamProvider(Names.Streams).GetStream<PortfolioEvent>(Names.PortfolioEventStream(portfolioId));

    /// <summary>Every route there is, those of routes to come included.</summary>
    public IEnumerable<(string Method, RouteEndpoint Endpoint)> Routes() =>
        from endpoint in App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, endpoint);

    /// <summary>What a host adds of its own before the gateway.</summary>
    protected virtual void Add(IServiceCollection services)
    {
    }

    private async Task<string> AddUserAsync(string id)
    {
        await App.Services.GetRequiredService<IUserStore>().AddAsync(new User(id, id, Given.Noon), default);
        return id;
    }

    private static void Replace<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T)).ImplementationType!;
        services.AddSingleton(provider => wrap((T)ActivatorUtilities.CreateInstance(provider, inner)));
    }
}
