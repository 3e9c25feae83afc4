namespace PortfolioOrleans.Gateway.Problems;

/// <summary>Problems of its own that a route may answer; the API's document lists them beside those that any route may.</summary>
internal sealed record Refusals(params ProblemKind[] Kinds);

internal static class RefusalsExtensions
{
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params ProblemKind[] kinds) => route.WithMetadata(new Refusals(kinds));
}
