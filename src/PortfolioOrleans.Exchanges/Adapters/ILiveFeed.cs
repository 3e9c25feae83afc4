namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>
/// What a venue tells by itself. A feed mends itself: it connects, logs in, subscribes, answers pings, notices silence, replaces a connection before the
/// venue ends it, and comes back after a break with growing pauses and jitter, until the caller cancels. What cannot be mended by waiting ends it. Safe for
/// concurrent use; awaits return to the caller's scheduler.
/// </summary>
public interface ILiveFeed
{
    /// <summary>
    /// What happens in one account, in the order in which the venue says it. <see cref="LiveEvent.Opened"/> comes first and after every break: events may have
    /// been missed, so the caller reads the wallets by request, and applies what comes after it by the venue's times. An event may come twice.
    /// </summary>
    IAsyncEnumerable<LiveEvent> FollowAccountAsync(ExchangeCredentials credentials, CancellationToken cancellationToken);

    /// <summary>Prices and marks as they change; each reading holds only what moved, at most a few a second.</summary>
    IAsyncEnumerable<MarketReading> FollowMarketAsync(CancellationToken cancellationToken);
}
