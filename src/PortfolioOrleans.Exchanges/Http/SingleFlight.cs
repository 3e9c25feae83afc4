namespace PortfolioOrleans.Exchanges.Http;

/// <summary>
/// Lets one caller do what several need, while the others wait for it. Who waited is told only that it is done and looks for itself, so that one caller's
/// cancellation or failure is never another's. Each caller goes on where it came from.
/// </summary>
internal sealed class SingleFlight
{
    private TaskCompletionSource? _underWay;

    /// <summary>Answers true when <paramref name="work"/> was done for this caller, false when it had waited for another's.</summary>
    public async Task<bool> RunOrWaitAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(); // Who waits goes on on its own scheduler, not by way of another thread.
        if (Interlocked.CompareExchange(ref _underWay, mine, null) is { } other)
        {
            await other.Task.WaitAsync(cancellationToken);
            return false;
        }

        try
        {
            await work();
            return true;
        }
        finally
        {
            Volatile.Write(ref _underWay, null);
            mine.SetResult();
        }
    }
}
