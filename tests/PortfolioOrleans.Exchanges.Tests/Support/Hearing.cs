namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Follows a feed on one thread, which runs when told to: after each step everything that can happen has happened.</summary>
internal sealed class Hearing<T>
{
    private readonly OneThread _thread = new();
    private readonly ManualClock _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    public Hearing(ManualClock clock, Func<CancellationToken, IAsyncEnumerable<T>> feed)
    {
        _clock = clock;
        _following = Task.Factory.StartNew(() => FollowAsync(feed), CancellationToken.None, TaskCreationOptions.None, _thread).Unwrap();
        Settle();
    }

    public List<T> Heard { get; } = [];

    public bool HasEnded => _following.IsCompleted;

    public Task Ended => _following;

    /// <summary>What was heard since this was last asked.</summary>
    public IReadOnlyList<T> Take()
    {
        Settle();
        T[] taken = [.. Heard];
        Heard.Clear();
        return taken;
    }

    public void Settle() => _thread.RunAll();

    /// <summary>Moves the clock from one thing that is due to the next, letting each happen.</summary>
    public void Advance(TimeSpan by)
    {
        Settle();
        var until = _clock.GetUtcNow() + by;
        while (_clock.NextDue() is { } due && due <= until)
        {
            _clock.Advance(due - _clock.GetUtcNow());
            Settle();
        }

        _clock.Advance(until - _clock.GetUtcNow());
        Settle();
    }

    public void Stop()
    {
        _stop.Cancel();
        Settle();
    }

    private async Task FollowAsync(Func<CancellationToken, IAsyncEnumerable<T>> feed)
    {
        await foreach (var happened in feed(_stop.Token))
        {
            Heard.Add(happened);
        }
    }
}
