namespace PortfolioOrleans.Storage.History;

/// <summary>A portfolio's totals over time: a row each few minutes and one at each day's end. Written in batches; a call returns when its row is durable.</summary>
public interface ISnapshotStore
{
    /// <summary>Adding the same portfolio and time again changes nothing.</summary>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task AddAsync(SnapshotRow row, CancellationToken cancellationToken);

    /// <summary>
    /// The last row of each step between two times (from inclusive, to exclusive), oldest first.
    /// </summary>
    /// <param name="step">Length of a step, counted from a midnight UTC that began a Monday; zero for every row.</param>
    /// <param name="limit">At most so many rows, the oldest of them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not 1 to 100,000, or <paramref name="step"/> is negative.</exception>
    Task<IReadOnlyList<SnapshotRow>> ListAsync(
        string userId, string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The same rows as they were known at a time, that moment included: later ones are not there, and what became known later of flows, peaks and drawdowns is not in them. A
    /// row that was thinned since is not there either.
    /// </summary>
    /// <inheritdoc cref="ListAsync"/>
    Task<IReadOnlyList<SnapshotRow>> ListKnownAsync(
        string userId,
        string portfolioId,
        DateTimeOffset from,
        DateTimeOffset to,
        TimeSpan step,
        int limit,
        DateTimeOffset knownAt,
        CancellationToken cancellationToken);

    /// <summary>The newest complete row; null if there is none. What peaks are rebuilt from.</summary>
    Task<SnapshotRow?> FindLastCompleteAsync(string portfolioId, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a portfolio's past coarser: of each step between two times (from inclusive, to exclusive) only the last row stays, with the last complete one and the one
    /// that ends a day. Doing it again changes nothing.
    /// </summary>
    /// <param name="step">As in <see cref="ListAsync"/>, above zero.</param>
    /// <returns>How many rows went.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is not above zero.</exception>
    Task<int> ThinAsync(string portfolioId, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken);

    /// <summary>
    /// Gives rows that are there the flows, peaks and drawdowns that became known later, and marks them; all or nothing. What they said until then is kept for
    /// <see cref="ListKnownAsync"/>. A row that is not there is passed over.
    /// </summary>
    Task RestateAsync(string portfolioId, IReadOnlyCollection<RestatedRow> rows, DateTimeOffset restatedAt, CancellationToken cancellationToken);
}

/// <summary>What became known later of the row of a time; the members are those of <see cref="SnapshotRow"/>.</summary>
public sealed record RestatedRow(DateTimeOffset At, decimal NetFlowTotal, decimal PeakEquity, decimal DrawdownDepth);

/// <summary>Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="NetFlowTotal">Deposits minus withdrawals since the start; a running total.</param>
/// <param name="PeakEquity">The all-time peak, flow-adjusted, at that time.</param>
/// <param name="DrawdownDepth">Fraction below it.</param>
/// <param name="Complete">False where something was stale or unpriced; such a row is for showing only.</param>
/// <param name="DayEnd">True for the last row of a UTC day.</param>
/// <param name="RestatedAt">When what became known later changed flows, peak and drawdown, UTC; null where they are as they were seen.</param>
public sealed record SnapshotRow(
    string UserId,
    string PortfolioId,
    DateTimeOffset At,
    long Version,
    string Currency,
    decimal Equity,
    decimal NetFlowTotal,
    decimal CashBalance,
    decimal UnrealizedPnl,
    decimal LongExposure,
    decimal ShortExposure,
    decimal PeakEquity,
    decimal DrawdownDepth,
    bool Complete,
    bool DayEnd,
    DateTimeOffset? RestatedAt = null);
