using Microsoft.AspNetCore.Http.HttpResults;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Accounts;
using PortfolioOrleans.Gateway.Health;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Live;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Admin;

/// <summary>What operators do.</summary>
internal static class AdminEndpoints
{
    private static readonly QueryParameter<string?> Account =
        QueryParameter.Text("account", "The account's id, whoever owns it.", 128) with { IsRequired = true };

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin").RequireScope(Scopes.Admin).WithTags("Admin");
        admin.MapUsers();
        admin.MapTokens();
        admin.MapGet("/status", Status);
        admin.MapPost("/sync", Sync).Takes(Account).Refuses(ProblemTable.AccountNotFound, ProblemTable.SyncTooSoon);
    }

    /// <summary>How this process, its database, its grains and its venues are, and who follows what.</summary>
    public static async Task<Answer<StatusAnswer>> Status(HealthMonitor monitor, EventHub hub) => Answer.Of(new StatusAnswer(
        await monitor.AskAsync(), Environment.MachineName, Environment.ProcessId, hub.Portfolios, hub.Clients, Environment.WorkingSet,
        GC.GetTotalMemory(forceFullCollection: false)));

    /// <summary>Reads everything of an account from its venue now.</summary>
    public static async Task<Accepted<AccountAnswer>> Sync(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var account = await grains.GetGrain<IExchangeAccountGrain>(Account.Read(context)!).SyncAsync(cancellationToken);
        return TypedResults.Accepted(uri: (string?)null, AccountAnswer.Of(account));
    }
}

/// <summary>This process and what it sees.</summary>
/// <param name="FollowedPortfolios">Portfolios whose events are heard here.</param>
/// <param name="EventClients">Clients that follow one now.</param>
/// <param name="ResidentBytes">Memory of the process.</param>
/// <param name="ManagedBytes">The part of it that holds objects.</param>
internal sealed record StatusAnswer(
    HealthAnswer Health, string Machine, int ProcessId, int FollowedPortfolios, int EventClients, long ResidentBytes, long ManagedBytes);
