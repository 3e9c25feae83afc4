namespace PortfolioOrleans.Exchanges.Live;

/// <summary>
/// One connection of a <see cref="LiveLine{T}"/>, from the first word to the last. It watches itself: for silence, for its age, for what has to be renewed.
/// </summary>
internal sealed class LiveConnection<T> : IAsyncDisposable
{
    private readonly IVenueSocket _socket;
    private readonly ILiveTalk<T> _talk;
    private readonly LivePace _pace;
    private readonly TimeProvider _clock;
    private readonly long _bornAt;
    private readonly TimeSpan _life;
    private readonly List<T> _heardEarly = [];
    private readonly TaskCompletionSource _successorWanted = new(); // Who waits goes on on its own scheduler, not on another thread first.
    private long _heardAt;
    private ExchangeFault? _givenUp;

    private LiveConnection(IVenueSocket socket, ILiveTalk<T> talk, LivePace pace, TimeProvider clock, Random chance)
    {
        _socket = socket;
        _talk = talk;
        _pace = pace;
        _clock = clock;
        _bornAt = _heardAt = clock.GetTimestamp();
        _life = pace.Life - (pace.LifeJitter * chance.NextDouble());
    }

    /// <summary>Completes when another connection should take over; this one is good until then.</summary>
    public Task SuccessorWanted => _successorWanted.Task;

    public TimeSpan Age => _clock.GetElapsedTime(_bornAt);

    /// <summary>Connects, says what there is to say, and waits until everything is heard.</summary>
    public static async Task<ExchangeReply<LiveConnection<T>>> OpenAsync(
        ISocketDialer dialer, Uri address, ILiveTalk<T> talk, LivePace pace, TimeProvider clock, Random chance, CancellationToken cancellationToken)
    {
        using var tooLate = new CancellationTokenSource(pace.OpenWithin, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLate.Token);
        IVenueSocket? socket = null;
        try
        {
            var dialled = await dialer.DialAsync(address, pace.LargestMessage, either.Token);
            if (dialled is not ExchangeReply<IVenueSocket>.Answer { Value: var open })
            {
                return dialled.Select(_ => (LiveConnection<T>)null!);
            }

            socket = open;
            var connection = new LiveConnection<T>(open, talk, pace, clock, chance);
            if (await connection.GreetAsync(either.Token) is { } fault)
            {
                return new ExchangeReply<LiveConnection<T>>.Failure(fault);
            }

            socket = null; // Now the connection's own to close.
            return new ExchangeReply<LiveConnection<T>>.Answer(connection, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(FormattableString.Invariant($"the connection was not ready within {pace.OpenWithin.TotalSeconds} s"));
        }
        finally
        {
            if (socket is not null)
            {
                await socket.DisposeAsync();
            }
        }
    }

    /// <summary>Tells what is heard until nothing more will be; answers why.</summary>
    public async Task<ExchangeFault> RunAsync(ILiveListener<T> listener, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(stop.Token);
        try
        {
            foreach (var early in _heardEarly)
            {
                await listener.HearAsync(early, cancellationToken);
            }

            _heardEarly.Clear();
            while (true)
            {
                var reading = await _socket.ReceiveAsync(cancellationToken);
                if (reading.End is { } end)
                {
                    return _givenUp ?? end;
                }

                if (await TakeAsync(reading.Message, listener, cancellationToken) is { } fault)
                {
                    return fault;
                }
            }
        }
        finally
        {
            stop.Cancel();
            await watching;
        }
    }

    /// <summary>Ends it; who runs it is told so.</summary>
    public void Abort(ExchangeFault reason)
    {
        _givenUp ??= reason;
        _socket.Abort();
    }

    public ValueTask DisposeAsync() => _socket.DisposeAsync();

    private static ExchangeReply<LiveConnection<T>> Failed(string detail) =>
        new ExchangeReply<LiveConnection<T>>.Failure(new ExchangeFault(FaultKind.Unreachable, detail));

    /// <summary>Null once everything is heard; what happened meanwhile is kept for later.</summary>
    private async Task<ExchangeFault?> GreetAsync(CancellationToken cancellationToken)
    {
        var fault = await SayAsync(_talk.Greet(), cancellationToken);
        for (var isReady = _talk.IsReadyAtOnce; !isReady && fault is null;)
        {
            var reading = await _socket.ReceiveAsync(cancellationToken);
            if (reading.End is not null)
            {
                return reading.End;
            }

            var heard = _talk.Hear(reading.Message);
            _heardEarly.AddRange(heard.Events);
            isReady = heard.Kind == HeardKind.Ready;
            fault = heard.Kind switch
            {
                HeardKind.Broken or HeardKind.Unreadable => heard.Fault,
                HeardKind.Replace => new ExchangeFault(FaultKind.Unreachable, "the venue is about to end its connections"),
                HeardKind.Reply => await SayAsync(heard.Say, cancellationToken),
                _ => null,
            };
        }

        _heardAt = _clock.GetTimestamp();
        return fault;
    }

    /// <summary>What ends the connection; null while it goes on.</summary>
    private async ValueTask<ExchangeFault?> TakeAsync(ReadOnlyMemory<byte> message, ILiveListener<T> listener, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _heardAt, _clock.GetTimestamp());
        var heard = _talk.Hear(message);
        foreach (var happened in heard.Events)
        {
            await listener.HearAsync(happened, cancellationToken);
        }

        switch (heard.Kind)
        {
            case HeardKind.Reply:
                return await SayAsync(heard.Say, cancellationToken);
            case HeardKind.Replace:
                _successorWanted.TrySetResult();
                return null;
            case HeardKind.Unreadable:
                await listener.MissedAsync(heard.Fault!, cancellationToken);
                return null;
            case HeardKind.Broken:
                return heard.Fault;
            default:
                return null;
        }
    }

    private async ValueTask<ExchangeFault?> SayAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        foreach (var text in texts)
        {
            if (await _socket.SendAsync(text, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var askedAfter = long.MinValue; // Asked once after each message that was the last for too long.
        var renewIn = _pace.RenewEvery;
        try
        {
            while (true)
            {
                var heardAt = Volatile.Read(ref _heardAt);
                var silent = _clock.GetElapsedTime(heardAt);
                if (silent >= _pace.Silence)
                {
                    Abort(new ExchangeFault(FaultKind.Unreachable, FormattableString.Invariant($"nothing was heard for {_pace.Silence.TotalSeconds} s")));
                    return;
                }

                if (silent >= _pace.PingAfter && askedAfter != heardAt && _talk.Ping is { } ping)
                {
                    askedAfter = heardAt;
                    if (await _socket.SendAsync(ping, cancellationToken) is { } broken)
                    {
                        Abort(broken);
                        return;
                    }
                }

                if (Age >= _life)
                {
                    _successorWanted.TrySetResult();
                }

                if (renewIn <= Age)
                {
                    renewIn = await RenewAsync(cancellationToken);
                }

                await Task.Delay(UntilNext(silent, renewIn), _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended, and who runs it knows why.
        }
    }

    /// <summary>Does what is due; answers at which age it is due again.</summary>
    private async Task<TimeSpan?> RenewAsync(CancellationToken cancellationToken)
    {
        var (fault, isOver) = await _talk.RenewAsync(cancellationToken);
        if (fault is not null && (isOver || !fault.IsTransient))
        {
            Abort(isOver ? fault with { Kind = FaultKind.Unreachable } : fault);
        }

        return Age + (fault is null ? _pace.RenewEvery : _pace.RenewAgain);
    }

    private TimeSpan UntilNext(TimeSpan silent, TimeSpan? renewAt)
    {
        var next = silent < _pace.PingAfter ? _pace.PingAfter - silent : _pace.PingAfter; // The answer may be on its way: then the next question is due then.
        next = _pace.Silence - silent < next ? _pace.Silence - silent : next;
        next = Age < _life && _life - Age < next ? _life - Age : next;
        next = renewAt is { } due && due - Age < next ? due - Age : next;
        return TimeSpan.FromMilliseconds(Math.Max(1d, Math.Ceiling(next.TotalMilliseconds))); // A wait is cut to whole milliseconds, and must not be cut to none.
    }
}
