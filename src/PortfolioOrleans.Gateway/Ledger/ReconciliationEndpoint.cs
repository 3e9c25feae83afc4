using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>The ledger against what the venues say is there. A difference is a finding; nothing is put right.</summary>
internal static class ReconciliationEndpoint
{
    private static readonly QueryParameter<bool> OnlyDifferences =
        LedgerParameters.Flag("only_differences", "Whether to leave out what agrees. Default: false.");

    public static void MapReconciliation(this IEndpointRouteBuilder portfolio) =>
        portfolio.MapGet("/reconciliation", Reconciliation).Takes([OnlyDifferences, .. Paging.Parameters]);

    /// <summary>For each account and asset the ledger's quantity against the venue's balance, the difference and its likely causes.</summary>
    public static async Task<Answer<ReconciliationAnswer>> Reconciliation(
        HttpContext context, Subject subject, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var onlyDifferences = OnlyDifferences.Read(context);
        var accounts = await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetAccountsAsync();
        var rows = await grains.GetGrain<ILedgerGrain>(subject.PortfolioId).ReconcileAsync(HeldBalances.Of(accounts), cancellationToken);

        var tellsAmounts = Caller.Of(context) is not { AmountsWithheld: true };
        var listed = rows.Where(row => row.Difference != 0m || (!onlyDifferences && row.Venue != 0m)).Select(row => DifferenceAnswer.Of(row, tellsAmounts));
        var (page, next) = Paging.Page(context, listed, row => $"{row.AccountId}\n{row.Asset}");
        return Answer.Of(new ReconciliationAnswer(
            page, next, rows.Count(row => row.Difference != 0m), [.. accounts.Select(ReconciledAccountAnswer.Of)]));
    }
}

/// <summary>A page of comparisons.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Differences">How many there are on all pages.</param>
/// <param name="Accounts">What was compared, and what could not be.</param>
internal sealed record ReconciliationAnswer(
    IReadOnlyList<DifferenceAnswer> Items, string? NextCursor, int Differences, IReadOnlyList<ReconciledAccountAnswer> Accounts);

/// <summary>One asset of one account, all its wallets together.</summary>
/// <param name="Ledger">What all lines up to the reading add up to.</param>
/// <param name="Venue">What the venue says is owned.</param>
/// <param name="Difference">Ledger less venue.</param>
/// <param name="AsOf">When the venue said so.</param>
/// <param name="Causes">Likely ones, the likeliest first; none where they agree or nothing suggests itself.</param>
internal sealed record DifferenceAnswer(
    string AccountId, string Asset, decimal Ledger, decimal Venue, decimal Difference, bool Agrees, DateTimeOffset AsOf, IReadOnlyList<CauseAnswer> Causes)
{
    public static DifferenceAnswer Of(ReconciledRow row, bool tellsAmounts) => new(
        row.AccountId, row.Asset.Code, row.Ledger, row.Venue, row.Difference, row.Difference == 0m, row.AsOf,
        [.. row.Causes.Select(cause => new CauseAnswer(cause.Kind, tellsAmounts ? cause.Explanation : null, cause.LineIds))]);
}

/// <param name="Explanation">For people; null for who may not see the amounts in it.</param>
/// <param name="LineIds">Lines worth looking at.</param>
internal sealed record CauseAnswer(CauseKind Kind, string? Explanation, IReadOnlyList<string> LineIds);

/// <summary>An account as far as it can be compared.</summary>
/// <param name="Compared">False while a wallet of it was never read.</param>
/// <param name="HistoriesComplete">False while its histories are still being read: then differences are no finding yet.</param>
internal sealed record ReconciledAccountAnswer(string AccountId, string Venue, string Label, bool Compared, bool HistoriesComplete)
{
    public static ReconciledAccountAnswer Of(AccountSnapshot account) => new(
        account.AccountId, account.Venue, account.Label, HeldBalances.AreKnownOf(account), !account.Histories.IsEmpty && account.Histories.All(history => history.IsComplete));
}
