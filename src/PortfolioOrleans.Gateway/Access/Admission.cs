using Microsoft.Net.Http.Headers;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>Decides whether a request's token is good and has a scope that its route wants.</summary>
internal sealed class Admission(TokenDirectory tokens, TimeProvider clock)
{
    private const string Prefix = "Bearer ";
    private const int LongestToken = 512;

    /// <summary>Notes the <see cref="Caller"/> of a request that may go on. What lasts asks again now and then.</summary>
    /// <returns>Why not; null if it may.</returns>
    public async ValueTask<Problem?> CheckAsync(HttpContext context)
    {
        var required = context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() ?? RequiredScope.None;
        if (required.IsNone)
        {
            return null;
        }

        string? header = context.Request.Headers[HeaderNames.Authorization];
        if (header?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Problem(ProblemTable.TokenMissing);
        }

        var text = header[Prefix.Length..].Trim();
        var token = text.Length is > 0 and <= LongestToken ? await tokens.FindAsync(text, context.RequestAborted) : null;
        if (token is null)
        {
            return new Problem(ProblemTable.TokenUnknown);
        }

        if (token.RevokedAt is not null)
        {
            return new Problem(ProblemTable.TokenRevoked);
        }

        if (token.ExpiresAt <= clock.GetUtcNow())
        {
            return new Problem(ProblemTable.TokenExpired);
        }

        var standsIn = Subject.IsNamed(context.Request) && required.AdminMayStandIn && token.Scopes.Contains(Scopes.Admin);
        if (!standsIn && !required.AnyOf.Any(token.Scopes.Contains))
        {
            return Problem.MissingScope(required.AnyOf[0]);
        }

        context.Features.Set(new Caller(token, AmountsWithheld: !standsIn && !token.Scopes.Contains(Scopes.Read)));
        return null;
    }
}
