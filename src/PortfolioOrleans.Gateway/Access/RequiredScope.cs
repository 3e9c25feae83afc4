using System.Collections.Immutable;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>What a token needs for a route; the innermost that a route carries counts.</summary>
/// <param name="AnyOf">One of these is enough; none for everyone, token or not. A refusal names the first.</param>
internal sealed record RequiredScope(ImmutableArray<string> AnyOf)
{
    public static RequiredScope None { get; } = new([]);

    public bool IsNone => AnyOf.IsEmpty;

    /// <summary>An operator may look after another user's portfolio, but never trades or reports trades in that user's place.</summary>
    public bool AdminMayStandIn => AnyOf.Contains(Scopes.Read) || AnyOf.Contains(Scopes.Write);
}

internal static class RequiredScopeExtensions
{
    public static TBuilder RequireScope<TBuilder>(this TBuilder route, params ImmutableArray<string> anyOf)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new RequiredScope(anyOf));

    public static TBuilder RequireNoToken<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(RequiredScope.None);
}
