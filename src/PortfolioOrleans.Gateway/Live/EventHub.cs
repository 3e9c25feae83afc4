using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>The portfolios that clients of this process follow. Each is heard once, however many follow it.</summary>
internal sealed partial class EventHub(IClusterClient cluster, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<EventHub> log) : BackgroundService
{
    private const int ChecksAtOnce = 16;

    private readonly GatewayOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, PortfolioFeed> _feeds = new(StringComparer.Ordinal);
    private long _bytesEach = options.Value.EventMemory;

    /// <summary>How many portfolios are heard now.</summary>
    public int Portfolios => _feeds.Count;

    /// <summary>How many clients follow one of them.</summary>
    public int Clients => _feeds.Values.Sum(feed => feed.Clients);

    /// <summary>Follows a portfolio until the follower is disposed of.</summary>
    /// <param name="after">The last event the client has; null to start with the newest snapshot.</param>
    /// <exception cref="TimeoutException">The portfolio does not answer, and nothing is known of it.</exception>
    public async Task<Follower> FollowAsync(string portfolioId, long? after, bool amountsWithheld)
    {
        var feed = Enter(portfolioId);
        try
        {
            return await feed.FollowAsync(after, amountsWithheld);
        }
        catch
        {
            feed.Leave();
            throw;
        }
    }

    /// <summary>Looks after the feeds: lost events are asked for, and feeds that nobody follows any more are closed.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _feeds)
        {
            if (entry.Value.TryClose(_options.FeedLinger))
            {
                _feeds.TryRemove(entry);
                await entry.Value.UnsubscribeAsync();
            }
        }

        ShareOutMemory();

        await Parallel.ForEachAsync(
            _feeds.Values,
            new ParallelOptions { MaxDegreeOfParallelism = ChecksAtOnce, CancellationToken = cancellationToken },
            (feed, _) => new ValueTask(feed.CheckAsync()));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_feeds.Values.Select(feed => feed.UnsubscribeAsync())).WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.FeedCheckPause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await CheckSafelyAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is how this ends.
        }
    }

    private async Task CheckSafelyAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CheckAsync(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(error); // The next round tries again; ending here would end the service.
        }
    }

    /// <summary>Asked for at every event, so worked out when portfolios come and go.</summary>
    private void ShareOutMemory() => Volatile.Write(ref _bytesEach, _options.EventMemory / Math.Max(1, _feeds.Count));

    /// <summary>A feed that is being closed takes nobody on; the next one is new.</summary>
    private PortfolioFeed Enter(string portfolioId)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(portfolioId, id => new PortfolioFeed(id, cluster, _options, () => Volatile.Read(ref _bytesEach), clock, log));
            if (feed.TryEnter())
            {
                ShareOutMemory();
                return feed;
            }

            _feeds.TryRemove(new KeyValuePair<string, PortfolioFeed>(portfolioId, feed));
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking after the event feeds failed.")]
    private partial void LogFailed(Exception exception);
}
