namespace Orleans.Streams;

/// <summary>A named source of streams.</summary>
public interface IStreamProvider
{
    string Name { get; }

    /// <summary>Whether a subscription may begin in the past. The embedded provider's may not.</summary>
    bool IsRewindable { get; }

    /// <exception cref="Embedded.Isolation.NotTransferableException">Items of the type may not travel.</exception>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

/// <summary>A stream, whatever its items.</summary>
public interface IAsyncStream
{
    bool IsRewindable { get; }

    string ProviderName { get; }

    StreamId StreamId { get; }
}

/// <summary>One stream: publish to it, subscribe to it. It exists as long as somebody says its name.</summary>
public interface IAsyncStream<T> : IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>,
    IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The subscriptions of the grain that asks, or of the client outside grains. An activation resumes them, or it gets nothing.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

public interface IAsyncObserver<in T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

public interface IAsyncBatchObserver<T>
{
    Task OnNextAsync(IList<SequentialItem<T>> items);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

public interface IAsyncBatchProducer<in T> : IAsyncObserver<T>
{
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

public interface IAsyncObservable<T>
{
    /// <summary>Subscribes anew each time it is called; the subscription lasts until it is unsubscribed.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}

public interface IAsyncBatchObservable<T>
{
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);

    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token);
}

/// <summary>One item of a batch, and where in the stream it stands.</summary>
public class SequentialItem<T>(T item, StreamSequenceToken? token)
{
    public T Item { get; } = item;

    public StreamSequenceToken? Token { get; } = token;
}

/// <summary>Where in its stream an item stands. Tokens of one stream compare.</summary>
public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken>, IComparable<StreamSequenceToken>
{
    public abstract long SequenceNumber { get; protected set; }

    /// <summary>The place within a batch.</summary>
    public abstract int EventIndex { get; protected set; }

    public abstract bool Equals(StreamSequenceToken? other);

    public abstract int CompareTo(StreamSequenceToken? other);
}

/// <summary>One subscription. Used to resume or to unsubscribe, it is spent.</summary>
public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>>
{
    public abstract StreamId StreamId { get; }

    public abstract string ProviderName { get; }

    public abstract Guid HandleId { get; }

    public abstract Task UnsubscribeAsync();

    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null);

    public abstract bool Equals(StreamSubscriptionHandle<T>? other);
}

/// <summary>An item was offered again and again for a minute, and the subscriber failed each time. It is skipped.</summary>
public class StreamEventDeliveryFailureException(string message, Exception? innerException) : OrleansException(message, innerException);

/// <summary>A subscriber was so slow that items it had not taken were dropped.</summary>
public class QueueCacheMissException(string message) : OrleansException(message);
