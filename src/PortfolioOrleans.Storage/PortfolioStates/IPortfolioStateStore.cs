namespace PortfolioOrleans.Storage.PortfolioStates;

/// <summary>
/// The newest state of each portfolio (table users_portfolio_state), the record its grain is rebuilt from when the grain store is lost. Written in
/// batches; a call returns when its row is durable.
/// </summary>
public interface IPortfolioStateStore
{
    /// <summary>Keeps the row unless the stored version is the same or higher, or another user's.</summary>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task SaveAsync(PortfolioStateRow row, CancellationToken cancellationToken);

    Task<PortfolioStateRow?> FindAsync(string portfolioId, CancellationToken cancellationToken);
}

/// <param name="Version">Number of the valuation.</param>
/// <param name="Sequence">Number of the last event published with it or before it.</param>
/// <param name="Checkpoint">JSON: everything the next valuation needs to go on; opaque here.</param>
public sealed record PortfolioStateRow(
    string UserId,
    string PortfolioId,
    long Version,
    long Sequence,
    DateTimeOffset AsOf,
    string Currency,
    decimal Equity,
    decimal PeakEquity,
    decimal NetFlowTotal,
    bool Complete,
    string Checkpoint);
