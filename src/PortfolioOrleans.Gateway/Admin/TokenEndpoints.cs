using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Gateway.Admin;

/// <summary>The tokens that let bearers in. The text of one is shown when it is made and never again.</summary>
internal static class TokenEndpoints
{
    private const int LongestLabel = 128;

    public static void MapTokens(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/tokens", List).Takes([Subject.Named, .. Paging.Parameters]);
        admin.MapPost("/tokens", Create).Refuses(ProblemTable.InvalidValue, ProblemTable.UserNotFound);
        admin.MapDelete("/tokens/{id}", Revoke).Refuses(ProblemTable.TokenNotFound);
    }

    /// <summary>The tokens, newest first; all users' unless one is named.</summary>
    public static async Task<Answer<PageAnswer<TokenAnswer>>> List(HttpContext context, ITokenStore tokens, CancellationToken cancellationToken)
    {
        var found = await tokens.ListAsync(Subject.Named.Read(context), cancellationToken);
        var (page, next) = Paging.Page(context, found, token => $"{long.MaxValue - token.CreatedAt.UtcTicks:D19}\n{token.Id}");
        return Answer.Of(new PageAnswer<TokenAnswer>([.. page.Select(TokenAnswer.Of)], next));
    }

    /// <summary>Makes a token and shows its text, this once.</summary>
    public static async Task<Created<NewTokenAnswer>> Create(
        Body<NewTokenRequest> body, IUserStore users, ITokenStore tokens, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (userId, label, scopes, expiresAt) = body.Value;
        AdminProblems.CheckText("label", label, LongestLabel);
        if (scopes.IsEmpty || scopes.Except(Scopes.All).Any() || scopes.Distinct().Count() != scopes.Length)
        {
            throw AdminProblems.Invalid("scopes", $"one or more of {string.Join(", ", Scopes.All)}, each once");
        }

        var now = clock.GetUtcNow();
        if (expiresAt <= now)
        {
            throw AdminProblems.Invalid("expires_at", "in the future");
        }

        if (!User.IsId(userId) || await users.FindAsync(userId, cancellationToken) is null)
        {
            throw new ProblemException(new Problem(ProblemTable.UserNotFound) { Field = "user_id" });
        }

        var created = NewApiToken.Create(userId, label, scopes, now, expiresAt);
        await tokens.AddAsync(created.Token, created.Hash, cancellationToken);
        return TypedResults.Created((string?)null, new NewTokenAnswer(created.Text, TokenAnswer.Of(created.Token)));
    }

    /// <summary>Revokes a token; it is refused here at once and by other gateways seconds later.</summary>
    public static async Task<NoContent> Revoke(
        string id, ITokenStore tokens, TokenDirectory directory, TimeProvider clock, CancellationToken cancellationToken)
    {
        var revoked = await tokens.RevokeAsync(id, clock.GetUtcNow(), cancellationToken);
        directory.Forget(id);
        return revoked ? TypedResults.NoContent() : throw new ProblemException(new Problem(ProblemTable.TokenNotFound));
    }
}

/// <summary>A token, without its text.</summary>
/// <param name="Id">Names it in lists and revocations; no secret.</param>
/// <param name="ExpiresAt">Null where it never expires.</param>
/// <param name="RevokedAt">Null while it is live.</param>
internal record TokenAnswer(
    string Id,
    string UserId,
    string Label,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    public static TokenAnswer Of(ApiToken token) =>
        new(token.Id, token.UserId, token.Label, token.Scopes, token.CreatedAt, token.ExpiresAt, token.RevokedAt);
}

/// <summary>A token at the moment of its making.</summary>
internal sealed record NewTokenAnswer : TokenAnswer
{
    public NewTokenAnswer(string token, TokenAnswer kept)
        : base(kept) => Token = token;

    /// <summary>What its bearer sends. It is kept nowhere and cannot be shown again.</summary>
    public string Token { get; }
}

/// <summary>A token to make.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Label">What it is for, 1 to 128 characters.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="ExpiresAt">When it ends by itself. Default: never.</param>
internal sealed record NewTokenRequest(string UserId, string Label, ImmutableArray<string> Scopes, DateTimeOffset? ExpiresAt = null);
