using Orleans.Streams;
using Orleans.Streams.Core;

namespace Orleans.Embedded.Streams;

/// <summary>Items that were published together, on their way to one subscriber or another.</summary>
internal sealed record StreamBatch(StreamId Stream, object?[] Items, long Sequence, Dictionary<string, object>? Context);

/// <summary>What takes a subscription's items in the place where it is attached.</summary>
internal interface IStreamHandle
{
    Task DeliverAsync(StreamBatch batch);

    Task FailAsync(Exception error);
}

/// <summary>Who wants to know how a delivery went.</summary>
internal interface IDeliveryWatch
{
    /// <summary>Told once, in whatever turn that is known.</summary>
    /// <param name="failure">Null when it arrived.</param>
    void Ended(StreamDelivery delivery, Exception? failure);
}

/// <summary>A batch, or an error, on its way to a grain. It waits its turn like a call, and wakes the grain like one.</summary>
internal sealed class StreamDelivery : Call
{
    private readonly StreamProvider _provider;
    private readonly StreamId _stream;
    private readonly Guid _subscription;
    private readonly StreamBatch? _batch;
    private readonly Exception? _error;
    private readonly IDeliveryWatch _watch;
    private Exception? _failure;
    private int _isAnswered;

    public StreamDelivery(
        StreamProvider provider,
        GrainId target,
        StreamId stream,
        Guid subscription,
        StreamBatch? batch,
        Exception? error,
        IDeliveryWatch watch)
        : base(provider.Silo, target, provider.Turns, source: null)
    {
        (_provider, _stream, _subscription, _batch, _error, _watch) = (provider, stream, subscription, batch, error, watch);
        Context = batch?.Context;
    }

    /// <summary>What is delivered; null when it is an error.</summary>
    public StreamBatch? Batch => _batch;

    /// <summary>When it was sent, by the clock's timestamp.</summary>
    public long SentAt { get; private set; }

    public override string What => $"item of stream {_stream}";

    public override bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    public void Send()
    {
        SentAt = Silo.Clock.GetTimestamp();
        Began();
        Silo.Deliver(this);
    }

    public override async Task<Exception?> InvokeAsync(object instance)
    {
        try
        {
            var activation = (Activation)RuntimeContext.Current!;
            if (Handle(activation) is null && instance is IStreamSubscriptionObserver observer)
            {
                await observer.OnSubscribed(new HandleFactory(_provider, _stream, _subscription));
            }

            if (Handle(activation) is not { } handle)
            {
                Silo.Logger.LogWarning("{GrainId} has not resumed its subscription to {Stream}; an item is dropped", Target, _stream);
            }
            else
            {
                await (_batch is null ? handle.FailAsync(_error!) : handle.DeliverAsync(_batch));
            }

            if (TryAnswer(null))
            {
                Finished();
            }

            return null;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return failure;
        }
    }

    protected override bool TryFail(Exception reason) => TryAnswer(reason);

    protected override void Finished()
    {
        base.Finished();
        _watch.Ended(this, _failure);
    }

    private bool TryAnswer(Exception? failure)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) != 0)
        {
            return false;
        }

        _failure = failure;
        return true;
    }

    private IStreamHandle? Handle(Activation activation) => activation.Rare.StreamHandles?.GetValueOrDefault(_subscription);

    private sealed class HandleFactory(StreamProvider provider, StreamId stream, Guid subscription) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => stream;

        public string ProviderName => provider.Name;

        public GuidId SubscriptionId => GuidId.GetGuidId(subscription);

        public StreamSubscriptionHandle<T> Create<T>() =>
            new SubscriptionHandle<T>((AsyncStream<T>)provider.GetStream<T>(stream), subscription, null, null);
    }
}
