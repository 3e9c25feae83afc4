using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Gateway;
using PortfolioOrleans.Grains;
using PortfolioOrleans.Silo.Commands;
using PortfolioOrleans.Silo.Engine;
using PortfolioOrleans.Silo.Startup;
using PortfolioOrleans.Silo.Telemetry;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Silo.Hosting;

/// <summary>A running service: its storage, its grains, its HTTP. Disposing stops all that it started, in the order that loses nothing.</summary>
internal sealed class PortfolioHost : IAsyncDisposable
{
    private readonly PostgresStorage? _storage;

    private PortfolioHost(WebApplication app, PostgresStorage? storage)
    {
        App = app;
        _storage = storage;
    }

    public WebApplication App { get; }

    /// <summary>Opens the storage and starts everything; HTTP answers when this returns.</summary>
    public static async Task<PortfolioHost> StartAsync(ServiceSettings settings, ServiceRole role, CancellationToken cancellationToken)
    {
        // The web server starts last; by then a database and a silo are up that would have to be torn down again. So wrong addresses are found first.
        ServedAddresses.Check(settings.Urls);
        var storage = settings.KeepsNothing ? null : await PostgresStorage.OpenAsync(settings.ToStorageOptions(join: false), cancellationToken);
        WebApplication? app = null;
        try
        {
            app = Build(settings, role, storage);
            await app.StartAsync(cancellationToken);
            return new PortfolioHost(app, storage);
        }
        catch
        {
            await DisposeAsync(app, storage);
            throw;
        }
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => App.WaitForShutdownAsync(cancellationToken);

    public ValueTask DisposeAsync() => DisposeAsync(App, _storage);

    private static async ValueTask DisposeAsync(WebApplication? app, PostgresStorage? storage)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        // Last: grains save while they stop.
        if (storage is not null)
        {
            await storage.DisposeAsync();
        }
    }

    private static WebApplication Build(ServiceSettings settings, ServiceRole role, PostgresStorage? storage)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        AddLogging(builder);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ServiceIdentity("portfolio", ProductVersion.Text, EngineHosting.Name, EngineHosting.Version));
        builder.Services.AddSingleton<IHostedService, TelemetryExport>();
        if (storage is null)
        {
            builder.Services.AddMemoryStorage();
        }
        else
        {
            builder.Services.AddPostgresStorage(storage);
        }

        var engine = new EngineSettings(settings.Cluster, storage?.Logins.Orleans);
        if (role == ServiceRole.Gateway)
        {
            EngineHosting.UseClient(builder, engine);
        }
        else
        {
            EngineHosting.UseSilo(builder, engine, silo => silo.AddPortfolioGrains());
            builder.Services.AddExchangeAdapters(builder.Configuration);
            builder.Services.AddHostedService<PortfolioWaker>();
            builder.Services.AddHostedService<AccountSignalListener>();
        }

        builder.Services.AddPortfolioGateway();
        var app = builder.Build();
        if (role == ServiceRole.Silo)
        {
            app.MapPortfolioHealth();
        }
        else
        {
            app.MapPortfolioGateway();
        }

        return app;
    }

    /// <summary>On standard error, so that standard output is the command's own; one line or one JSON object an entry.</summary>
    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));

        // A start that fails is said in one sentence by the command.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.Configure<LoggerFactoryOptions>(options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        switch (builder.Configuration["Logging:Format"])
        {
            case "json":
                builder.Logging.AddJsonConsole(json =>
                {
                    json.UseUtcTimestamp = true;
                    json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                    json.IncludeScopes = true;
                });
                break;
            case "simple" or null:
                builder.Logging.AddSimpleConsole(simple =>
                {
                    simple.SingleLine = true;
                    simple.UseUtcTimestamp = true;
                    simple.TimestampFormat = "HH:mm:ss.fff ";
                });
                break;
            case { } other:
                throw new UsageException($"Logging:Format is \"{other}\"; it must be simple or json.");
        }
    }
}
