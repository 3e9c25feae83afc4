using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>Who asks, once a token has been found good for the route.</summary>
/// <param name="AmountsWithheld">The token lets its bearer see percentages only.</param>
internal sealed record Caller(ApiToken Token, bool AmountsWithheld)
{
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}
