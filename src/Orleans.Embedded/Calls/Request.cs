namespace Orleans.Embedded.Calls;

/// <summary>One thing an activation is asked to do: a call, a timer tick, a stream delivery. It is admitted, run once, and completed.</summary>
internal abstract class Request : ITurn
{
    private IRequestHost? _host;

    /// <summary>Free for the queue the request waits in.</summary>
    public Request? Next { get; set; }

    /// <summary>May run beside anything, and holds nothing up.</summary>
    public virtual bool Interleaves => false;

    /// <summary>May run beside others that only read.</summary>
    public virtual bool OnlyReads => false;

    /// <summary>Counts as use, so that an activation that serves it is not idle.</summary>
    public virtual bool IsUse => true;

    /// <summary>Means one activation only: it ends with it, where a call would go on to the next.</summary>
    public virtual bool EndsWithActivation => false;

    /// <summary>Nobody waits for it any more, so it need not start.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>What travels with it.</summary>
    public Dictionary<string, object>? Context { get; init; }

    /// <summary>The call chain it belongs to, if that may come back into grains it has passed.</summary>
    public Guid ReentrancyId => RequestContext.ReentrancyIdIn(Context);

    /// <summary>What it is, for messages and logs.</summary>
    public abstract string What { get; }

    /// <summary>Gives the request its turn on <paramref name="host"/>.</summary>
    public void StartOn(IRequestHost host, TurnQueue turns)
    {
        _host = host;
        turns.Enqueue(this);
    }

    void ITurn.Run() => _host!.Run(this);

    /// <summary>Does it, and answers whoever waits.</summary>
    /// <returns>What went wrong, for the host to judge; it never throws.</returns>
    public abstract Task<Exception?> InvokeAsync(object instance);

    /// <summary>It will not be done, for this reason.</summary>
    public abstract void Refuse(Exception reason);
}

/// <summary>What requests are sent to: an activation, a group of stateless workers, an observer.</summary>
internal interface IRequestTarget
{
    /// <summary>Takes the request over; false when the target has ended and the request has to find another.</summary>
    bool TryReceive(Request request);

    /// <summary>What it is busy with, for somebody who waits.</summary>
    string Describe();
}

/// <summary>What runs requests in its turns.</summary>
internal interface IRequestHost
{
    void Run(Request request);
}
