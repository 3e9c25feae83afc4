using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Http;

public sealed class SingleFlightTests
{
    private readonly SingleFlight _flight = new();

    [Fact]
    public async Task Those_who_come_meanwhile_wait_and_do_nothing_themselves()
    {
        var done = new TaskCompletionSource();
        var works = 0;

        var first = _flight.RunOrWaitAsync(() => Work(done.Task), CancellationToken.None);
        var second = _flight.RunOrWaitAsync(() => Work(Task.CompletedTask), CancellationToken.None);
        Assert.False(second.IsCompleted);
        done.SetResult();

        Assert.True(await first);
        Assert.False(await second);
        Assert.Equal(1, works);

        Task Work(Task until)
        {
            works++;
            return until;
        }
    }

    [Fact]
    public async Task The_failure_of_one_is_not_the_failure_of_another()
    {
        var done = new TaskCompletionSource();
        var first = _flight.RunOrWaitAsync(() => done.Task, CancellationToken.None);
        var second = _flight.RunOrWaitAsync(() => Task.CompletedTask, CancellationToken.None);

        done.SetException(new InvalidOperationException());

        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        Assert.False(await second);
        Assert.True(await _flight.RunOrWaitAsync(() => Task.CompletedTask, CancellationToken.None));
    }

    [Fact]
    public async Task Who_waits_may_stop_waiting()
    {
        var done = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var first = _flight.RunOrWaitAsync(() => done.Task, CancellationToken.None);
        var second = _flight.RunOrWaitAsync(() => Task.CompletedTask, impatient.Token);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(first.IsCompleted);
        done.SetResult();
        Assert.True(await first);
    }

    [Fact]
    public void Who_waited_on_a_scheduler_goes_on_there_without_another_thread()
    {
        var grain = new OneThread();
        var done = new TaskCompletionSource();
        using var life = new CancellationTokenSource();
        var first = Start(() => done.Task);
        var second = Start(() => Task.CompletedTask);
        grain.RunAll();

        done.SetResult();
        grain.RunAll();

        Assert.True(first.IsCompleted && second.IsCompleted, "Something went by way of another thread.");

        Task<bool> Start(Func<Task> work) =>
            Task.Factory.StartNew(() => _flight.RunOrWaitAsync(work, life.Token), CancellationToken.None, TaskCreationOptions.None, grain).Unwrap();
    }
}
