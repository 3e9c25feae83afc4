using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Streams;
using Orleans.Streams.Filtering;

namespace Orleans.Embedded.Streams;

/// <summary>
/// Streams within the process. Publishing puts an item into the queue of each subscriber and returns; each queue is worked off
/// at once, in order, and independently of the others.
/// </summary>
internal sealed class StreamProvider : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamChannel> _channels = new();

    /// <param name="filter">Asked before an item goes to a subscriber; null where all get all.</param>
    public StreamProvider(Silo silo, string name, IStreamFilter? filter)
    {
        (Silo, Name, Filter) = (silo, name, filter);
        Turns = new TurnQueue(silo.Runner, name: name);
        silo.Collecting += RetireIdleChannels;
    }

    public Silo Silo { get; }

    public string Name { get; }

    public IStreamFilter? Filter { get; }

    /// <summary>What waits for deliveries: whoever published does not.</summary>
    public TurnQueue Turns { get; }

    public bool IsRewindable => false;

    public static void Register(IServiceCollection services, string name) => services.TryAddKeyedSingleton<IStreamProvider>(
        name, (provider, key) => new StreamProvider(provider.GetRequiredService<Silo>(), (string)key!, provider.GetKeyedService<IStreamFilter>(key)));

    public static IStreamProvider Find(IServiceProvider services, string name) => services.GetKeyedService<IStreamProvider>(name)
        ?? throw new KeyNotFoundException($"No stream provider named \"{name}\" is registered; AddMemoryStreams adds one.");

    public IAsyncStream<T> GetStream<T>(StreamId streamId)
    {
        TravelRules.Demand(typeof(T), (Name, streamId), static stream => $"Stream provider {stream.Name}, stream {stream.streamId}");
        return new AsyncStream<T>(this, streamId);
    }

    /// <summary>The channel of a stream, held until it is released, so that it is not retired meanwhile.</summary>
    public StreamChannel Hold(StreamId id)
    {
        while (true)
        {
            var channel = _channels.GetOrAdd(id, static (id, self) => new StreamChannel(self, id), this);
            if (channel.TryHold())
            {
                return channel;
            }
        }
    }

    private void RetireIdleChannels()
    {
        foreach (var (id, channel) in _channels)
        {
            if (channel.TryRetire())
            {
                _channels.TryRemove(KeyValuePair.Create(id, channel));
            }
        }
    }
}
