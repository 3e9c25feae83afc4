namespace Orleans.Embedded.Scheduling;

/// <summary>
/// The scheduler of one activation, or of one sequential piece of the engine: its turns run one at a time, in order,
/// and every await inside one of them comes back to it.
/// </summary>
/// <param name="runner">Gives the threads.</param>
/// <param name="context">What <see cref="RuntimeContext.Current"/> is during a turn; null outside grains.</param>
/// <param name="name">What says for turn logs whose queue it is, where there is no context. Asked when somebody wants to know.</param>
internal sealed class TurnQueue(TurnRunner runner, IGrainContext? context = null, object? name = null) : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> RunTurn = static turn => ((ITurn)turn!).Run();

    [ThreadStatic]
    private static TurnQueue? _current;

    // Nearly always at most one turn waits, so the queue proper is made when a second one does.
    private object? _next;
    private Queue<object>? _more;
    private bool _posted;

    public static new TurnQueue? Current => _current;

    public TurnRunner Runner => runner;

    /// <summary>What the runner remembers about this queue.</summary>
    public object? Notes { get; set; }

    /// <summary>Queues of a runner are numbered as they are made; orders that must be repeatable go by it.</summary>
    public int Number { get; } = runner.NextNumber();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Adds a turn. Never runs it here and now, and never blocks on user code.</summary>
    public void Enqueue(ITurn turn) => Add(turn);

    /// <summary>Runs <paramref name="work"/> as turns of this queue. What is ambient for the one who asks is not for the work.</summary>
    public Task RunAsync(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
        }

        using (ExecutionContext.SuppressFlow())
        {
            return RunAsync(work);
        }
    }

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>For the runner alone: runs a few turns, then gives way.</summary>
    public void Run()
    {
        var (outerQueue, outerContext) = (_current, RuntimeContext.Current);
        (_current, RuntimeContext.Current) = (this, context);
        try
        {
            for (var left = runner.TurnsAtOnce; left > 0 && TryTake(out var turn); left--)
            {
                if (runner.IsDead)
                {
                    continue;
                }

                if (turn is Task task)
                {
                    TryExecuteTask(task);
                }
                else
                {
                    // Only a task makes this scheduler the current one, which is what brings awaits back here.
                    new Task(RunTurn, turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
                }
            }
        }
        finally
        {
            (_current, RuntimeContext.Current) = (outerQueue, outerContext);
        }

        lock (this)
        {
            _posted = _next is not null;
            if (!_posted)
            {
                return;
            }
        }

        runner.Post(this);
    }

    public override string ToString() => context?.GrainId.ToString() ?? name?.ToString() ?? "engine";

    protected override void QueueTask(Task task) => Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && _current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (this)
        {
            return (_more ?? []).Prepend(_next).OfType<Task>().ToArray();
        }
    }

    // The queue is its own lock: it is internal, and a lock object for each would cost more than its other fields.
    private void Add(object turn)
    {
        runner.Observe(this, TurnEvent.TurnComes);
        lock (this)
        {
            if (_next is null)
            {
                _next = turn;
            }
            else
            {
                (_more ??= new Queue<object>()).Enqueue(turn);
            }

            if (_posted)
            {
                return;
            }

            _posted = true;
        }

        runner.Post(this);
    }

    private bool TryTake(out object turn)
    {
        lock (this)
        {
            turn = _next!;
            _next = null;
            _more?.TryDequeue(out _next);
            return turn is not null;
        }
    }
}

/// <summary>A piece of work that runs without a wait; what it awaits continues in turns of its own.</summary>
internal interface ITurn
{
    void Run();
}
