using System.Collections.Immutable;
using Orleans.Concurrency;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>
/// The books of one portfolio: what its ledger says it made, paid and owes tax on. Key: the portfolio id. Reads the ledger's table, kept prices and the venues'
/// markets; calls no portfolio and no account. It keeps nothing of its own: the table is the record, so that a lost activation loses nothing. Each answer knows every
/// line recorded before the question.
/// </summary>
[Alias("ledger")]
public interface ILedgerGrain : IGrainWithStringKey
{
    /// <summary>Profit and loss of the whole portfolio: one row.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("pnl")]
    Task<PnlStatement> GetPnlAsync(LedgerView view, CancellationToken cancellationToken);

    /// <summary>The same cut by pair or contract, and by asset where there was none; the rows add up to the whole.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("pnl-by-symbol")]
    Task<PnlStatement> GetPnlBySymbolAsync(LedgerView view, CancellationToken cancellationToken);

    /// <summary>The same cut by account; the rows add up to the whole.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("pnl-by-account")]
    Task<PnlStatement> GetPnlByAccountAsync(LedgerView view, CancellationToken cancellationToken);

    /// <summary>What was realised, period by period; the periods add up to the span.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("pnl-history")]
    Task<PnlHistory> GetPnlHistoryAsync(PnlHistoryQuery query, CancellationToken cancellationToken);

    /// <summary>Round trips that ended: what win rate and the like are counted over. A page at a time; what is recorded between two pages counts in the later one.</summary>
    /// <param name="since">Those that ended at or after it, UTC; null from the first.</param>
    /// <param name="most">So many, and those that ended at the same moment as the last of them.</param>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("trips")]
    Task<TripPage> GetTripsAsync(LedgerView view, DateTimeOffset? since, int most, CancellationToken cancellationToken);

    /// <summary>What happened, newest first, corrections applied.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("lines")]
    Task<LinePage> GetLinesAsync(LineQuery query, CancellationToken cancellationToken);

    /// <summary>A UTC year's disposals and income.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("tax")]
    Task<TaxStatement> GetTaxAsync(int year, HoldingRule holding, LedgerView view, CancellationToken cancellationToken);

    /// <summary>Holds the ledger against what the venues say is there. Nothing is put right.</summary>
    /// <param name="balances">As read, one for each account and asset; an account without any has none.</param>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("reconcile")]
    Task<ImmutableArray<ReconciledRow>> ReconcileAsync(ImmutableArray<HeldBalance> balances, CancellationToken cancellationToken);

    /// <summary>
    /// Reads what was recorded and tells what the day realised on the stream of <see cref="RealizedDay"/>. Returns at once, whatever the reading takes.
    /// </summary>
    /// <param name="isNews">Whether something was recorded; a routine look leaves nothing in memory where nobody else asks.</param>
    [OneWay, Alias("look")]
    Task LookAsync(bool isNews);

    /// <summary>
    /// Appends lines that somebody gave: all of them, or none if one is wrong. What is there already is a duplicate and stays as it is, so that giving the same twice is
    /// giving it once.
    /// </summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now; whether the lines were kept is not known, and giving them again is safe.</exception>
    [Alias("record")]
    Task<RecordedLines> RecordAsync(ImmutableArray<GivenLine> lines, RecordRules rules, CancellationToken cancellationToken);
}
