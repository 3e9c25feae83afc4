using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orleans.Streams.Filtering;

namespace Orleans.Embedded.Streams;

/// <summary>One stream in use: its subscribers, read from the subscription store when first needed, and its sequence.</summary>
internal sealed class StreamChannel
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(30);

    private readonly StreamProvider _provider;
    private readonly StreamId _id;

    // Guarded by this object's own lock, as activations are.
    private TurnQueue? _turns; // While one of them has work.
    private int _works;
    private List<StreamBatch>? _unsent; // Published while the subscribers are not known yet.
    private ImmutableArray<Subscriber> _subscribers;
    private Task? _loading;
    private long _lastSequence;
    private long _lastUse;
    private int _holds;
    private bool _isRetired;

    public StreamChannel(StreamProvider provider, StreamId id)
    {
        (_provider, _id) = (provider, id);

        // Higher than any token of an earlier channel of this stream, in this process or a former one.
        _lastSequence = provider.Silo.Clock.GetUtcNow().UtcTicks;
    }

    private IPubSubRendezvousGrain Store => _provider.Silo.GrainFactory.GetGrain<IPubSubRendezvousGrain>($"{_provider.Name}/{_id}");

    public bool TryHold()
    {
        lock (this)
        {
            _holds += _isRetired ? 0 : 1;
            return !_isRetired;
        }
    }

    public void Release()
    {
        lock (this)
        {
            _holds--;
            _lastUse = _provider.Silo.Clock.GetTimestamp();
        }
    }

    /// <summary>Ends the channel if nobody has used it for long, and what it knows can be read again.</summary>
    public bool TryRetire()
    {
        lock (this)
        {
            return _isRetired = _holds == 0 && _provider.Silo.Clock.GetElapsedTime(_lastUse) >= IdleLimit
                && (_subscribers.IsDefault || _subscribers.All(subscriber => subscriber.MayBeForgotten));
        }
    }

    /// <summary>Queues the items for every subscriber. The task is done as soon as they are queued.</summary>
    public Task PublishAsync(object?[] items)
    {
        lock (this)
        {
            var batch = new StreamBatch(_id, items, ++_lastSequence, RequestContext.ExportWithoutReentrancy());
            if (_subscribers.IsDefault)
            {
                (_unsent ??= []).Add(batch);
                return LoadedAsync();
            }

            Push(batch);
            return Task.CompletedTask;
        }
    }

    /// <summary>Adds a subscription of a grain, which is stored, or of this process, which is not.</summary>
    public Task SubscribeAsync(Guid id, GrainId? consumer, IStreamHandle? clientHandle, string? filterData) => InTurnAsync(async () =>
    {
        await LoadedAsync();
        if (consumer is { } grain)
        {
            await Store.AddAsync(new PubSubEntry(id, grain.ToString(), filterData));
        }

        lock (this)
        {
            _subscribers = _subscribers.Add(new Subscriber(_provider, _id, id, consumer, clientHandle) { FilterData = filterData });
        }
    });

    public Task UnsubscribeAsync(Guid id) => InTurnAsync(async () =>
    {
        await LoadedAsync();
        var subscriber = Find(id);
        if (subscriber is null or { IsStored: true })
        {
            await Store.RemoveAsync(id);
        }

        subscriber?.Close();
        lock (this)
        {
            _subscribers = _subscribers.RemoveAll(one => one.Id == id);
        }
    });

    /// <summary>The subscriptions of a grain, the implicit one included; with null, those of this process.</summary>
    public async Task<Guid[]> SubscriptionsOfAsync(GrainId? consumer)
    {
        await LoadedAsync();
        return [.. _subscribers.Where(subscriber => subscriber.Consumer == consumer).Select(subscriber => subscriber.Id)];
    }

    /// <returns>Null when there is none, or when it is not known here yet.</returns>
    public Subscriber? Find(Guid id) => _subscribers.IsDefault ? null : _subscribers.FirstOrDefault(subscriber => subscriber.Id == id);

    /// <summary>The subscription a grain has without having asked; null when it has none.</summary>
    public static Guid? ImplicitIdOf(GrainId consumer, StreamId stream)
    {
        var isSubscribed = GrainClasses.SubscribedTo(stream.GetNamespace() ?? "").Any(one => ConsumerOf(one, stream) == consumer);
        return isSubscribed ? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{consumer} {stream}")).AsSpan(0, 16)) : null;
    }

    public override string ToString() => $"stream {_id}";

    private static GrainId ConsumerOf(GrainClass grainClass, StreamId stream)
    {
        var isInteger = typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass.Type) && long.TryParse(stream.Key.Span, out _);
        return new GrainId(grainClass.GrainType, isInteger
            ? GrainIdKeyExtensions.CreateIntegerKey(long.Parse(stream.Key.Span))
            : new IdSpan(stream.Key.ToArray()));
    }

    private void Push(StreamBatch batch)
    {
        _lastUse = _provider.Silo.Clock.GetTimestamp();
        var filter = _provider.Filter;
        foreach (var subscriber in _subscribers)
        {
            if (filter is null || Wants(filter, subscriber, batch))
            {
                subscriber.Push(batch);
            }
        }
    }

    /// <summary>A batch is kept from a subscriber that wants none of its items; one that cannot be judged is not.</summary>
    private bool Wants(IStreamFilter filter, Subscriber subscriber, StreamBatch batch)
    {
        try
        {
            foreach (var item in batch.Items)
            {
                if (filter.ShouldDeliver(_id, item!, subscriber.FilterData))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception failure)
        {
            _provider.Silo.Logger.LogWarning(failure, "The filter of {Stream} failed; the item is delivered", _id);
            return true;
        }
    }

    /// <summary>Runs work in turns of the channel's own, which has them only as long as there is some: most channels never have any again.</summary>
    private Task InTurnAsync(Func<Task> work)
    {
        lock (this)
        {
            _turns ??= new TurnQueue(_provider.Silo.Runner, name: this);
            _works++;
            return _turns.RunAsync(async () =>
            {
                try
                {
                    await work();
                }
                finally
                {
                    lock (this)
                    {
                        _turns = --_works == 0 ? null : _turns;
                    }
                }
            });
        }
    }

    private Task LoadedAsync()
    {
        lock (this)
        {
            return _loading ??= InTurnAsync(LoadAsync);
        }
    }

    private async Task LoadAsync()
    {
        try
        {
            var stored = await Store.GetAsync();
            lock (this)
            {
                var implicitOnes = GrainClasses.SubscribedTo(_id.GetNamespace() ?? "")
                    .Select(one => ConsumerOf(one, _id))
                    .Select(consumer => new Subscriber(_provider, _id, ImplicitIdOf(consumer, _id)!.Value, consumer, null) { IsStored = false });
                _subscribers = [.. implicitOnes, .. stored.Select(entry =>
                    new Subscriber(_provider, _id, entry.Id, GrainId.Parse(entry.Consumer), null) { FilterData = entry.FilterData })];
                _unsent?.ForEach(Push);
                (_unsent, _loading) = (null, Task.CompletedTask);
            }
        }
        catch
        {
            lock (this)
            {
                _loading = null; // Whoever waits gets the failure; whoever comes next tries again.
                _unsent = null;
            }

            throw;
        }
    }
}
