using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What became of a file, or would.</summary>
/// <param name="Format">What it was taken for: portfolio, json, binance_trades, binance_statement, okx_bills, okx_funding.</param>
/// <param name="Applied">Whether the ledger holds all of it now.</param>
/// <param name="Added">Lines that are new.</param>
/// <param name="Duplicates">Lines that were there already.</param>
/// <param name="Wrong">Rows that cannot be added; with one of them nothing is.</param>
/// <param name="Rows">Wrong ones first, then in the order of the file; 10,000 at most.</param>
/// <param name="RowsLeftOut">Rows that are not listed.</param>
/// <param name="Reconciliation">How ledger and venues agree with it; of a dry run how they would.</param>
internal sealed record ImportAnswer(
    string Format, bool DryRun, bool Applied, int Added, int Duplicates, int Wrong, IReadOnlyList<ImportRowAnswer> Rows, int RowsLeftOut,
    ImportReconciliationAnswer Reconciliation);

/// <summary>The ledger with the file's lines, against the venues.</summary>
/// <param name="Accounts">Those that the file tells of and a venue is read for; what is written down by hand has nothing to be compared with.</param>
/// <param name="Differences">By account and asset, with their likely causes; none where all agrees.</param>
internal sealed record ImportReconciliationAnswer(IReadOnlyList<ReconciledAccountAnswer> Accounts, IReadOnlyList<DifferenceAnswer> Differences)
{
    public static ImportReconciliationAnswer Of(RecordedLines recorded, IEnumerable<AccountSnapshot> accounts, bool tellsAmounts)
    {
        var touched = recorded.Lines.Select(line => line.AccountId).ToHashSet(StringComparer.Ordinal);
        return new ImportReconciliationAnswer(
            [.. accounts.Where(account => touched.Contains(account.AccountId)).Select(ReconciledAccountAnswer.Of)],
            [.. recorded.Differences.Select(row => DifferenceAnswer.Of(row, tellsAmounts))]);
    }
}

/// <summary>One thing that a file tells of.</summary>
/// <param name="Row">Its line in the file, the first of several; its place in a json list.</param>
/// <param name="Id">The ledger line; of a duplicate the one that is there. Null for what cannot be one.</param>
/// <param name="Reason">What is wrong; null where nothing is.</param>
internal sealed record ImportRowAnswer(
    int Row, LineOutcome Outcome, string? Id, string? AccountId, TransactionKind? Kind, DateTimeOffset? Time, string? Reason);
