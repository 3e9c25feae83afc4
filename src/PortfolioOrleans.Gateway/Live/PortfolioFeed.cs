using System.Buffers;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One portfolio as this process hears it: one subscription, the last events, and the clients that follow them. What the stream loses is asked of the grain,
/// whose snapshot tells its events again.
/// </summary>
internal sealed partial class PortfolioFeed(
    string portfolioId, IClusterClient cluster, GatewayOptions options, Func<long> bytesToKeep, TimeProvider clock, ILogger log) : IAsyncBatchObserver<PortfolioEvent>
{
    private readonly Lock _gate = new();
    private readonly EventWindows _windows = new(options.EventWindow, bytesToKeep);
    private TaskCompletionSource _changed = NewSignal();
    private Task<StreamSubscriptionHandle<PortfolioEvent>>? _subscription;
    private bool _isHeard; // The stream has told something since the last check, or was subscribed to.
    private int _clients;
    private DateTimeOffset _emptySince = clock.GetUtcNow();
    private bool _isClosed;

    public string PortfolioId => portfolioId;

    /// <summary>Ends at the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    public int Clients
    {
        get
        {
            lock (_gate)
            {
                return _clients;
            }
        }
    }

    /// <summary>Counts a client in, before anything is waited for, so that the feed is not closed under it. False once it is closed.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            _clients += _isClosed ? 0 : 1;
            return !_isClosed;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _clients--;
            _emptySince = clock.GetUtcNow();
        }
    }

    /// <summary>Subscribes first and asks the grain then: what happens between the two is heard, and what is heard twice is dropped.</summary>
    /// <param name="after">The last event the client has; null to start with the newest snapshot.</param>
    public async Task<Follower> FollowAsync(long? after, bool amountsWithheld)
    {
        EventWindow window;
        bool isKnown;
        lock (_gate)
        {
            window = _windows.Open(amountsWithheld);
            isKnown = !window.IsEmpty;
        }

        await SubscribeAsync();
        try
        {
            await CatchUpAsync(mayRestart: false); // Others follow already: what they lack is on its way, or a check finds it.
        }
        catch (Exception outage) when (isKnown && ProblemTable.IsOutage(outage))
        {
            LogSilent(portfolioId, outage); // What was heard last is better than nothing; the next check asks again.
        }

        lock (_gate)
        {
            return new Follower(this, new EventCursor(window, after, options.ClientQueue));
        }
    }

    public EventBatch Read(EventCursor cursor, IBufferWriter<byte> to)
    {
        lock (_gate)
        {
            return cursor.Read(to);
        }
    }

    /// <summary>Takes what a valuation told together, so that its clients are sent it together.</summary>
    public Task OnNextAsync(IList<SequentialItem<PortfolioEvent>> told)
    {
        var (fits, news) = (true, false);
        lock (_gate)
        {
            _isHeard = true;
            foreach (var happened in told)
            {
                news |= _windows.TryAppend(happened.Item, out var joinsOn);
                fits &= joinsOn;
            }

            Announce(news);
        }

        return fits ? Task.CompletedTask : ToleratingOutageAsync(() => CatchUpAsync(mayRestart: true));
    }

    /// <summary>What the stream lost, a check finds.</summary>
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <summary>Finds out whether events were lost. A stream that stays silent while the portfolio goes on is subscribed to anew.</summary>
    public Task CheckAsync() => ToleratingOutageAsync(async () =>
    {
        bool wasHeard;
        lock (_gate)
        {
            (wasHeard, _isHeard) = (_isHeard, false);
        }

        if (await CatchUpAsync(mayRestart: !wasHeard) && !wasHeard)
        {
            await UnsubscribeAsync();
        }

        await SubscribeAsync();
    });

    /// <summary>True once nobody has followed it for so long; from then on nobody can.</summary>
    public bool TryClose(TimeSpan linger)
    {
        lock (_gate)
        {
            return _isClosed |= _clients == 0 && clock.GetUtcNow() - _emptySince >= linger;
        }
    }

    /// <summary>Gives the subscription back, as well as that can be done now.</summary>
    public Task UnsubscribeAsync()
    {
        Task<StreamSubscriptionHandle<PortfolioEvent>>? given;
        lock (_gate)
        {
            (given, _subscription) = (_subscription, null);
        }

        return given is null ? Task.CompletedTask : ToleratingOutageAsync(async () => await (await given).UnsubscribeAsync());
    }

    /// <summary>Until it succeeds, at a check, the grain is the only source.</summary>
    private Task SubscribeAsync()
    {
        lock (_gate)
        {
            if (_subscription is null or { IsFaulted: true })
            {
                var stream = cluster.GetStreamProvider(Names.Streams).GetStream<PortfolioEvent>(Names.PortfolioEventStream(portfolioId));
                _subscription = stream.SubscribeAsync(this);
                _isHeard = true; // Trusted until the check after the next.
            }

            var subscription = _subscription;
            return ToleratingOutageAsync(() => subscription);
        }
    }

    /// <summary>Asks the grain how it stands and takes up what was not heard. True if there was any such thing.</summary>
    /// <param name="mayRestart">Events that are missing in between are lost, and not just on their way.</param>
    private async Task<bool> CatchUpAsync(bool mayRestart)
    {
        var valued = await cluster.GetGrain<IPortfolioGrain>(portfolioId).GetSnapshotAsync();
        lock (_gate)
        {
            return Announce(_windows.TryTakeUp(valued, mayRestart));
        }
    }

    private bool Announce(bool news)
    {
        if (news)
        {
            _changed.SetResult();
            _changed = NewSignal();
        }

        return news;
    }

    private async Task ToleratingOutageAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            LogSilent(portfolioId, outage);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "Portfolio {PortfolioId} cannot be heard now; its clients wait.")]
    private partial void LogSilent(string portfolioId, Exception exception);
}
