using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Accounts;
using PortfolioOrleans.Gateway.Admin;
using PortfolioOrleans.Gateway.Description;
using PortfolioOrleans.Gateway.Health;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Live;
using PortfolioOrleans.Gateway.Portfolios;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway;

/// <summary>The HTTP face of the service, beside the grains in one process or alone as their client.</summary>
public static class GatewayRegistration
{
    /// <summary>
    /// Adds what the gateway needs. The host adds the cluster client, the stores of users, tokens, snapshots, days and prices, the database probe and a
    /// <see cref="ServiceIdentity"/>; the grains before this, so that they are stopped after it.
    /// </summary>
    public static IServiceCollection AddPortfolioGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>()
            .BindConfiguration("Gateway")
            .ValidateDataAnnotations()
            .Validate(
                options => options.ClientQueue <= options.EventWindow,
                "Gateway:ClientQueue must not be more than Gateway:EventWindow; what is not kept cannot be queued.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(MetricRegistry.Standard); // A host that registered one of its own before keeps it.
        services.AddSingleton<TokenDirectory>();
        services.AddSingleton<Admission>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<EventHub>();
        services.AddHostedService(provider => provider.GetRequiredService<EventHub>());
        services.Configure<JsonOptions>(json => ApiJson.Configure(json.SerializerOptions, new DecimalText()));
        services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        services.AddApiDescription();
        return services;
    }

    /// <summary>Puts the gateway's steps and routes into the pipeline. What stands before it is not covered by its problem answers.</summary>
    public static WebApplication MapPortfolioGateway(this WebApplication app)
    {
        var routes = app.UseAccessRules();
        routes.MapHealth();
        routes.MapPortfolio("/api/portfolio");
        routes.MapPortfolio("/portfolio");
        routes.MapAccounts();
        routes.MapVenues();
        routes.MapAdmin();
        routes.MapApiDescription();
        return app;
    }

    /// <summary>Health alone, for a silo that leaves the rest to gateways elsewhere.</summary>
    public static WebApplication MapPortfolioHealth(this WebApplication app)
    {
        app.UseAccessRules().MapHealth();
        return app;
    }

    /// <summary>A route that says nothing is for operators alone.</summary>
    private static RouteGroupBuilder UseAccessRules(this WebApplication app)
    {
        app.UseMiddleware<ProblemGuard>();
        app.UseRouting();
        app.UseMiddleware<AccessGate>();
        return app.MapGroup("").RequireScope(Scopes.Admin);
    }
}
