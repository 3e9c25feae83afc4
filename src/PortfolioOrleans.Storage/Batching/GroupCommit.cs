using System.Threading.Channels;
using Npgsql;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Batching;

/// <summary>
/// Writes of many callers in few transactions: while batches are on their way, the next collects. First come, first written; two rows of one key are never
/// on their way together, so that the second meets what the first left. A caller's task ends when its own row is committed, or has failed.
/// </summary>
internal sealed class GroupCommit<TRow, TKey, TAnswer> : IAsyncDisposable
    where TKey : notnull
{
    private const int LargestBatch = 500;
    private const int HeaviestBatch = 4 * 1024 * 1024;
    private const int LongestQueue = 10_000;

    private readonly Func<TRow, TKey> _keyOf;
    private readonly Func<TRow, int> _bytesOf;
    private readonly Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TAnswer>>> _writeAsync;
    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(LongestQueue);
    private readonly Lock _collecting = new();
    private readonly Queue<Entry> _deferred = new(); // Arrived already, but waiting for another row of the same key.
    private readonly HashSet<TKey> _onTheirWay = [];
    private readonly Task _lanes;

    /// <param name="keyOf">What tells two rows of a batch apart.</param>
    /// <param name="bytesOf">About what a row weighs; a batch stays near 4 MB.</param>
    /// <param name="writeAsync">
    /// Writes rows in one transaction and answers for each, in the same order. A refusal (<see cref="GroupCommit.RowByRow"/>) is tried again row by
    /// row, so that it hits the row that earned it; any other failure is every row's.
    /// </param>
    /// <param name="lanes">
    /// How many batches may be on their way together. With one, a row that comes just after a batch has left waits for two; more cost a connection each, and
    /// their transactions must not touch the same rows in different orders.
    /// </param>
    public GroupCommit(
        Func<TRow, TKey> keyOf, Func<TRow, int> bytesOf, Func<IReadOnlyList<TRow>, Task<IReadOnlyList<TAnswer>>> writeAsync, int lanes = 1)
    {
        _keyOf = keyOf;
        _bytesOf = bytesOf;
        _writeAsync = writeAsync;

        // On the pool's own scheduler and without the maker's context, whoever makes it: a batch belongs to no caller.
        using (ExecutionContext.SuppressFlow())
        {
            _lanes = Task.WhenAll(Enumerable.Range(0, lanes).Select(_ =>
                Task.Factory.StartNew(PumpAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap()));
        }
    }

    /// <exception cref="StorageUnavailableException">The database cannot be asked now; whether the row was written is unknown.</exception>
    /// <exception cref="OperationCanceledException">
    /// The caller gave up. A row that was still waiting is not written; one that was on its way may be.
    /// </exception>
    public async Task<TAnswer> WriteAsync(TRow row, CancellationToken cancellationToken)
    {
        var entry = new Entry(row);
        await using var giveUp = cancellationToken.UnsafeRegister(
            static (waiting, token) => ((Entry)waiting!).Answer.TrySetCanceled(token), entry);
        try
        {
            await _queue.Writer.WriteAsync(entry, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(GroupCommit<,,>));
        }

        return await entry.Answer.Task;
    }

    /// <summary>Writes what was accepted before, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _lanes;
    }

    private async Task PumpAsync()
    {
        do
        {
            await Task.Yield(); // Who is about to write at this moment, as all whom one price concerns, comes along.
            while (Collect() is { Count: > 0 } batch)
            {
                await WriteAsync(batch);
                End(batch);
            }
        }
        while (await _queue.Reader.WaitToReadAsync());
    }

    /// <summary>The next batch; empty where nothing waits but for rows that are on their way, whose lane comes back for it.</summary>
    private List<Entry> Collect()
    {
        using var alone = _collecting.EnterScope();
        var batch = new List<Entry>();
        var bytes = 0;

        for (var before = _deferred.Count; before > 0; before--)
        {
            Place(_deferred.Dequeue());
        }

        while (batch.Count < LargestBatch && bytes < HeaviestBatch && _deferred.Count < LargestBatch && _queue.Reader.TryRead(out var entry))
        {
            Place(entry);
        }

        return batch;

        void Place(Entry entry)
        {
            if (entry.Answer.Task.IsCompleted)
            {
                return; // Its caller gave up.
            }

            if (batch.Count < LargestBatch && bytes < HeaviestBatch && _onTheirWay.Add(_keyOf(entry.Row)))
            {
                batch.Add(entry);
                bytes += _bytesOf(entry.Row);
            }
            else
            {
                _deferred.Enqueue(entry);
            }
        }
    }

    private void End(List<Entry> batch)
    {
        using var alone = _collecting.EnterScope();
        _onTheirWay.ExceptWith(batch.Select(entry => _keyOf(entry.Row)));
    }

    private async Task WriteAsync(List<Entry> batch)
    {
        try
        {
            var answers = await _writeAsync(batch.ConvertAll(entry => entry.Row));
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.TrySetResult(answers[i]);
            }
        }
        catch (PostgresException refused) when (refused.IsRefusal() && batch.Count > 1)
        {
            foreach (var entry in batch)
            {
                await WriteAsync([entry]);
            }
        }
        catch (PostgresException refused) when (refused.IsRefusal())
        {
            batch[0].Answer.TrySetException(refused.ToCallersError());
        }
        catch (StorageUnavailableException unavailable)
        {
            Fail(() => new StorageUnavailableException(unavailable.Message));
        }
        catch (Exception mistake)
        {
            Fail(() => mistake); // The pump goes on whatever happens; the callers learn of it.
        }

        void Fail(Func<Exception> error)
        {
            foreach (var entry in batch)
            {
                entry.Answer.TrySetException(error());
            }
        }
    }

    private sealed class Entry(TRow row)
    {
        public TRow Row { get; } = row;

        // Continuations leave the pump at once, for their callers' own schedulers.
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

internal static class GroupCommit
{
    /// <summary>What a batch's writer says of a refusal: nothing, so that the batch can find the row it was meant for.</summary>
    public static Exception RowByRow(PostgresException refused) => refused;
}
