using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>The user whose portfolio a request is about: the token's own, or the one it names with ?user=, which is for operators.</summary>
internal sealed record Subject(string UserId) : IEndpointParameterMetadataProvider
{
    public static readonly QueryParameter<string?> Named = QueryParameter.Text(
        "user",
        "The user it is about. For others than the token's own the scope admin is needed, which then stands in for the route's; users cannot grant this yet.",
        longest: 64);

    /// <summary>The portfolio's id is its user's.</summary>
    public string PortfolioId => UserId;

    public static bool IsNamed(HttpRequest request) => request.Query.ContainsKey(Named.Name);

    public static async ValueTask<Subject> BindAsync(HttpContext context)
    {
        var token = Caller.Of(context)!.Token;
        if (Named.Read(context) is not { } named || named == token.UserId)
        {
            return new Subject(token.UserId);
        }

        if (!token.Scopes.Contains(Scopes.Admin))
        {
            throw new ProblemException(Problem.MissingScope(Scopes.Admin));
        }

        // A portfolio grain of a user who is not there must not come to life.
        var users = context.RequestServices.GetRequiredService<IUserStore>();
        return User.IsId(named) && await users.FindAsync(named, context.RequestAborted) is { } user
            ? new Subject(user.Id)
            : throw new ProblemException(new Problem(ProblemTable.UserNotFound, $"There is no user \"{named}\"."));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(Named);
}
