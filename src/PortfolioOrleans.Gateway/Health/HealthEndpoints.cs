using Microsoft.AspNetCore.Http.HttpResults;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Health;

/// <summary>Whether the service lives, is ready, and how its venues are. No token is needed and no user's data is in it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").RequireNoToken().WithTags("Health");
        health.MapGet("/health/live", Live);
        health.MapGet("/health/ready", Ready).Produces<ReadinessAnswer>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/health", Health).Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/portfolio/health", Health).Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Whether the process answers.</summary>
    public static Ok<LivenessAnswer> Live(ServiceIdentity identity) => TypedResults.Ok(new LivenessAnswer(true, identity.Name, identity.Version));

    /// <summary>Whether the database and the grains answer; 503 and the reasons when not.</summary>
    public static async Task<Results<Ok<ReadinessAnswer>, JsonHttpResult<ReadinessAnswer>>> Ready(HealthMonitor monitor)
    {
        var health = await monitor.AskAsync();
        return health.Status == HealthStatus.Unavailable
            ? TypedResults.Json(new ReadinessAnswer(false, health.Reasons), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new ReadinessAnswer(true, []));
    }

    /// <summary>The database, the grains and the venues; 503 when not ready.</summary>
    public static async Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> Health(HealthMonitor monitor)
    {
        var health = await monitor.AskAsync();
        return health.Status == HealthStatus.Unavailable
            ? TypedResults.Json(health, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(health);
    }
}
