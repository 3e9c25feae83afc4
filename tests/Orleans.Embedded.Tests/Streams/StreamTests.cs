using System.Globalization;
using Orleans.Embedded.Streams;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.Streams.Filtering;

namespace Orleans.Embedded.Tests.Streams;

public sealed class StreamTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Diary _diary = new();
    private readonly MemoryGrainStorage _subscriptions = new();

    [Fact]
    public void Items_reach_a_subscribed_grain_in_order_and_at_once()
    {
        using var world = NewWorld();
        var started = world.Clock.GetUtcNow();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("r").SubscribeAsync("s");
            for (var number = 1; number <= 3; number++)
            {
                await Publish(world, "s").OnNextAsync(new Item(number));
            }
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r got 1", "r got 2", "r got 3"], _diary.Entries);
        Assert.Equal(started, world.Clock.GetUtcNow());
    }

    [Fact]
    public void Publishing_returns_once_the_item_is_queued_whatever_its_subscribers_do()
    {
        using var world = NewWorld();
        var started = world.Clock.GetUtcNow();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("slow").SubscribeAsync("s");
            await world.Client.GetGrain<IReaderGrain>("quick").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Publish(world, "s").OnNextAsync(new Item(2));
            Assert.Equal(started, world.Clock.GetUtcNow());
        });
        world.RunFor(TimeSpan.Zero);

        // The slow one takes ten seconds an item.
        Assert.Equal(["quick got 1", "quick got 2", "slow got 1"], _diary.Entries.Order());
        world.RunFor(Second * 10);
        Assert.Equal("slow got 2", _diary.Entries[^1]);
    }

    [Fact]
    public void An_explicit_subscription_outlives_a_deactivation_and_wakes_the_grain_that_resumes_it()
    {
        using var world = NewWorld();
        var reader = world.Client.GetGrain<IReaderGrain>("r");

        world.Run(async () =>
        {
            await reader.SubscribeAsync("s");
            await reader.LeaveAsync();
            await Publish(world, "s").OnNextAsync(new Item(1));
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r resumed", "r got 1"], _diary.Entries);
    }

    [Fact]
    public void A_filter_keeps_items_from_subscribers_that_do_not_want_them_in_this_silo_and_the_next()
    {
        using var world = new SimulatedWorld(seed: 1);
        var first = world.StartSilo(Filtered);
        world.Run(async () =>
        {
            await first.Client.GetGrain<IReaderGrain>("odd").SubscribeAsync("s", "1");
            await first.Client.GetGrain<IReaderGrain>("all").SubscribeAsync("s");
            await StreamOf(first).OnNextBatchAsync([new Item(1), new Item(3)]);
            await StreamOf(first).OnNextBatchAsync([new Item(2), new Item(4)]);
        });
        world.RunFor(TimeSpan.Zero);
        world.Crash(first);
        var second = world.StartSilo(Filtered);
        world.Run(async () =>
        {
            await StreamOf(second).OnNextAsync(new Item(6));
            await StreamOf(second).OnNextAsync(new Item(7));
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(
            ["all got 1", "all got 2", "all got 3", "all got 4", "all got 6", "all got 7", "odd got 1", "odd got 3", "odd got 7"],
            _diary.Entries.Where(entry => entry.Contains("got", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_filter_that_fails_and_one_that_wants_an_item_of_a_batch_let_it_pass()
    {
        using var world = new World(Filtered);

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("odd").SubscribeAsync("s", "1");
            await world.Client.GetGrain<IReaderGrain>("broken").SubscribeAsync("s", "not a number");
            await Publish(world, "s").OnNextBatchAsync([new Item(4), new Item(5)]);
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["broken got 4", "broken got 5", "odd got 4", "odd got 5"], _diary.Entries.Order());
    }

    [Fact]
    public void An_explicit_subscription_outlives_the_silo()
    {
        using var world = new SimulatedWorld(seed: 1);
        var first = world.StartSilo(Configure);
        world.Run(() => first.Client.GetGrain<IReaderGrain>("r").SubscribeAsync("s"));

        world.Crash(first);
        var second = world.StartSilo(Configure);
        world.Run(() => second.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s").OnNextAsync(new Item(1)));
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r resumed", "r got 1"], _diary.Entries);
    }

    [Fact]
    public void A_subscription_that_was_ended_gets_nothing_more()
    {
        using var world = NewWorld();
        var reader = world.Client.GetGrain<IReaderGrain>("r");

        world.Run(async () =>
        {
            await reader.SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Task.Delay(Second, world.Clock);
            await reader.UnsubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(2));
            Assert.Equal(0, await reader.SubscriptionsAsync("s"));
        });
        world.RunFor(Second);

        Assert.Equal(["r got 1"], _diary.Entries);
    }

    [Fact]
    public void Each_subscription_of_a_grain_gets_each_item()
    {
        using var world = NewWorld();
        var reader = world.Client.GetGrain<IReaderGrain>("r");

        world.Run(async () =>
        {
            await reader.SubscribeAsync("s");
            await reader.SubscribeAsync("s");
            Assert.Equal(2, await reader.SubscriptionsAsync("s"));
            await Publish(world, "s").OnNextAsync(new Item(1));
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r got 1", "r got 1"], _diary.Entries);
    }

    [Fact]
    public void A_handle_is_spent_once_used()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            var handle = await Publish(world, "s").SubscribeAsync((_, _) => Task.CompletedTask);
            var resumed = await handle.ResumeAsync((_, _) => Task.CompletedTask);
            Assert.Equal(handle.HandleId, resumed.HandleId);
            await Assert.ThrowsAsync<InvalidOperationException>(() => handle.UnsubscribeAsync());
            await resumed.UnsubscribeAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(() => resumed.UnsubscribeAsync());
        });
    }

    [Fact]
    public void The_client_subscribes_lists_resumes_and_unsubscribes()
    {
        using var world = NewWorld();
        var stream = Publish(world, "s");

        world.Run(async () =>
        {
            await stream.SubscribeAsync((item, _) => Note("old", item));
            await stream.OnNextAsync(new Item(1));
            await Task.Delay(Second, world.Clock);
            var handle = Assert.Single(await stream.GetAllSubscriptionHandles());
            var resumed = await handle.ResumeAsync((item, _) => Note("new", item));
            await stream.OnNextAsync(new Item(2));
            await Task.Delay(Second, world.Clock);
            await resumed.UnsubscribeAsync();
            await stream.OnNextAsync(new Item(3));
            Assert.Empty(await stream.GetAllSubscriptionHandles());
        });
        world.RunFor(Second);

        Assert.Equal(["old 1", "new 2"], _diary.Entries);

        Task Note(string name, Item item)
        {
            _diary.Add($"{name} {item.Number}");
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_subscription_of_the_client_ends_with_its_silo()
    {
        using var world = new SimulatedWorld(seed: 1);
        var first = world.StartSilo(Configure);
        world.Run(() => first.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s").SubscribeAsync((_, _) => Task.CompletedTask));

        world.Crash(first);
        var second = world.StartSilo(Configure);

        Assert.Empty(world.Run(() => second.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s").GetAllSubscriptionHandles()));
    }

    [Fact]
    public void Tokens_grow_within_a_batch_from_batch_to_batch_and_from_silo_to_silo()
    {
        using var world = new SimulatedWorld(seed: 1);
        List<StreamSequenceToken> tokens = [];
        for (var life = 0; life < 2; life++)
        {
            var silo = world.StartSilo(Configure);
            world.Run(async () =>
            {
                var stream = silo.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s");
                await stream.SubscribeAsync((_, token) =>
                {
                    tokens.Add(token!);
                    return Task.CompletedTask;
                });
                await stream.OnNextAsync(new Item(1));
                await stream.OnNextBatchAsync([new Item(2), new Item(3)]);
                await Task.Delay(Second, world.Clock);
            });
            world.Crash(silo);
        }

        Assert.Equal(6, tokens.Distinct().Count());
        Assert.Equal(tokens, tokens.Order());
        Assert.Equal(tokens[1].SequenceNumber, tokens[2].SequenceNumber);
        Assert.Equal((0, 1), (tokens[1].EventIndex, tokens[2].EventIndex));
    }

    [Fact]
    public void A_batch_observer_gets_a_batch_at_a_time()
    {
        using var world = NewWorld();
        var observer = new BatchObserver();

        world.Run(async () =>
        {
            await Publish(world, "s").SubscribeAsync(observer);
            await Publish(world, "s").OnNextBatchAsync([new Item(1), new Item(2)]);
            await Publish(world, "s").OnNextAsync(new Item(3));
            await Task.Delay(Second, world.Clock);
        });

        Assert.Equal(["1 2", "3"], observer.Batches);
    }

    [Fact]
    public void An_item_that_is_refused_is_offered_again_and_holds_up_only_its_own_subscription()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("fails-twice").SubscribeAsync("s");
            await world.Client.GetGrain<IReaderGrain>("r").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Publish(world, "s").OnNextAsync(new Item(2));
        });
        world.RunFor(Second * 10);

        Assert.Equal(
            ["fails-twice refused 1", "fails-twice refused 1", "fails-twice got 1", "fails-twice got 2"],
            _diary.Entries.Where(entry => entry.StartsWith("fails", StringComparison.Ordinal)));
        Assert.Contains("r got 2", _diary.Entries);
    }

    [Fact]
    public void An_item_refused_for_a_minute_is_skipped_and_the_subscriber_is_told()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("fails-on-1").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Publish(world, "s").OnNextAsync(new Item(2));
        });
        world.RunFor(TimeSpan.FromSeconds(61));

        Assert.Equal(["fails-on-1 error StreamEventDeliveryFailureException", "fails-on-1 got 2"], _diary.Entries.TakeLast(2));
    }

    [Fact]
    public void A_subscriber_far_behind_loses_the_oldest_items_and_is_told()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("stuck").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Task.Delay(Second, world.Clock);
            for (var number = 2; number <= 10_010; number++)
            {
                await Publish(world, "s").OnNextAsync(new Item(number));
            }

            await world.Client.GetGrain<IReaderGrain>("stuck").LetGoAsync();
        });
        world.RunFor(Second);

        Assert.Equal(["stuck got 1", "stuck error QueueCacheMissException", "stuck got 11"], _diary.Entries.Take(3));
        Assert.Equal("stuck got 10010", _diary.Entries[^1]);
        Assert.Equal(10_002, _diary.Entries.Count);
    }

    [Fact]
    public void An_implicit_subscriber_is_woken_told_of_its_subscription_and_handed_the_item()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await Publish(world, "alice", "implicit").OnNextAsync(new Item(1));
            await Publish(world, "alice", "implicit").OnNextAsync(new Item(2));
            await Publish(world, "bob", "implicit").OnNextAsync(new Item(3));
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(
            ["alice got 1 of implicit/alice", "alice got 2 of implicit/alice", "alice is subscribed"],
            _diary.Entries.Where(entry => entry.StartsWith("alice", StringComparison.Ordinal)).Order());
        Assert.Contains("bob got 3 of implicit/bob", _diary.Entries);
    }

    [Fact]
    public void An_implicit_subscriber_with_an_integer_key_is_the_one_the_stream_names()
    {
        using var world = NewWorld();

        world.Run(() => world.Client.GetStreamProvider("streams").GetStream<Item>("implicit-number", 255).OnNextAsync(new Item(1)));
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["number 255 got 1"], _diary.Entries);
    }

    [Fact]
    public void A_grain_publishes_and_values_of_the_request_travel_with_the_item()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("context").SubscribeAsync("s");
            RequestContext.Set("user", "alice");
            await world.Client.GetGrain<IReaderGrain>("w").PublishAsync("s", 7);
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["context got 7 from alice"], _diary.Entries);
    }

    [Fact]
    public void Publishing_fails_while_subscriptions_cannot_be_read_and_works_again_afterwards()
    {
        var store = new MoodyStore(_subscriptions) { IsAway = true };
        using var world = new World(silo => silo.AddMemoryStreams("streams").Services.AddSingleton(_diary)
            .AddGrainStorage("PubSubStore", (_, _) => store));

        world.Run(async () =>
        {
            await Assert.ThrowsAsync<OrleansException>(() => Publish(world, "s").OnNextAsync(new Item(1)));
            store.IsAway = false;
            await world.Client.GetGrain<IReaderGrain>("r").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(2));
        });
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r got 2"], _diary.Entries);
    }

    [Fact]
    public void A_stream_nobody_uses_is_forgotten_and_found_again()
    {
        using var world = NewWorld();
        world.Run(async () =>
        {
            await world.Client.GetGrain<IReaderGrain>("r").SubscribeAsync("s");
            await Publish(world, "s").OnNextAsync(new Item(1));
        });

        world.RunFor(TimeSpan.FromHours(1));
        Assert.Empty(world.Silo.ActiveGrains);
        world.Run(() => Publish(world, "s").OnNextAsync(new Item(2)));
        world.RunFor(TimeSpan.Zero);

        Assert.Equal(["r got 1", "r resumed", "r got 2"], _diary.Entries);
    }

    [Fact]
    public void What_the_provider_cannot_do_it_refuses()
    {
        using var world = NewWorld();

        Assert.Throws<KeyNotFoundException>(() => world.Client.GetStreamProvider("unknown"));
        Assert.False(world.Client.GetStreamProvider("streams").IsRewindable);
        world.Run(async () =>
        {
            StreamSequenceToken? token = null;
            await Publish(world, "s").SubscribeAsync((_, seen) =>
            {
                token = seen;
                return Task.CompletedTask;
            });
            await Publish(world, "s").OnNextAsync(new Item(1));
            await Task.Delay(Second, world.Clock);
            await Assert.ThrowsAsync<ArgumentException>(() => Publish(world, "s").SubscribeAsync((_, _) => Task.CompletedTask, token));
        });
    }

    [Fact]
    public async Task On_real_threads_each_subscriber_gets_every_item_once_and_in_order()
    {
        const int Items = 2_000;
        await using var cluster = await Cluster.StartAsync(Configure);
        var stream = cluster.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s");
        var seen = Enumerable.Range(0, 4).Select(_ => (Numbers: new List<int>(), Done: new TaskCompletionSource())).ToArray();
        foreach (var (numbers, done) in seen)
        {
            await stream.SubscribeAsync((item, _) =>
            {
                numbers.Add(item.Number);
                if (numbers.Count == Items)
                {
                    done.SetResult();
                }

                return Task.CompletedTask;
            });
        }

        for (var number = 0; number < Items; number++)
        {
            await stream.OnNextAsync(new Item(number));
        }

        await Task.WhenAll(seen.Select(one => one.Done.Task)).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.All(seen, one => Assert.Equal(Enumerable.Range(0, Items), one.Numbers));
    }

    private static IAsyncStream<Item> Publish(World world, string key, string ns = "ns") =>
        world.Client.GetStreamProvider("streams").GetStream<Item>(ns, key);

    private static IAsyncStream<Item> StreamOf(SimulatedSilo silo) => silo.Client.GetStreamProvider("streams").GetStream<Item>("ns", "s");

    private World NewWorld() => new(Configure);

    private void Filtered(ISiloBuilder silo)
    {
        Configure(silo);
        silo.Services.AddKeyedSingleton<IStreamFilter, RemainderFilter>("streams");
    }

    private void Configure(ISiloBuilder silo) => silo.AddMemoryStreams("streams").Services.AddSingleton(_diary)
        .AddGrainStorage("PubSubStore", (_, _) => _subscriptions);

    /// <summary>Lets pass what leaves the remainder that a subscription asks for when it is halved.</summary>
    private sealed class RemainderFilter : IStreamFilter
    {
        public bool ShouldDeliver(StreamId streamId, object item, string? filterData) =>
            filterData is null || ((Item)item).Number % 2 == int.Parse(filterData, CultureInfo.InvariantCulture);
    }

    private sealed class BatchObserver : IAsyncBatchObserver<Item>
    {
        public List<string> Batches { get; } = [];

        public Task OnNextAsync(IList<SequentialItem<Item>> items)
        {
            Batches.Add(string.Join(" ", items.Select(item => item.Item.Number)));
            return Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }

    private sealed class MoodyStore(IGrainStorage inner) : IGrainStorage
    {
        public bool IsAway { get; set; }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ClearStateAsync(stateName, grainId, grainState);

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            IsAway ? throw new IOException("away") : inner.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.WriteStateAsync(stateName, grainId, grainState);
    }
}

[GenerateSerializer, Immutable]
internal sealed record Item([property: Id(0)] int Number);

internal interface IReaderGrain : IGrainWithStringKey
{
    Task SubscribeAsync(string stream);

    [Alias("filtered")]
    Task SubscribeAsync(string stream, string? filterData);

    Task UnsubscribeAsync(string stream);

    Task<int> SubscriptionsAsync(string stream);

    Task PublishAsync(string stream, int number);

    [AlwaysInterleave]
    Task LetGoAsync();

    Task LeaveAsync();
}

internal sealed class ReaderGrain(Diary diary, TimeProvider clock) : Grain, IReaderGrain
{
    private readonly TaskCompletionSource _letGo = new();
    private int _refusals;

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await Stream("s").GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(OnNextAsync, OnErrorAsync);
            diary.Add($"{Key} resumed");
        }
    }

    public Task SubscribeAsync(string stream) => SubscribeAsync(stream, null);

    public async Task SubscribeAsync(string stream, string? filterData) =>
        await Stream(stream).SubscribeAsync(new DelegateObserver<Item>(OnNextAsync, OnErrorAsync, null), null, filterData);

    public async Task UnsubscribeAsync(string stream)
    {
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public async Task<int> SubscriptionsAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    public Task PublishAsync(string stream, int number) => Stream(stream).OnNextAsync(new Item(number));

    public Task LetGoAsync()
    {
        _letGo.SetResult();
        return Task.CompletedTask;
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task OnNextAsync(Item item, StreamSequenceToken? token)
    {
        if (Key == "fails-twice" && _refusals < 2)
        {
            _refusals++;
            diary.Add($"{Key} refused {item.Number}");
            throw new InvalidOperationException("not now");
        }

        if (Key == "fails-on-1" && item.Number == 1)
        {
            throw new InvalidOperationException("never");
        }

        diary.Add($"{Key} got {item.Number}{(Key == "context" ? $" from {RequestContext.Get("user")}" : "")}");
        if (Key == "slow")
        {
            await Task.Delay(TimeSpan.FromSeconds(10), clock);
        }

        if (Key == "stuck")
        {
            await _letGo.Task;
        }
    }

    private Task OnErrorAsync(Exception error)
    {
        diary.Add($"{Key} error {error.GetType().Name}");
        return Task.CompletedTask;
    }

    private IAsyncStream<Item> Stream(string key) => this.GetStreamProvider("streams").GetStream<Item>("ns", key);
}

internal interface IImplicitGrain : IGrainWithStringKey;

[ImplicitStreamSubscription("implicit")]
internal sealed class ImplicitGrain(Diary diary) : Grain, IImplicitGrain, IStreamSubscriptionObserver, IAsyncObserver<Item>
{
    private StreamId _stream;

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        _stream = handleFactory.StreamId;
        diary.Add($"{this.GetPrimaryKeyString()} is subscribed");
        await handleFactory.Create<Item>().ResumeAsync(this);
    }

    public Task OnNextAsync(Item item, StreamSequenceToken? token = null)
    {
        diary.Add($"{this.GetPrimaryKeyString()} got {item.Number} of {_stream}");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

internal interface IImplicitNumberGrain : IGrainWithIntegerKey;

/// <summary>Subscribed implicitly in the older way: it attaches when it is activated.</summary>
[ImplicitStreamSubscription("implicit-number")]
internal sealed class ImplicitNumberGrain(Diary diary) : Grain, IImplicitNumberGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider("streams").GetStream<Item>("implicit-number", this.GetPrimaryKeyLong());
        await stream.SubscribeAsync((item, _) =>
        {
            diary.Add($"number {this.GetPrimaryKeyLong()} got {item.Number}");
            return Task.CompletedTask;
        });
        Assert.Single(await stream.GetAllSubscriptionHandles());
    }
}
