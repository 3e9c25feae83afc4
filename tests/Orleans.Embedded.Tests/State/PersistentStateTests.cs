using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Embedded.Tests.State;

public sealed class PersistentStateTests
{
    [Fact]
    public void State_is_there_again_in_the_next_activation()
    {
        using var world = NewWorld(new MemoryGrainStorage());
        var grain = world.Client.GetGrain<IStatefulGrain>("a");

        world.Run(async () =>
        {
            Assert.Equal("0 of nobody, stored: False, etag: none", await grain.DescribeAsync());
            await grain.AddAsync(5);
            await grain.LeaveAsync();
            Assert.Equal("5 of a, stored: True, etag: 1", await grain.DescribeAsync());
        });
    }

    [Fact]
    public void State_outlives_the_silo_as_long_as_the_store_does()
    {
        var store = new MemoryGrainStorage();
        using var world = new SimulatedWorld(seed: 1);
        var first = world.StartSilo(silo => silo.Services.AddGrainStorage("store", (_, _) => store));
        world.Run(() => first.Client.GetGrain<IStatefulGrain>("a").AddAsync(5));

        world.Crash(first);
        var second = world.StartSilo(silo => silo.Services.AddGrainStorage("store", (_, _) => store));

        Assert.Equal("5 of a, stored: True, etag: 1", world.Run(() => second.Client.GetGrain<IStatefulGrain>("a").DescribeAsync()));
    }

    [Fact]
    public void Cleared_state_is_as_if_never_written()
    {
        using var world = NewWorld(new MemoryGrainStorage());
        var grain = world.Client.GetGrain<IStatefulGrain>("a");

        world.Run(async () =>
        {
            await grain.AddAsync(5);
            await grain.ClearAsync();
            Assert.Equal("0 of nobody, stored: False, etag: none", await grain.DescribeAsync());
            await grain.AddAsync(1);
            Assert.Equal("1 of a, stored: True, etag: 2", await grain.DescribeAsync());
        });
    }

    [Fact]
    public void A_write_over_somebody_elses_is_refused_and_ends_the_activation_that_lets_it_escape()
    {
        var store = new MemoryGrainStorage();
        using var world = NewWorld(store);
        var grain = world.Client.GetGrain<IStatefulGrain>("a");

        world.Run(async () =>
        {
            await grain.AddAsync(5);
            await WriteBehindItsBackAsync(store, 100);
            var error = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.AddAsync(1));
            Assert.Equal(("2", "1"), (error.StoredEtag, error.CurrentEtag));

            // The next activation has read what is stored.
            await grain.AddAsync(1);
            Assert.StartsWith("101 of other, stored: True", await grain.DescribeAsync(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Only_the_activation_whose_state_is_stale_ends_not_the_ones_that_called_it()
    {
        var store = new MemoryGrainStorage();
        using var world = NewWorld(store);

        world.Run(async () =>
        {
            var caller = world.Client.GetGrain<IStatefulGrain>("caller");
            var life = await caller.LifeAsync();
            await world.Client.GetGrain<IStatefulGrain>("a").AddAsync(5);
            await WriteBehindItsBackAsync(store, 100);
            await Assert.ThrowsAsync<InconsistentStateException>(() => caller.AddToOtherAsync("a"));
            Assert.Equal(life, await caller.LifeAsync());
        });
    }

    [Fact]
    public void An_inconsistent_state_that_is_caught_ends_nothing()
    {
        var store = new MemoryGrainStorage();
        using var world = NewWorld(store);
        var grain = world.Client.GetGrain<IStatefulGrain>("a");

        world.Run(async () =>
        {
            await grain.AddAsync(5);
            await WriteBehindItsBackAsync(store, 100);
            var life = await grain.LifeAsync();
            await grain.AddSafelyAsync(1);
            Assert.Equal(life, await grain.LifeAsync());
            Assert.StartsWith("101 of other, stored: True", await grain.DescribeAsync(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void What_a_store_throws_comes_wrapped_and_names_store_state_and_grain()
    {
        using var world = NewWorld(new BrokenStore());

        var error = world.Run(() => Assert.ThrowsAsync<OrleansException>(() => world.Client.GetGrain<IStatefulGrain>("a").AddAsync(1)));

        Assert.IsType<IOException>(error.InnerException);
        Assert.Contains("BrokenStore could not write state tally of stateful/a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_is_not_registered_is_named()
    {
        using var world = new World();

        var error = world.Run(() => Assert.ThrowsAsync<BadProviderConfigException>(() => world.Client.GetGrain<IStatefulGrain>("a").DescribeAsync()));

        Assert.Contains("\"store\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_is_for_the_grains_own_turns()
    {
        using var world = NewWorld(new MemoryGrainStorage());

        world.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IStatefulGrain>("a").TouchOutsideAsync());
            Assert.Contains("outside the grain's turns", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Two_states_of_one_grain_are_kept_apart_and_one_without_a_store_is_in_the_default_one()
    {
        using var world = new World(silo => silo.AddMemoryGrainStorageAsDefault().AddMemoryGrainStorage("store"));
        var grain = world.Client.GetGrain<ITwoStatesGrain>("a");

        world.Run(async () =>
        {
            await grain.SetAsync(1, 2);
            await grain.LeaveAsync();
            Assert.Equal((1, 2), await grain.GetAsync());
        });
    }

    [Fact]
    public void A_store_with_a_serializer_keeps_bytes()
    {
        var json = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));
        using var world = new World(silo => silo.AddMemoryGrainStorage("store", options => options.GrainStorageSerializer = json));
        var grain = world.Client.GetGrain<IStatefulGrain>("a");

        world.Run(async () =>
        {
            await grain.AddAsync(5);
            await grain.LeaveAsync();
            Assert.Equal("5 of a, stored: True, etag: 1", await grain.DescribeAsync());
        });

        var bytes = json.Serialize(new Tally { Count = 3, Owner = "x", Seen = ["y"] });
        Assert.Contains("\"Count\": 3", bytes.ToString(), StringComparison.Ordinal);
        Assert.Equal("y", json.Deserialize<Tally>(bytes).Seen[0]);
    }

    [Fact]
    public void A_state_without_a_constructor_without_parameters_starts_with_all_members_default()
    {
        using var world = new World(silo => silo.AddMemoryGrainStorageAsDefault());

        Assert.Equal("0, nothing", world.Run(() => world.Client.GetGrain<IPositionalStateGrain>("a").DescribeAsync()));
    }

    [Fact]
    public void A_store_takes_part_in_the_lifecycle_if_it_wants_to()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddGrainStorage("store", (_, name) => new StartingStore(name, diary)));

        Assert.Equal(["store started"], diary.Entries);
    }

    private static World NewWorld(IGrainStorage store) => new(silo => silo.Services.AddGrainStorage("store", (_, _) => store));

    private static async Task WriteBehindItsBackAsync(IGrainStorage store, int count)
    {
        var record = new GrainState<Tally>(new Tally());
        await store.ReadStateAsync("tally", GrainId.Create("stateful", "a"), record);
        record.State = new Tally { Count = count, Owner = "other" };
        await store.WriteStateAsync("tally", GrainId.Create("stateful", "a"), record);
    }

    private sealed class BrokenStore : IGrainStorage
    {
        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new IOException("disk");

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new IOException("disk");
    }

    private sealed class StartingStore(string name, Diary diary) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<StartingStore>(
            ServiceLifecycleStage.ApplicationServices,
            _ =>
            {
                diary.Add($"{name} started");
                return Task.CompletedTask;
            });

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}

[GenerateSerializer, Immutable]
internal sealed record Tally
{
    [Id(0)]
    public int Count { get; init; }

    [Id(1)]
    public string Owner { get; init; } = "nobody";

    [Id(2)]
    public ImmutableArray<string> Seen { get; init; } = [];
}

internal interface IStatefulGrain : IGrainWithStringKey
{
    Task AddAsync(int count);

    Task AddSafelyAsync(int count);

    Task AddToOtherAsync(string other);

    Task ClearAsync();

    Task<string> DescribeAsync();

    Task<string> LifeAsync();

    Task TouchOutsideAsync();

    Task LeaveAsync();
}

internal sealed class StatefulGrain([PersistentState("tally", "store")] IPersistentState<Tally> store) : Grain, IStatefulGrain
{
    public Task AddAsync(int count)
    {
        store.State = store.State with
        {
            Count = store.State.Count + count,
            Owner = store.State.Owner == "nobody" ? this.GetPrimaryKeyString() : store.State.Owner,
        };
        return store.WriteStateAsync();
    }

    public async Task AddSafelyAsync(int count)
    {
        try
        {
            await AddAsync(count);
        }
        catch (InconsistentStateException)
        {
            await store.ReadStateAsync();
            await AddAsync(count);
        }
    }

    public Task AddToOtherAsync(string other) => GrainFactory.GetGrain<IStatefulGrain>(other).AddAsync(1);

    public Task ClearAsync() => store.ClearStateAsync();

    public Task<string> DescribeAsync() => Task.FromResult(
        $"{store.State.Count} of {store.State.Owner}, stored: {store.RecordExists}, etag: {store.Etag ?? "none"}");

    public Task<string> LifeAsync() => Task.FromResult(GrainContext.ActivationId.ToString());

    public Task TouchOutsideAsync()
    {
        var context = RuntimeContext.Current;
        RuntimeContext.Current = null;
        try
        {
            return Task.FromResult(store.State);
        }
        finally
        {
            RuntimeContext.Current = context;
        }
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[GenerateSerializer, Immutable]
internal sealed record Number([property: Id(0)] int Value, [property: Id(1)] string? Text);

internal interface ITwoStatesGrain : IGrainWithStringKey
{
    Task SetAsync(int left, int right);

    Task<(int Left, int Right)> GetAsync();

    Task LeaveAsync();
}

internal sealed class TwoStatesGrain(
    [PersistentState("left", "store")] IPersistentState<Number> left,
    TimeProvider clock,
    [PersistentState("right")] IPersistentState<Number> right) : Grain, ITwoStatesGrain
{
    public async Task SetAsync(int left1, int right1)
    {
        left.State = new Number(left1, null);
        right.State = new Number(right1, $"{clock.GetUtcNow():O}");
        await left.WriteStateAsync();
        await right.WriteStateAsync();
    }

    public Task<(int Left, int Right)> GetAsync() => Task.FromResult((left.State.Value, right.State.Value));

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

internal interface IPositionalStateGrain : IGrainWithStringKey
{
    Task<string> DescribeAsync();
}

internal sealed class PositionalStateGrain([PersistentState("number")] IPersistentState<Number> store) : Grain, IPositionalStateGrain
{
    public Task<string> DescribeAsync() => Task.FromResult($"{store.State.Value}, {store.State.Text ?? "nothing"}");
}
