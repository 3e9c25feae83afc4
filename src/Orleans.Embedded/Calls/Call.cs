namespace Orleans.Embedded.Calls;

/// <summary>A request somebody waits for, but not for ever.</summary>
/// <param name="waiter">In whose turns somebody waits; null outside any.</param>
/// <param name="source">Who calls; null from outside the grains.</param>
internal abstract class Call(Silo silo, GrainId target, TurnQueue? waiter, IGrainContext? source) : Request
{
    public Silo Silo => silo;

    public GrainId Target => target;

    public IGrainContext? Source => source;

    /// <summary>It was not made in a turn of the silo.</summary>
    public bool IsFromOutside => waiter?.Runner != silo.Runner;

    public virtual TimeSpan? ResponseTimeout => null;

    // The list of calls in flight, kept by PendingCalls.
    public long Deadline { get; set; }

    public Call? Before { get; set; }

    public Call? After { get; set; }

    public int Stripe { get; set; } = -1;

    public abstract bool IsAnswered { get; }

    public override bool IsAbandoned => IsAnswered;

    public override void Refuse(Exception reason) => Fail(reason);

    /// <summary>Answers with an exception, unless there is an answer already.</summary>
    public void Fail(Exception reason)
    {
        if (TryFail(reason))
        {
            Finished();
        }
    }

    public virtual void TimeOut(string message) => Fail(new TimeoutException(message));

    /// <summary>From here on somebody waits.</summary>
    protected void Began()
    {
        waiter?.Runner.Observe(waiter, TurnEvent.WaitBegan);
        silo.Pending.Add(this, ResponseTimeout ?? silo.ResponseTimeout);
    }

    protected abstract bool TryFail(Exception reason);

    /// <summary>To be called once, by whoever set the answer.</summary>
    protected virtual void Finished()
    {
        if (Stripe < 0)
        {
            return; // A one-way call: nobody ever waited.
        }

        silo.Pending.Remove(this);
        waiter?.Runner.Observe(waiter, TurnEvent.WaitEnded);
    }
}

/// <summary>A call whose answer is a <typeparamref name="T"/>.</summary>
internal abstract class Call<T>(Silo silo, GrainId target, TurnQueue? waiter, IGrainContext? source) : Call(silo, target, waiter, source)
{
    private readonly TaskCompletionSource<T> _answer = new(silo.Runner.PromiseOptions);

    public Task<T> Answer => _answer.Task;

    public override bool IsAnswered => _answer.Task.IsCompleted;

    protected void Succeed(T result)
    {
        if (_answer.TrySetResult(result))
        {
            Finished();
        }
    }

    protected void Cancel(CancellationToken token)
    {
        if (_answer.TrySetCanceled(token))
        {
            Finished();
        }
    }

    protected override bool TryFail(Exception reason) => _answer.TrySetException(reason);
}
