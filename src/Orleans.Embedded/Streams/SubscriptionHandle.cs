using Orleans.Streams;

namespace Orleans.Embedded.Streams;

/// <summary>A subscription as its owner holds it, and, once it has an observer, what items are handed to.</summary>
internal sealed class SubscriptionHandle<T>(
    AsyncStream<T> stream, Guid id, IAsyncObserver<T>? observer, IAsyncBatchObserver<T>? batchObserver)
    : StreamSubscriptionHandle<T>, IStreamHandle
{
    private bool _isSpent;

    public override StreamId StreamId => stream.StreamId;

    public override string ProviderName => stream.ProviderName;

    public override Guid HandleId => id;

    public override async Task UnsubscribeAsync()
    {
        Spend();
        (RuntimeContext.Current as Activation)?.Rare.StreamHandles?.Remove(id);
        await stream.UseAsync(channel => channel.UnsubscribeAsync(id));
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) =>
        ResumeAsync(new SubscriptionHandle<T>(stream, id, observer, null), token);

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) =>
        ResumeAsync(new SubscriptionHandle<T>(stream, id, null, observer), token);

    /// <summary>Makes this handle the one that takes the items of its subscription in the activation.</summary>
    public void AttachTo(Activation? activation)
    {
        if (activation is not null)
        {
            (activation.Rare.StreamHandles ??= [])[id] = this;
        }
    }

    public async Task DeliverAsync(StreamBatch batch)
    {
        if (batchObserver is not null)
        {
            await batchObserver.OnNextAsync(
                [.. batch.Items.Select((item, index) => new SequentialItem<T>((T)item!, new SequenceToken(batch.Sequence, index)))]);
            return;
        }

        for (var index = 0; index < batch.Items.Length; index++)
        {
            await observer!.OnNextAsync((T)batch.Items[index]!, new SequenceToken(batch.Sequence, index));
        }
    }

    public Task FailAsync(Exception error) => observer?.OnErrorAsync(error) ?? batchObserver!.OnErrorAsync(error);

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == id;

    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    public override int GetHashCode() => id.GetHashCode();

    private async Task<StreamSubscriptionHandle<T>> ResumeAsync(SubscriptionHandle<T> next, StreamSequenceToken? token)
    {
        stream.DemandNoPast(token);
        Spend();
        if (RuntimeContext.Current is Activation activation)
        {
            next.AttachTo(activation);
        }
        else
        {
            await stream.UseAsync(channel => Task.FromResult((channel.Find(id)
                ?? throw new InvalidOperationException($"There is no subscription {id} to {stream} any more.")).ClientHandle = next));
        }

        return next;
    }

    private void Spend()
    {
        if (_isSpent)
        {
            throw new InvalidOperationException("This handle has been used to resume or to unsubscribe, and is no longer valid.");
        }

        _isSpent = true;
    }
}
