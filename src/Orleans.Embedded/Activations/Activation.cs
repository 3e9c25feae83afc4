namespace Orleans.Embedded.Activations;

/// <summary>
/// One grain in memory: its object, its scheduler, and which requests run or wait. Nothing of the grain is touched but in
/// its turns; what other threads may do here is to hand over a request or to ask for deactivation.
/// </summary>
internal sealed class Activation(Silo silo, GrainClass grainClass, GrainId id, Action<Activation> ended)
    : IGrainContext, IRequestTarget, IRequestHost
{
    // Guarded by this object's own lock, as a lock object apiece would cost more than the fields it guards.
    private Stage _stage;
    private RequestGate _gate;
    private long _lastUse = silo.Clock.GetTimestamp();

    private TurnQueue? _turns;
    private IServiceScope? _scope;
    private ActivationExtras? _extras;

    private enum Stage : byte
    {
        New,
        Activating,
        Active,
        Deactivating,
        Ended,
    }

    public Silo Silo => silo;

    public GrainClass Class => grainClass;

    public GrainId GrainId => id;

    public object? GrainInstance { get; private set; }

    public TurnQueue Turns => _turns ?? Interlocked.CompareExchange(ref _turns, new TurnQueue(silo.Runner, this), null) ?? _turns;

    /// <summary>In which order activations were made.</summary>
    public int Number => Turns.Number;

    public ActivationId ActivationId => new(new Guid(silo.Address.Generation, 0, 0, [.. BitConverter.GetBytes((long)Number)]));

    public GrainAddress Address => new() { GrainId = id, ActivationId = ActivationId, SiloAddress = silo.Address };

    public GrainReference GrainReference => InterfacePlan.For(typeof(IGrain)).CreateReference(silo, id);

    public IServiceProvider ActivationServices => (_scope ??= silo.Services.CreateScope()).ServiceProvider;

    public Task Deactivated => Rare.Ended.Task;

    /// <summary>How many requests run or wait.</summary>
    public int Load
    {
        get
        {
            lock (this)
            {
                return _gate.Load;
            }
        }
    }

    /// <summary>The timers, streams and sections that most activations have none of.</summary>
    public ActivationExtras Rare =>
        _extras ?? Interlocked.CompareExchange(ref _extras, new ActivationExtras(silo.Runner.PromiseOptions), null) ?? _extras;

    public bool TryReceive(Request request)
    {
        lock (this)
        {
            if (_stage == Stage.Ended)
            {
                return request.EndsWithActivation;
            }

            if (_stage == Stage.New)
            {
                _stage = Stage.Activating;
                _ = Turns.RunAsync(() => ActivateAsync(request.Context));
            }

            if (_stage == Stage.Active && _gate.MayStart(request, grainClass.IsReentrant, _extras?.Sections))
            {
                Start(request);
            }
            else
            {
                _gate.Wait(request);
            }

            return true;
        }
    }

    /// <summary>In a turn: runs a request that was let in.</summary>
    public void Run(Request request) => _ = RunAsync(request);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_stage >= Stage.Deactivating)
            {
                return;
            }

            Rare.Reason ??= deactivationReason;
            if (_stage == Stage.Active)
            {
                BeginDeactivation();
            }
        }
    }

    public void DelayDeactivation(TimeSpan timeSpan) => Rare.KeepUntil =
        timeSpan <= TimeSpan.Zero && timeSpan != Timeout.InfiniteTimeSpan ? null
        : timeSpan == Timeout.InfiniteTimeSpan || timeSpan > DateTimeOffset.MaxValue - silo.Clock.GetUtcNow() ? DateTimeOffset.MaxValue
        : silo.Clock.GetUtcNow() + timeSpan;

    /// <summary>Active, with nothing to do, and that for at least <paramref name="age"/>.</summary>
    public bool IsIdle(TimeSpan age)
    {
        lock (this)
        {
            return _stage == Stage.Active && _gate.IsIdle && silo.Clock.GetElapsedTime(_lastUse) >= age
                && !(_extras?.KeepUntil > silo.Clock.GetUtcNow());
        }
    }

    public void EnterReentrantSection(Guid section)
    {
        lock (this)
        {
            (Rare.Sections ??= []).Add(section);
        }
    }

    public void LeaveReentrantSection(Guid section)
    {
        lock (this)
        {
            Rare.Sections?.Remove(section);
        }
    }

    public string Describe()
    {
        lock (this)
        {
            return _gate.Describe(_stage == Stage.Active ? "" : $"It is {_stage.ToString().ToLowerInvariant()}. ");
        }
    }

    public override string ToString() => id.ToString();

    private void Start(Request request)
    {
        _gate.Admit(request);
        request.StartOn(this, Turns);
        silo.Runner.Observe(Turns, TurnEvent.WorkBegan);
    }

    private async Task RunAsync(Request request)
    {
        RequestContext.Import(request.Context);
        var failure = await request.InvokeAsync(GrainInstance!);

        // What the grain believes is in the store is not; the next activation reads it anew.
        if (failure is Storage.InconsistentStateException { IsSourceActivation: true } stale)
        {
            stale.IsSourceActivation = false;
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, stale, "An inconsistent state escaped a request."));
        }

        silo.Runner.Observe(Turns, TurnEvent.WorkEnded);
        lock (this)
        {
            _gate.Release(request);
            if (request.IsUse)
            {
                _lastUse = silo.Clock.GetTimestamp();
            }

            StartWaiting();
            if (_stage == Stage.Deactivating && _gate.IsQuiet)
            {
                _ = Turns.RunAsync(DeactivateAsync);
            }
        }
    }

    private void StartWaiting()
    {
        while (_stage == Stage.Active && _gate.TakeStartable(grainClass.IsReentrant, _extras?.Sections) is { } request)
        {
            Start(request);
        }
    }

    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        silo.Runner.Observe(Turns, TurnEvent.WorkBegan);
        try
        {
            RequestContext.Import(context);
            GrainInstance = grainClass.Construct(this, out var states);
            using var limit = new CancellationTokenSource(silo.Collection.ActivationTimeout, silo.Clock);
            foreach (var state in states)
            {
                await state.ReadStateAsync(limit.Token).WaitAsync(limit.Token);
            }

            await ((IGrainBase)GrainInstance).OnActivateAsync(limit.Token).WaitAsync(limit.Token);
            lock (this)
            {
                _stage = Stage.Active;
                _lastUse = silo.Clock.GetTimestamp();
                if (_extras?.Reason is null)
                {
                    StartWaiting();
                }
                else
                {
                    BeginDeactivation(); // Asked for while it was not active yet.
                }
            }
        }
        catch (Exception failure)
        {
            silo.Logger.LogWarning(failure, "Grain {GrainId} could not be activated", id);
            Rare.Reason = new DeactivationReason(DeactivationReasonCode.ActivationFailed, failure, "Failed to activate grain.");
            await CleanUpAsync();
        }

        silo.Runner.Observe(Turns, TurnEvent.WorkEnded);
    }

    private void BeginDeactivation()
    {
        _stage = Stage.Deactivating;
        if (_gate.IsQuiet)
        {
            _ = Turns.RunAsync(DeactivateAsync);
        }
    }

    private async Task DeactivateAsync()
    {
        silo.Runner.Observe(Turns, TurnEvent.WorkBegan);
        try
        {
            RequestContext.Clear();
            Rare.DisposeTimers();
            using var limit = new CancellationTokenSource(silo.Collection.DeactivationTimeout, silo.Clock);
            await ((IGrainBase)GrainInstance!).OnDeactivateAsync(Rare.Reason!.Value, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception failure)
        {
            silo.Logger.LogWarning(failure, "Grain {GrainId} failed in OnDeactivateAsync", id);
        }

        await CleanUpAsync();
        silo.Runner.Observe(Turns, TurnEvent.WorkEnded);
    }

    private async Task CleanUpAsync()
    {
        try
        {
            _extras?.DisposeTimers();
            switch (GrainInstance)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }

            if (_scope is IAsyncDisposable scope)
            {
                await scope.DisposeAsync();
            }
        }
        catch (Exception failure)
        {
            silo.Logger.LogWarning(failure, "Grain {GrainId} failed to be disposed", id);
        }

        End();
    }

    /// <summary>Leaves the directory, so that calls find the next activation, and passes on those that wait.</summary>
    private void End()
    {
        ended(this);
        Request? waiting;
        lock (this)
        {
            _stage = Stage.Ended;
            waiting = _gate.TakeAll();
        }

        var failure = Rare.Reason is { ReasonCode: DeactivationReasonCode.ActivationFailed } reason ? reason.Exception : null;
        while (waiting is { } request)
        {
            waiting = request.Next;
            request.Next = null;
            if (failure is not null)
            {
                request.Refuse(failure);
            }
            else if (!request.EndsWithActivation && !request.IsAbandoned)
            {
                silo.Redeliver(request, id);
            }
        }

        Rare.Ended.TrySetResult();
    }
}
