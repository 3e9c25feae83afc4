using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Accounts;

/// <summary>What can be connected.</summary>
internal static class VenueEndpoints
{
    public static void MapVenues(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/venues", List).RequireScope(Scopes.Read, Scopes.ReadShares).Takes(Paging.Parameters).WithTags("Accounts");

    /// <summary>The venues, what each supports and what its credentials need.</summary>
    public static async Task<Answer<PageAnswer<VenueAnswer>>> List(HttpContext context, IGrainFactory grains)
    {
        var venues = await grains.GetGrain<IVenueCatalogGrain>(0).GetVenuesAsync();
        var (page, next) = Paging.Page(context, venues, venue => venue.Id);
        return Answer.Of(new PageAnswer<VenueAnswer>([.. page.Select(VenueAnswer.Of)], next));
    }
}

/// <summary>A venue that accounts can be at.</summary>
/// <param name="Id">What an account is added with.</param>
/// <param name="Name">For people.</param>
/// <param name="Wallets">What is read of an account.</param>
/// <param name="Credentials">What an account on it needs.</param>
internal sealed record VenueAnswer(string Id, string Name, IReadOnlyList<string> Wallets, IReadOnlyList<CredentialAnswer> Credentials)
{
    public static VenueAnswer Of(VenueInfo venue) => new(
        venue.Id, venue.Name, venue.Wallets, [.. venue.Credentials.Select(field => new CredentialAnswer(field.Name, field.Secret, field.Help))]);
}

/// <summary>One field of a venue's credentials.</summary>
/// <param name="Secret">Whether it must not be seen by others.</param>
/// <param name="Help">What it is and where it is found, for people.</param>
internal sealed record CredentialAnswer(string Name, bool Secret, string Help);
