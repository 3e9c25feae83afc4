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

/// <summary>A batch, or an error, on its way to a grain. It waits its turn like a call, and wakes the grain like one.</summary>
internal sealed class StreamDelivery : Call<Nothing>
{
    private readonly StreamProvider _provider;
    private readonly StreamId _stream;
    private readonly Guid _subscription;
    private readonly StreamBatch? _batch;
    private readonly Exception? _error;

    /// <param name="turns">The subscription's own queue: whoever published does not wait.</param>
    public StreamDelivery(
        StreamProvider provider, TurnQueue turns, GrainId target, StreamId stream, Guid subscription, StreamBatch? batch, Exception? error)
        : base(provider.Silo, target, turns, source: null)
    {
        (_provider, _stream, _subscription, _batch, _error) = (provider, stream, subscription, batch, error);
        Context = batch?.Context;
    }

    /// <summary>Told once of the outcome, in whatever turn that is known; null when it arrived.</summary>
    public Action<Exception?>? Ended { get; init; }

    public override string What => $"item of stream {_stream}";

    public Task SendAsync()
    {
        Began();
        Silo.Deliver(this);
        return Answer;
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

            Succeed(default);
            return null;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return failure;
        }
    }

    protected override void Finished()
    {
        base.Finished();
        Ended?.Invoke(Answer.Exception?.InnerException);
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
