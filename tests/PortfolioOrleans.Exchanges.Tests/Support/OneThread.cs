using System.Collections.Concurrent;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Runs everything queued to it when told to, on the thread that tells it.</summary>
internal sealed class OneThread : TaskScheduler
{
    private readonly ConcurrentQueue<Task> _queued = new();

    public void RunAll()
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null); // As in a grain: the scheduler is all there is to come back to.
        while (_queued.TryDequeue(out var task))
        {
            TryExecuteTask(task);
        }

        SynchronizationContext.SetSynchronizationContext(outer);
    }

    protected override void QueueTask(Task task) => _queued.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _queued;
}
