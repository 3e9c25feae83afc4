using Microsoft.AspNetCore.Http.HttpResults;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Gateway.Admin;

/// <summary>The people whose portfolios these are.</summary>
internal static class UserEndpoints
{
    private const int LongestName = 128;

    public static void MapUsers(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/users", List).Takes(Paging.Parameters);
        admin.MapPost("/users", Add).Refuses(ProblemTable.InvalidValue, ProblemTable.AlreadyExists);
    }

    /// <summary>The users, by id.</summary>
    public static async Task<Answer<PageAnswer<UserAnswer>>> List(HttpContext context, IUserStore users, CancellationToken cancellationToken)
    {
        var limit = Paging.Limit.Read(context);
        var found = await users.ListAsync(limit + 1, Paging.Cursor.Read(context), cancellationToken);
        var page = found.Take(limit).Select(UserAnswer.Of).ToList();
        return Answer.Of(new PageAnswer<UserAnswer>(page, found.Count > limit ? Paging.Encode(page[^1].Id) : null));
    }

    /// <summary>Adds a user.</summary>
    public static async Task<Created<UserAnswer>> Add(
        Body<NewUserRequest> body, IUserStore users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (id, name) = body.Value;
        if (!User.IsId(id))
        {
            throw AdminProblems.Invalid("id", "1 to 64 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit");
        }

        AdminProblems.CheckText("name", name, LongestName);
        var user = new User(id, name, clock.GetUtcNow());
        await users.AddAsync(user, cancellationToken);
        return TypedResults.Created((string?)null, UserAnswer.Of(user));
    }
}

/// <summary>A user.</summary>
/// <param name="Id">Names the user and the portfolio.</param>
/// <param name="Name">For people.</param>
internal sealed record UserAnswer(string Id, string Name, DateTimeOffset CreatedAt)
{
    public static UserAnswer Of(User user) => new(user.Id, user.Name, user.CreatedAt);
}

/// <summary>A user to add.</summary>
/// <param name="Id">1 to 64 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit; for ever.</param>
/// <param name="Name">For people, 1 to 128 characters.</param>
internal sealed record NewUserRequest(string Id, string Name);
