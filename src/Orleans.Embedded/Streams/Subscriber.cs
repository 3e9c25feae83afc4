using Orleans.Streams;

namespace Orleans.Embedded.Streams;

/// <summary>One subscription's queue, and what hands its items over: one batch at a time, again and again while that fails.</summary>
internal sealed class Subscriber(StreamProvider provider, StreamId stream, Guid id, GrainId? consumer, IStreamHandle? clientHandle) : IDeliveryWatch
{
    /// <summary>How many batches may wait before the oldest are dropped and the subscriber is told.</summary>
    public const int LongestBacklog = 10_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryLimit = TimeSpan.FromMinutes(1);

    // Guarded by this object's own lock.
    private Queue<StreamBatch>? _backlog; // Nearly always a batch is on its way before the next one comes.
    private bool _isPumping;
    private bool _isClosed;
    private bool _hasMissed;

    public Guid Id => id;

    /// <summary>The subscribed grain; null for a subscription of this process.</summary>
    public GrainId? Consumer => consumer;

    /// <summary>What a subscription of this process hands items to; replaced when it is resumed.</summary>
    public IStreamHandle? ClientHandle { get; set; } = clientHandle;

    /// <summary>It is in the subscription store, and not in the grain's class or in this process alone.</summary>
    public bool IsStored { get; init; } = consumer is not null;

    public bool MayBeForgotten
    {
        get
        {
            lock (this)
            {
                return consumer is not null && !_isPumping;
            }
        }
    }

    /// <summary>What the filter is told of it.</summary>
    public string? FilterData { get; init; }

    private Silo Silo => provider.Silo;

    /// <summary>For trouble and for what is handed over in this process; made when there is such a thing.</summary>
    private TurnQueue Turns => field ??= new TurnQueue(Silo.Runner, name: this);

    private string Name => consumer?.ToString() ?? "a client";

    public void Push(StreamBatch batch)
    {
        lock (this)
        {
            if (_isClosed || Silo.IsStopping)
            {
                return;
            }

            if (_isPumping)
            {
                _backlog ??= new();
                _backlog.Enqueue(batch);
                if (_backlog.Count > LongestBacklog)
                {
                    _backlog.Dequeue();
                    _hasMissed = true;
                }

                return;
            }

            _isPumping = true;
        }

        HandOn(batch, hasMissed: false);
    }

    public void Close()
    {
        lock (this)
        {
            _isClosed = true;
            _backlog = null;
        }
    }

    public override string ToString() => $"subscriber of {stream}";

    /// <summary>
    /// Puts the next batch on its way. A grain's turn that takes one puts the one after it on its way; only trouble, and what is handed over in this process, needs
    /// turns of the subscription's own.
    /// </summary>
    private void HandOn(StreamBatch batch, bool hasMissed)
    {
        if (hasMissed || consumer is null)
        {
            Pump(batch, hasMissed, Silo.Clock.GetTimestamp(), null);
            return;
        }

        new StreamDelivery(provider, consumer.Value, stream, id, batch, null, this).Send();
    }

    void IDeliveryWatch.Ended(StreamDelivery delivery, Exception? failure)
    {
        if (failure is not null)
        {
            Pump(delivery.Batch!, false, delivery.SentAt, failure);
        }
        else if (TryTake(out var next, out var hasMissed))
        {
            HandOn(next, hasMissed);
        }
    }

    private void Pump(StreamBatch batch, bool hasMissed, long began, Exception? refused) =>
        _ = Turns.RunAsync(() => PumpAsync(batch, hasMissed, began, refused));

    private async Task PumpAsync(StreamBatch batch, bool hasMissed, long began, Exception? refused)
    {
        do
        {
            if (hasMissed)
            {
                await TellAsync(new QueueCacheMissException($"A subscriber of {stream} was {LongestBacklog} items behind; older ones were dropped."));
            }

            await HandOverAsync(batch, began, refused);
            (began, refused) = (Silo.Clock.GetTimestamp(), null);
        }
        while (TryTake(out batch, out hasMissed));
    }

    private bool TryTake(out StreamBatch batch, out bool hasMissed)
    {
        lock (this)
        {
            (hasMissed, _hasMissed) = (_hasMissed, false);
            batch = null!;
            return _isPumping = _backlog?.TryDequeue(out batch!) == true && !Silo.IsStopping;
        }
    }

    /// <param name="began">When it was first offered.</param>
    /// <param name="refused">Why it was not taken then; null if it is offered here for the first time.</param>
    private async Task HandOverAsync(StreamBatch batch, long began, Exception? refused)
    {
        for (var pause = TimeSpan.FromSeconds(1); !_isClosed && !Silo.IsStopping; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if ((refused ?? await OfferAsync(batch)) is not { } failure)
            {
                return;
            }

            if (Silo.Clock.GetElapsedTime(began) + pause > RetryLimit)
            {
                await TellAsync(new StreamEventDeliveryFailureException(
                    $"An item of {stream} was offered to {Name} for {RetryLimit} and is skipped.", failure));
                return;
            }

            Silo.Logger.LogWarning(failure, "An item of {Stream} was refused by {Subscriber}; trying again", stream, Name);
            refused = null;
            await Task.Delay(pause, Silo.Clock);
        }
    }

    private async Task<Exception?> OfferAsync(StreamBatch batch)
    {
        try
        {
            await SendAsync(batch, null);
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private async Task TellAsync(Exception error)
    {
        try
        {
            await SendAsync(null, error);
        }
        catch (Exception failure)
        {
            Silo.Logger.LogWarning(failure, "{Subscriber} failed to be told: {Error}", Name, error.Message);
        }
    }

    private Task SendAsync(StreamBatch? batch, Exception? error)
    {
        if (consumer is { } grain)
        {
            var arrived = new Arrival(Silo.Runner.PromiseOptions);
            new StreamDelivery(provider, grain, stream, id, batch, error, arrived).Send();
            return arrived.Task;
        }

        RequestContext.Import(batch?.Context);
        return batch is null ? ClientHandle!.FailAsync(error!) : ClientHandle!.DeliverAsync(batch);
    }

    /// <summary>The outcome of a delivery as a task.</summary>
    private sealed class Arrival(TaskCreationOptions options) : TaskCompletionSource(options), IDeliveryWatch
    {
        public void Ended(StreamDelivery delivery, Exception? failure)
        {
            if (failure is null)
            {
                SetResult();
            }
            else
            {
                SetException(failure);
            }
        }
    }
}
