using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Storage.Performance;

/// <summary>
/// Each portfolio's days, one row for each UTC day, kept for ever, and what they were before it was known better. Written in batches; a call returns when its rows are durable.
/// </summary>
public interface IPerformanceStore
{
    /// <summary>
    /// Keeps a day. Of two rows of one day a complete one stays over an incomplete one, what was seen over what was reconstructed, then the one that is as of a later
    /// moment, then the one restated later; of equal ones the last.
    /// </summary>
    /// <exception cref="ArgumentException">A text holds what no row can hold.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task SaveAsync(PerformanceDay day, CancellationToken cancellationToken);

    /// <summary>Keeps several days of one portfolio; all or nothing.</summary>
    /// <exception cref="ArgumentException">A day stands in it twice, or the days are of several portfolios.</exception>
    /// <exception cref="KeyNotFoundException">There is no such user.</exception>
    Task SaveAllAsync(IReadOnlyCollection<PerformanceDay> days, CancellationToken cancellationToken);

    /// <summary>The days from one to another, both included, oldest first; a day nobody wrote is not there.</summary>
    Task<IReadOnlyList<PerformanceDay>> ListAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>The days as they were known at a time, that moment included: what was saved later changed nothing then.</summary>
    Task<IReadOnlyList<PerformanceDay>> ListKnownAsync(
        string userId, string portfolioId, DateOnly from, DateOnly to, DateTimeOffset knownAt, CancellationToken cancellationToken);

    /// <summary>
    /// Thins what days were while they lasted: what was saved before <paramref name="fineSince"/> to the last of each hour, what was saved before <paramref name="hourlySince"/>
    /// goes. What a day was at its end and whatever it became later stays for ever. Doing it again changes nothing.
    /// </summary>
    /// <returns>How many went.</returns>
    Task<int> ThinVersionsAsync(string portfolioId, DateTimeOffset hourlySince, DateTimeOffset fineSince, CancellationToken cancellationToken);
}

/// <summary>One day of a portfolio. Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="Figures">Equity at the last complete valuation of the day, what flowed, and how good that is.</param>
/// <param name="AsOf">When equity was so, UTC; the day's end where it was reconstructed.</param>
/// <param name="RestatedAt">When what became known later changed the figures, UTC; null where they are as they were seen.</param>
public sealed record PerformanceDay(
    string UserId, string PortfolioId, Asset Currency, DailyEquity Figures, DateTimeOffset AsOf, DateTimeOffset? RestatedAt = null)
{
    public DateOnly Day => Figures.Day;
}
