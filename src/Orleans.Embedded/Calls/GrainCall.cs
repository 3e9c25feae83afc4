namespace Orleans.Embedded.Calls;

/// <summary>A call of an interface method: what is asked, of whom, and the promise its caller holds.</summary>
internal sealed class GrainCall<T> : Call<T>, IMethodCall
{
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource? _calleeToken;
    private CancellationTokenRegistration _registration;
    private volatile TurnQueue? _runsOn;

    public GrainCall(Silo silo, GrainId target, MethodPlan plan, object?[] arguments) :
        base(silo, target, TurnQueue.Current, RuntimeContext.Current)
    {
        (Plan, Arguments) = (plan, arguments);
        Context = RequestContext.Export();
        if (plan.CancellationIndex >= 0)
        {
            // The callee gets a token of its own: its registrations then run in its own turns, not in the caller's.
            _callerToken = (CancellationToken)arguments[plan.CancellationIndex]!;
            _calleeToken = new CancellationTokenSource();
            arguments[plan.CancellationIndex] = _calleeToken.Token;
        }
    }

    public MethodPlan Plan { get; }

    public object?[] Arguments { get; }

    public override bool Interleaves => Plan.Interleaves;

    public override bool OnlyReads => Plan.OnlyReads;

    public override bool IsAbandoned => IsAnswered && !Plan.IsOneWay;

    public override TimeSpan? ResponseTimeout => Plan.ResponseTimeout;

    public override string What => Plan.Name;

    /// <summary>Sends the call, through the outgoing filters if there are any.</summary>
    public Task<T> SendAsync()
    {
        if (Silo.OutgoingFilters.Length > 0)
        {
            return SendFilteredAsync();
        }

        Send();
        return Answer;
    }

    public override async Task<Exception?> InvokeAsync(object instance)
    {
        _runsOn = TurnQueue.Current;
        if (IsAbandoned)
        {
            return null; // Cancelled in the moment before; there is nobody to tell.
        }

        try
        {
            var result = Silo.IncomingFilters.Length > 0 || instance is IIncomingGrainCallFilter
                ? await InvokeFilteredAsync(instance)
                : Plan.Invoke(instance, Arguments) is var returned && returned is Task<T> { IsCompletedSuccessfully: true } done
                    ? done.Result
                    : await ResultOf(returned);
            if (Plan.HasOpenResult && result is not null)
            {
                TravelRules.Demand(result.GetType(), Plan, static plan => $"{plan.Name}, result");
            }

            Succeed(result);
            return null;
        }
        catch (Exception failure)
        {
            if (Plan.IsOneWay)
            {
                Silo.Logger.LogWarning(failure, "{Method} of {GrainId} failed, and its caller does not wait", What, Target);
            }

            Fail(failure);
            return failure;
        }
    }

    public override void TimeOut(string message)
    {
        base.TimeOut(message);
        CancelCallee();
    }

    protected override void Finished()
    {
        base.Finished();
        _registration.Unregister();
    }

    private void Send()
    {
        if (_callerToken.IsCancellationRequested)
        {
            Cancel(_callerToken);
            return;
        }

        if (Plan.IsOneWay)
        {
            Succeed(default!);
        }
        else
        {
            Began();
        }

        if (_callerToken.CanBeCanceled)
        {
            _registration = _callerToken.UnsafeRegister(static call => ((GrainCall<T>)call!).CancelByCaller(), this);
        }

        Silo.Deliver(this);
    }

    private async Task<T> SendFilteredAsync()
    {
        var context = new OutgoingCallContext(this, async () =>
        {
            Send();
            return await Answer;
        });
        await context.Invoke();
        return context.Result is null ? default! : (T)context.Result; // A filter need not go on to the method.
    }

    private async Task<T> InvokeFilteredAsync(object instance)
    {
        var context = new IncomingCallContext(this, instance, async () => await ResultOf(Plan.Invoke(instance, Arguments)));
        await context.Invoke();
        return context.Result is null ? default! : (T)context.Result; // A filter need not go on to the method.
    }

    /// <summary>The caller goes on at once, as in Orleans; the callee is told, and may or may not stop.</summary>
    private void CancelByCaller()
    {
        Cancel(_callerToken);
        CancelCallee();
    }

    private void CancelCallee()
    {
        if (_calleeToken is { } token && _runsOn is { } turns)
        {
            turns.Enqueue(new Cancellation(token));
        }
    }

    private async ValueTask<T> ResultOf(object? returned)
    {
        switch (returned)
        {
            case Task<T> task:
                return await task;
            case ValueTask<T> task:
                return await task;
            case Task task:
                await task;
                return default!;
            case ValueTask task:
                await task;
                return default!;
            default:
                return Plan.Method.ReturnType == typeof(void)
                    ? default!
                    : throw new InvalidOperationException($"{Plan.Name} of {Target} returned null in place of a task.");
        }
    }

    private sealed class Cancellation(CancellationTokenSource source) : ITurn
    {
        public void Run() => source.Cancel();
    }
}

/// <summary>A call of an interface method, whatever it returns.</summary>
internal interface IMethodCall
{
    Silo Silo { get; }

    GrainId Target { get; }

    IGrainContext? Source { get; }

    MethodPlan Plan { get; }

    object?[] Arguments { get; }
}
