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
internal sealed record ImportAnswer(
    string Format, bool DryRun, bool Applied, int Added, int Duplicates, int Wrong, IReadOnlyList<ImportRowAnswer> Rows, int RowsLeftOut);

/// <summary>One thing that a file tells of.</summary>
/// <param name="Row">Its line in the file, the first of several; its place in a json list.</param>
/// <param name="Id">The ledger line; of a duplicate the one that is there. Null for what cannot be one.</param>
/// <param name="Reason">What is wrong; null where nothing is.</param>
internal sealed record ImportRowAnswer(
    int Row, LineOutcome Outcome, string? Id, string? AccountId, TransactionKind? Kind, DateTimeOffset? Time, string? Reason);
