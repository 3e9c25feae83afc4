using System.Collections.Concurrent;
using Npgsql;
using PortfolioOrleans.Storage.Batching;

namespace PortfolioOrleans.Storage.Tests.Batching;

/// <summary>A writer held by hand: each batch waits until the test lets it go.</summary>
public sealed class GroupCommitTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<int[]> _batches = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _mayEnd = new(0);
    private readonly GroupCommit<int, int, string> _writes;
    private Func<IReadOnlyList<int>, Exception?> _failure = _ => null;

    public GroupCommitTests() => _writes = new GroupCommit<int, int, string>(row => row / 10, _ => 1, WriteAllAsync);

    public async ValueTask DisposeAsync()
    {
        _mayEnd.Release(10_000);
        await _writes.DisposeAsync();
    }

    [Fact]
    public async Task While_one_batch_is_on_its_way_the_next_collects()
    {
        var first = WriteAsync(10);
        await BegunAsync();
        var others = new[] { WriteAsync(20), WriteAsync(30), WriteAsync(40) };

        LetGo(2);

        Assert.Equal(["10", "20", "30", "40"], await Task.WhenAll([first, .. others]).WaitAsync(Patience));
        Assert.Equal([[10], [20, 30, 40]], _batches);
    }

    [Fact]
    public async Task A_caller_waits_for_its_own_batch()
    {
        var first = WriteAsync(10);
        await BegunAsync();
        var second = WriteAsync(20);

        LetGo(1);
        await first.WaitAsync(Patience);
        await BegunAsync();

        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Rows_of_one_key_go_one_after_the_other_in_the_order_they_came()
    {
        var first = WriteAsync(10);
        await BegunAsync();
        var others = new[] { WriteAsync(21), WriteAsync(22), WriteAsync(31), WriteAsync(23), WriteAsync(32) };

        LetGo(10);
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);

        Assert.Equal([[10], [21, 31], [22, 32], [23]], _batches);
    }

    [Fact]
    public async Task With_two_lanes_what_comes_after_a_batch_has_left_waits_for_nobody()
    {
        await using var writes = new GroupCommit<int, int, string>(row => row / 10, _ => 1, WriteAllAsync, lanes: 2);
        var first = writes.WriteAsync(10, CancellationToken.None);
        await BegunAsync();
        var second = writes.WriteAsync(20, CancellationToken.None);
        await BegunAsync();
        var others = new[] { writes.WriteAsync(30, CancellationToken.None), writes.WriteAsync(40, CancellationToken.None) };

        LetGo(3);

        Assert.Equal(["10", "20", "30", "40"], await Task.WhenAll([first, second, .. others]).WaitAsync(Patience));
        Assert.Equal([[10], [20], [30, 40]], _batches);
    }

    [Fact]
    public async Task Rows_of_one_key_are_never_on_their_way_together_however_many_lanes_there_are()
    {
        var (atOnce, last) = (new ConcurrentDictionary<int, int>(), new ConcurrentDictionary<int, int>());
        await using var writes = new GroupCommit<int, int, string>(row => row % 5, _ => 1, WriteAsync, lanes: 4);

        var rows = Enumerable.Range(0, 2_000).Select(row => writes.WriteAsync(row, CancellationToken.None)).ToList();
        await Task.WhenAll(rows).WaitAsync(Patience);

        Assert.Equal([1995, 1996, 1997, 1998, 1999], last.Values.Order());

        async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<int> batch)
        {
            foreach (var row in batch)
            {
                Assert.True(atOnce.TryAdd(row % 5, row), "Two rows of one key are on their way.");
                Assert.True(!last.TryGetValue(row % 5, out var before) || before < row, "A later row overtook an earlier one of its key.");
            }

            await Task.Yield();
            foreach (var row in batch)
            {
                last[row % 5] = row;
                atOnce.TryRemove(row % 5, out _);
            }

            return [.. batch.Select(row => $"{row}")];
        }
    }

    [Fact]
    public async Task A_batch_has_at_most_500_rows()
    {
        var first = WriteAsync(10);
        await BegunAsync();
        var others = Enumerable.Range(2, 1_200).Select(key => WriteAsync(key * 10)).ToArray();

        LetGo(10);
        await Task.WhenAll([first, .. others]).WaitAsync(Patience);

        Assert.Equal([1, 500, 500, 200], _batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task A_row_that_is_refused_fails_alone()
    {
        _failure = rows => rows.Contains(30) ? Refusal(PostgresErrorCodes.ForeignKeyViolation) : null;
        var first = WriteAsync(10);
        await BegunAsync();
        var others = new[] { WriteAsync(20), WriteAsync(30), WriteAsync(40) };

        LetGo(10);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => others[1].WaitAsync(Patience));
        Assert.Equal(["10", "20", "40"], await Task.WhenAll(first, others[0], others[2]).WaitAsync(Patience));
        Assert.Equal([[10], [20, 30, 40], [20], [30], [40]], _batches);
    }

    [Fact]
    public async Task A_failure_of_the_connection_is_everyones_in_the_batch_and_nobodys_after_it()
    {
        _failure = rows => rows.Contains(20) ? new StorageUnavailableException("gone") : null;
        var first = WriteAsync(10);
        await BegunAsync();
        var second = new[] { WriteAsync(20), WriteAsync(30) };

        LetGo(2);
        var errors = await Task.WhenAll(second.Select(write => Assert.ThrowsAsync<StorageUnavailableException>(() => write.WaitAsync(Patience))));
        LetGo(1);

        Assert.NotSame(errors[0], errors[1]);
        Assert.Equal("30", await WriteAsync(30).WaitAsync(Patience));
        Assert.Equal([[10], [20, 30], [30]], _batches);
    }

    [Fact]
    public async Task A_mistake_of_ours_does_not_stop_the_next_batch()
    {
        _failure = rows => rows.Contains(10) ? new InvalidOperationException("mistake") : null;
        LetGo(10);

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(10).WaitAsync(Patience));

        Assert.Equal("20", await WriteAsync(20).WaitAsync(Patience));
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_is_not_written()
    {
        using var giveUp = new CancellationTokenSource();
        var first = WriteAsync(10);
        await BegunAsync();
        var waiting = _writes.WriteAsync(20, giveUp.Token);
        var other = WriteAsync(30);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
        LetGo(2);

        await Task.WhenAll(first, other).WaitAsync(Patience);
        Assert.Equal([[10], [30]], _batches);
    }

    [Fact]
    public async Task Who_gives_up_on_the_way_leaves_at_once_and_the_row_goes_on()
    {
        using var giveUp = new CancellationTokenSource();
        var leaving = _writes.WriteAsync(10, giveUp.Token);
        await BegunAsync();

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.WaitAsync(Patience));
        LetGo(2);
        Assert.Equal("20", await WriteAsync(20).WaitAsync(Patience));
        Assert.Equal([[10], [20]], _batches);
    }

    [Fact]
    public async Task Ending_writes_what_was_accepted_and_takes_no_more()
    {
        var first = WriteAsync(10);
        await BegunAsync();
        var second = WriteAsync(20);
        LetGo(2);

        await _writes.DisposeAsync();

        Assert.Equal(["10", "20"], await Task.WhenAll(first, second).WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => WriteAsync(30));
    }

    [Fact]
    public async Task A_caller_that_lingers_over_its_answer_does_not_hold_up_the_next_batch()
    {
        SynchronizationContext.SetSynchronizationContext(null); // A caller that nothing else keeps off the pump.
        using var lingering = new ManualResetEventSlim();
        var first = WriteAsync(10).ContinueWith(
            _ => lingering.Wait(Patience), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        LetGo(2); // Not before: what is answered already would be lingered over here.
        await BegunAsync();

        var second = await Task.WhenAny(WriteAsync(20), Task.Delay(TimeSpan.FromSeconds(10)));
        lingering.Set();

        Assert.Equal("20", await Assert.IsType<Task<string>>(second, exactMatch: false));
        Assert.True(await first);
    }

    [Fact]
    public async Task The_work_runs_outside_its_makers_and_its_callers_context()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var seen = new List<TaskScheduler>();
        await Task.Factory.StartNew(
            async () =>
            {
                await using var writes = new GroupCommit<int, int, string>(row => row, _ => 1, rows =>
                {
                    seen.Add(TaskScheduler.Current);
                    return Task.FromResult<IReadOnlyList<string>>([.. rows.Select(row => $"{row}")]);
                });
                await writes.WriteAsync(1, CancellationToken.None);
                Assert.Same(scheduler, TaskScheduler.Current); // And the caller is back where it was.
            },
            CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();

        Assert.Equal([TaskScheduler.Default], seen);
    }

    private static PostgresException Refusal(string state) => new("refused", "ERROR", "ERROR", state);

    private Task<string> WriteAsync(int row) => _writes.WriteAsync(row, CancellationToken.None);

    private async Task BegunAsync() => Assert.True(await _begun.WaitAsync(Patience));

    private void LetGo(int batches) => _mayEnd.Release(batches);

    private async Task<IReadOnlyList<string>> WriteAllAsync(IReadOnlyList<int> rows)
    {
        _batches.Add([.. rows]);
        _begun.Release();
        await _mayEnd.WaitAsync();
        return _failure(rows) is { } failure ? throw failure : [.. rows.Select(row => $"{row}")];
    }
}
