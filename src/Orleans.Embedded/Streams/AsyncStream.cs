using Orleans.Streams;

namespace Orleans.Embedded.Streams;

/// <summary>A stream as its publishers and subscribers hold it: a name, and the way to its channel.</summary>
internal sealed class AsyncStream<T>(StreamProvider provider, StreamId id) : IAsyncStream<T>
{
    public StreamProvider Provider => provider;

    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => id;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => OnNextBatchAsync([item], token);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        object?[] items = [.. batch];
        if (TravelRules.IsOpen(typeof(T)))
        {
            foreach (var item in items.OfType<object>())
            {
                TravelRules.Demand(item.GetType(), $"Stream provider {ProviderName}, stream {id}");
            }
        }

        return UseAsync(channel => channel.PublishAsync(items));
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("Persistent streams have no end; publishers come and go.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("Publishers of persistent streams send items, not errors.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null) =>
        SubscribeAsync(observer, null, token, filterData);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token) =>
        SubscribeAsync(null, observer, token, null);

    public async Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var consumer = RuntimeContext.Current?.GrainId;
        Guid[] subscriptions = [];
        await UseAsync(async channel => subscriptions = await channel.SubscriptionsOfAsync(consumer));
        return [.. subscriptions.Select(subscription => new SubscriptionHandle<T>(this, subscription, null, null))];
    }

    public async Task UseAsync(Func<StreamChannel, Task> use)
    {
        var channel = provider.Hold(id);
        try
        {
            await use(channel);
        }
        finally
        {
            channel.Release();
        }
    }

    public void DemandNoPast(StreamSequenceToken? token)
    {
        if (token is not null)
        {
            throw new ArgumentException($"Stream provider {ProviderName} is not rewindable; a subscription begins now, without a token.", nameof(token));
        }
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == id && other.ProviderName == ProviderName;

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : id.CompareTo(other.StreamId);

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => id.GetHashCode();

    public override string ToString() => $"{ProviderName}/{id}";

    private async Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T>? observer, IAsyncBatchObserver<T>? batchObserver, StreamSequenceToken? token, string? filterData)
    {
        DemandNoPast(token);
        var activation = RuntimeContext.Current as Activation;
        var own = activation is null ? null : StreamChannel.ImplicitIdOf(activation.GrainId, id);
        var handle = new SubscriptionHandle<T>(this, own ?? Guid.NewGuid(), observer, batchObserver);
        handle.AttachTo(activation);
        if (own is null)
        {
            await UseAsync(channel => channel.SubscribeAsync(handle.HandleId, activation?.GrainId, activation is null ? handle : null, filterData));
        }

        return handle;
    }
}
