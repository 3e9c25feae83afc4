namespace Orleans.Embedded.Scheduling;

/// <summary>Where the turns of one silo get their thread from: the thread pool, or a simulation.</summary>
internal abstract class TurnRunner
{
    private int _queues;

    /// <summary>Once true, for ever: turns not yet begun never run. This is what a crash is.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How many threads turns run on at the same time.</summary>
    public abstract int Threads { get; }

    /// <summary>How many turns of a queue may run before others get a chance.</summary>
    public abstract int TurnsAtOnce { get; }

    /// <summary>How engine promises continue. A simulation needs its continuations kept off the thread pool.</summary>
    public abstract TaskCreationOptions PromiseOptions { get; }

    /// <summary>Runs <see cref="TurnQueue.Run"/> soon, on no more than one thread at a time.</summary>
    public abstract void Post(TurnQueue queue);

    /// <summary>Tells the runner what happens to the queue.</summary>
    public virtual void Observe(TurnQueue queue, TurnEvent what)
    {
    }

    /// <summary>The real time may still bring work that has left the simulation; called before a wait is given up.</summary>
    public virtual void BeforeGivingUp()
    {
    }

    public int NextNumber() => Interlocked.Increment(ref _queues);

    public void Die() => IsDead = true;
}

internal enum TurnEvent
{
    /// <summary>A turn is about to be added, on this thread.</summary>
    TurnComes,

    /// <summary>Something began that more turns will end.</summary>
    WorkBegan,
    WorkEnded,

    /// <summary>It waits for a call or a timer.</summary>
    WaitBegan,
    WaitEnded,
}

internal sealed class ThreadPoolRunner : TurnRunner
{
    public override int Threads => Environment.ProcessorCount;

    public override int TurnsAtOnce => 64;

    public override TaskCreationOptions PromiseOptions => TaskCreationOptions.RunContinuationsAsynchronously;

    public override void Post(TurnQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(queue, preferLocal: true);
}
