using System.Collections.Immutable;
using Orleans.Providers;

namespace Orleans.Embedded.Streams;

/// <summary>The stored subscriptions of one stream. Key: provider, slash, stream.</summary>
internal interface IPubSubRendezvousGrain : IGrainWithStringKey
{
    Task<ImmutableArray<PubSubEntry>> GetAsync();

    Task AddAsync(PubSubEntry entry);

    Task RemoveAsync(Guid id);
}

/// <param name="Consumer">The subscribed grain, <c>type/key</c>.</param>
/// <param name="FilterData">What a filter is told of the subscription.</param>
[GenerateSerializer, Immutable, Alias("orleans.embedded.pubsub-entry")]
internal sealed record PubSubEntry([property: Id(0)] Guid Id, [property: Id(1)] string Consumer, [property: Id(2)] string? FilterData = null);

[GenerateSerializer, Immutable, Alias("orleans.embedded.pubsub")]
internal sealed record PubSubState
{
    [Id(0)]
    public ImmutableArray<PubSubEntry> Entries { get; init; } = [];
}

/// <summary>A channel in use knows its subscribers itself, so this is asked when one begins and told what changes, and does not stay in memory for that.</summary>
internal sealed class PubSubRendezvousGrain(
    [PersistentState("pubsub", ProviderConstants.DEFAULT_PUBSUB_PROVIDER_NAME)] IPersistentState<PubSubState> store)
    : Grain, IPubSubRendezvousGrain
{
    public Task<ImmutableArray<PubSubEntry>> GetAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(store.State.Entries);
    }

    public Task AddAsync(PubSubEntry entry)
    {
        DeactivateOnIdle();
        return SaveAsync(store.State.Entries.Add(entry));
    }

    public Task RemoveAsync(Guid id)
    {
        DeactivateOnIdle();
        var left = store.State.Entries.RemoveAll(entry => entry.Id == id);
        return left.Length == store.State.Entries.Length ? Task.CompletedTask : SaveAsync(left);
    }

    private async Task SaveAsync(ImmutableArray<PubSubEntry> entries)
    {
        var previous = store.State;
        store.State = new PubSubState { Entries = entries };
        try
        {
            await (entries.IsEmpty ? store.ClearStateAsync() : store.WriteStateAsync());
        }
        catch
        {
            store.State = previous;
            throw;
        }
    }
}
