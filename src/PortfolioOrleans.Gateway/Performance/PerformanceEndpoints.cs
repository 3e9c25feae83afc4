using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>How a portfolio did, from the days that are kept for ever.</summary>
internal static class PerformanceEndpoints
{
    public static void MapPerformance(this IEndpointRouteBuilder portfolio)
    {
        portfolio.MapGet("/metrics", MetricsEndpoint.Measure).Takes(MetricsEndpoint.Parameters);
        portfolio.MapGet("/metrics/registry", MetricsEndpoint.List);
        portfolio.MapGet("/correlations", CorrelationsEndpoint.Handle).Takes(CorrelationsEndpoint.Parameters);
        portfolio.MapReturns();
        portfolio.MapRolling();
        portfolio.MapEpisodes();
        portfolio.MapAttribution();
    }
}
