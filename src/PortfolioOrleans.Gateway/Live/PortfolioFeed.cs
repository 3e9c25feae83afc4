using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One portfolio as this process hears it: one subscription, the last events, and the clients that follow them. What the stream loses is asked of the grain,
/// whose snapshot tells its events again.
/// </summary>
internal sealed partial class PortfolioFeed(
    string portfolioId, IClusterClient cluster, GatewayOptions options, Func<long> bytesToKeep, TimeProvider clock, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly EventWindow?[] _windows = new EventWindow?[2]; // What may be seen with amounts, and without; each once someone looks.
    private TaskCompletionSource _changed = NewSignal();
    private Task<StreamSubscriptionHandle<PortfolioEvent>>? _subscription;
    private bool _heard; // The stream has told something since the last check.
    private int _clients;
    private DateTimeOffset _emptySince = clock.GetUtcNow();
    private bool _closed;

    public string PortfolioId => portfolioId;

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
            _clients += _closed ? 0 : 1;
            return !_closed;
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
        bool isHeard;
        lock (_gate)
        {
            window = _windows[amountsWithheld ? 1 : 0] ??= new EventWindow();
            isHeard = _heard;
        }

        await SubscribeAsync();
        try
        {
            await CatchUpAsync(mayRestart: !isHeard);
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage) && !IsEmpty(window))
        {
            LogSilent(portfolioId, outage); // What was heard last is better than nothing; the next check asks again.
        }

        lock (_gate)
        {
            return new Follower(this, new EventCursor(window, after, options.ClientQueue));
        }
    }

    public EventBatch Read(EventCursor cursor)
    {
        lock (_gate)
        {
            return cursor.Read();
        }
    }

    /// <summary>Finds out whether events were lost. A stream that stays silent while the portfolio goes on is subscribed to anew.</summary>
    public async Task CheckAsync()
    {
        try
        {
            bool wasHeard;
            lock (_gate)
            {
                wasHeard = _heard;
                _heard = false;
            }

            if (await CatchUpAsync(mayRestart: !wasHeard) && !wasHeard)
            {
                await UnsubscribeAsync();
            }

            await SubscribeAsync();
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            LogSilent(portfolioId, outage);
        }
    }

    /// <summary>True once nobody has followed it for so long; from then on nobody can.</summary>
    public bool TryClose(TimeSpan linger)
    {
        lock (_gate)
        {
            return _closed |= _clients == 0 && clock.GetUtcNow() - _emptySince >= linger;
        }
    }

    /// <summary>Gives the subscription back, as well as that can be done now.</summary>
    public async Task UnsubscribeAsync()
    {
        Task<StreamSubscriptionHandle<PortfolioEvent>>? given;
        lock (_gate)
        {
            given = _subscription;
            _subscription = null;
        }

        try
        {
            if (given is not null)
            {
                await (await given).UnsubscribeAsync();
            }
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            LogSilent(portfolioId, outage);
        }
    }

    private async Task SubscribeAsync()
    {
        Task subscribing;
        lock (_gate)
        {
            subscribing = _subscription is { IsFaulted: false } ? _subscription : _subscription = Stream().SubscribeAsync((happened, _) => HearAsync(happened));
        }

        try
        {
            await subscribing;
        }
        catch (Exception outage) when (ProblemTable.IsOutage(outage))
        {
            LogSilent(portfolioId, outage); // Until the next check the grain is the only source.
        }
    }

    private IAsyncStream<PortfolioEvent> Stream() =>
        cluster.GetStreamProvider(Names.Streams).GetStream<PortfolioEvent>(Names.PortfolioEventStream(portfolioId));

    private async Task HearAsync(PortfolioEvent happened)
    {
        if (!TryAppend(happened))
        {
            try
            {
                await CatchUpAsync(mayRestart: true);
            }
            catch (Exception outage) when (ProblemTable.IsOutage(outage))
            {
                LogSilent(portfolioId, outage);
            }
        }
    }

    /// <summary>False where something is missing before it.</summary>
    private bool TryAppend(PortfolioEvent happened)
    {
        lock (_gate)
        {
            _heard = true;
            var fits = true;
            foreach (var (window, json) in Windows())
            {
                var placement = window.Place(happened.Sequence, happened.Time);
                fits &= placement != Placement.Elsewhere;
                if (placement == Placement.Next)
                {
                    window.Append(EventFrame.Of(happened, json));
                    Announce(window);
                }
            }

            return fits;
        }
    }

    /// <summary>Asks the grain how it stands and takes up what was not heard. True if there was any such thing.</summary>
    /// <param name="mayRestart">Events that are missing in between are lost, and not just on their way.</param>
    private async Task<bool> CatchUpAsync(bool mayRestart)
    {
        var snapshot = await cluster.GetGrain<IPortfolioGrain>(portfolioId).GetSnapshotAsync();
        var told = PortfolioEvent.Of(snapshot);
        if (told.IsEmpty)
        {
            return false;
        }

        lock (_gate)
        {
            var news = false;
            foreach (var (window, json) in Windows())
            {
                news |= TryTakeUp(window, told, json, mayRestart);
            }

            return news;
        }
    }

    private bool TryTakeUp(EventWindow window, ImmutableArray<PortfolioEvent> told, JsonSerializerOptions json, bool mayRestart)
    {
        if (window.Place(told[^1].Sequence, told[^1].Time) == Placement.Known)
        {
            return false;
        }

        if (told[^1].Sequence > window.Last && told[0].Sequence <= window.Last + 1)
        {
            foreach (var missed in told.Where(missed => missed.Sequence > window.Last))
            {
                window.Append(EventFrame.Of(missed, json));
            }
        }
        else if (window.IsEmpty || mayRestart)
        {
            window.Restart([.. told.Select(happened => EventFrame.Of(happened, json))]);
        }

        else
        {
            return false;
        }

        Announce(window);
        return true;
    }

    private void Announce(EventWindow window)
    {
        window.Trim(options.EventWindow, bytesToKeep());
        _changed.SetResult();
        _changed = NewSignal();
    }

    private IEnumerable<(EventWindow Window, JsonSerializerOptions Json)> Windows() =>
        _windows.Index().Where(each => each.Item is not null).Select(each => (each.Item!, ApiJson.Of(amountsWithheld: each.Index == 1)));

    private bool IsEmpty(EventWindow window)
    {
        lock (_gate)
        {
            return window.IsEmpty;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "Portfolio {PortfolioId} cannot be heard now; its clients wait.")]
    private partial void LogSilent(string portfolioId, Exception exception);
}
