using Microsoft.AspNetCore.Http.HttpResults;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Accounts;

/// <summary>The accounts of a portfolio. Another user's is as if it were not there.</summary>
internal static class AccountEndpoints
{
    private const string Prefix = "/api/accounts";

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var accounts = routes.MapGroup(Prefix).WithTags("Accounts");
        accounts.MapGet("", List).RequireScope(Scopes.Read, Scopes.ReadShares).Takes(Paging.Parameters);
        accounts.MapPost("", Add).RequireScope(Scopes.Write)
            .Refuses(
                ProblemTable.UnknownVenue, ProblemTable.InvalidAccount, ProblemTable.CredentialsRefused, ProblemTable.KeyTooPowerful,
                ProblemTable.AccountTaken, ProblemTable.TooManyAccounts, ProblemTable.VenueUnavailable);
        accounts.MapGet("/{id}", Get).RequireScope(Scopes.Read, Scopes.ReadShares).Refuses(ProblemTable.AccountNotFound);
        accounts.MapDelete("/{id}", Remove).RequireScope(Scopes.Write).Refuses(ProblemTable.AccountNotFound);
        accounts.MapPost("/{id}/sync", Sync).RequireScope(Scopes.Write).Refuses(ProblemTable.AccountNotFound, ProblemTable.SyncTooSoon);
    }

    /// <summary>The accounts, oldest first.</summary>
    public static async Task<Answer<PageAnswer<AccountAnswer>>> List(HttpContext context, Subject subject, IGrainFactory grains)
    {
        var accounts = await Portfolio(subject, grains).GetAccountsAsync();
        var (page, next) = Paging.Page(context, accounts, account => $"{account.OpenedAt.UtcTicks:D19}\n{account.AccountId}");
        return Answer.Of(new PageAnswer<AccountAnswer>([.. page.Select(AccountAnswer.Of)], next));
    }

    /// <summary>
    /// Proves the credentials at the venue, keeps them encrypted and starts the first sync. A key that is here already is answered with its account and 200.
    /// </summary>
    public static async Task<Results<Created<AccountAnswer>, Ok<AccountAnswer>>> Add(
        HttpContext context, Subject subject, Body<NewAccountRequest> body, IGrainFactory grains, CancellationToken cancellationToken)
    {
        RequestSecrets.Add(context, body.Value.Credentials.Values);
        var portfolio = Portfolio(subject, grains);
        var before = await portfolio.GetAccountsAsync();
        var account = await portfolio.AddAccountAsync(body.Value.ToNewAccount(), cancellationToken);
        return before.Any(known => known.AccountId == account.AccountId)
            ? TypedResults.Ok(AccountAnswer.Of(account))
            : TypedResults.Created($"{Prefix}/{Uri.EscapeDataString(account.AccountId)}", AccountAnswer.Of(account));
    }

    /// <summary>One account and how its syncs go.</summary>
    public static async Task<Answer<AccountAnswer>> Get(string id, Subject subject, IGrainFactory grains)
    {
        var accounts = await Portfolio(subject, grains).GetAccountsAsync();
        var account = accounts.FirstOrDefault(account => account.AccountId == id)
            ?? throw new AccountNotFoundException($"There is no account \"{id}\" in this portfolio.");
        return Answer.Of(AccountAnswer.Of(account));
    }

    /// <summary>Takes the account out and deletes its credentials; its history stays.</summary>
    public static async Task<NoContent> Remove(string id, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        await Portfolio(subject, grains).RemoveAccountAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Reads everything from the venue now, and answers how the account stands after it.</summary>
    public static async Task<Accepted<AccountAnswer>> Sync(string id, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var account = await Portfolio(subject, grains).SyncAccountAsync(id, cancellationToken);
        return TypedResults.Accepted(uri: (string?)null, AccountAnswer.Of(account));
    }

    private static IPortfolioGrain Portfolio(Subject subject, IGrainFactory grains) => grains.GetGrain<IPortfolioGrain>(subject.PortfolioId);
}
