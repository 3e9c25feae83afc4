using System.Collections.Immutable;
using Orleans.Embedded.Calls;
using Orleans.Embedded.Isolation;
using Orleans.Streams;

namespace Orleans.Embedded.Tests.Isolation;

public sealed class TravelRulesTests
{
    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(decimal?))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(DateOnly))]
    [InlineData(typeof(TimeSpan))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(Guid))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(CancellationToken))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(ImmutableArray<decimal>))]
    [InlineData(typeof(ImmutableList<Good>))]
    [InlineData(typeof(ImmutableDictionary<string, Good>))]
    [InlineData(typeof(ImmutableSortedDictionary<string, ImmutableHashSet<int>>))]
    [InlineData(typeof((int Left, string? Right)))]
    [InlineData(typeof(Tuple<int, Good>))]
    [InlineData(typeof(ITravelGrain))]
    [InlineData(typeof(GrainId))]
    [InlineData(typeof(StreamId))]
    [InlineData(typeof(TickStatus))]
    [InlineData(typeof(StreamSequenceToken))]
    [InlineData(typeof(Good))]
    [InlineData(typeof(GoodStruct))]
    [InlineData(typeof(GoodClass))]
    [InlineData(typeof(GoodTree))]
    [InlineData(typeof(GoodBase))]
    [InlineData(typeof(GoodCase))]
    [InlineData(typeof(GoodGeneric<int>))]
    [InlineData(typeof(Foreign))]
    [InlineData(typeof(ImmutableArray<Foreign>))]
    public void What_cannot_change_and_carries_its_numbers_may_travel(Type type)
    {
        TravelRules.Demand(type, "test");
    }

    [Theory]
    [InlineData(typeof(List<int>), "List<Int32> can be changed after it was sent")]
    [InlineData(typeof(int[]), "Int32[] can be changed after it was sent")]
    [InlineData(typeof(Dictionary<string, int>), "Dictionary<String, Int32> can be changed after it was sent")]
    [InlineData(typeof(IReadOnlyList<int>), "IReadOnlyList<Int32> can be changed after it was sent")]
    [InlineData(typeof(ImmutableArray<List<int>>), "List<Int32> can be changed after it was sent")]
    [InlineData(typeof(object), "Object has no [GenerateSerializer]")]
    [InlineData(typeof(nint), "IntPtr has no [GenerateSerializer]")]
    [InlineData(typeof(Memory<byte>), "Memory<Byte> has no [GenerateSerializer]")]
    [InlineData(typeof(BadUnmarked), "BadUnmarked has no [GenerateSerializer]")]
    [InlineData(typeof(BadNoId), "BadNoId.Number has no [Id]")]
    [InlineData(typeof(BadTwins), "BadTwins.Right has the [Id(0)] of another member")]
    [InlineData(typeof(BadSetter), "BadSetter.Number can be set after it was sent")]
    [InlineData(typeof(BadField), "BadField.number can be set after it was sent")]
    [InlineData(typeof(BadMutableStruct), "BadMutableStruct.Number can be set after it was sent")]
    [InlineData(typeof(BadOpen), "BadOpen is not sealed")]
    [InlineData(typeof(BadMember), "BadMember.Inner: BadNoId.Number has no [Id]")]
    [InlineData(typeof(BadListMember), "BadListMember.Items: List<String> can be changed after it was sent")]
    [InlineData(typeof(BadBaseUnmarked), "BadBase has no [GenerateSerializer]")]
    [InlineData(typeof(BadHierarchy), "BadHierarchyCase.Number has no [Id]")]
    [InlineData(typeof(BadForeign), "BadForeignWire.Text has no [Id]")]
    [InlineData(typeof(TravelGrain), "TravelGrain is a grain")]
    public void Anything_else_is_refused_by_type_and_member(Type type, string why)
    {
        var error = Assert.Throws<NotTransferableException>(() => TravelRules.Demand(type, "IOrders.SendAsync, parameter order"));

        Assert.StartsWith($"IOrders.SendAsync, parameter order: {why}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interface_is_checked_when_it_is_first_used_and_the_method_is_named()
    {
        using var world = new World();

        var argument = Assert.Throws<NotTransferableException>(() => world.Client.GetGrain<IBadArgumentGrain>("a"));
        var result = Assert.Throws<NotTransferableException>(() => world.Client.GetGrain<IBadResultGrain>("a"));

        Assert.StartsWith("IBadArgumentGrain.SendAsync, parameter orders: List<String>", argument.Message, StringComparison.Ordinal);
        Assert.StartsWith("IBadResultGrain.GetAsync, result: BadNoId.Number", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(INotATaskGrain), "INotATaskGrain.GetAsync returns Int32")]
    [InlineData(typeof(IVoidGrain), "IVoidGrain.SendAsync returns Void")]
    [InlineData(typeof(IStreamingGrain), "IStreamingGrain.GetAsync returns IAsyncEnumerable`1")]
    [InlineData(typeof(IGenericMethodGrain), "IGenericMethodGrain.GetAsync: grain interfaces here have plain methods only")]
    [InlineData(typeof(IPropertyGrain), "IPropertyGrain.get_Name: grain interfaces here have plain methods only")]
    [InlineData(typeof(IOutGrain), "IOutGrain.GetAsync: parameter number is by reference")]
    [InlineData(typeof(IDisposable), "System.IDisposable is not a grain interface")]
    public void Methods_that_a_call_cannot_carry_are_refused(Type type, string why)
    {
        var error = Assert.Throws<NotSupportedException>(() => InterfacePlan.For(type));

        Assert.StartsWith(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_a_parameter_or_result_is_of_an_abstract_type_what_comes_is_looked_at()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<ITravelGrain>("a");

        world.Run(async () =>
        {
            Assert.Equal(new GoodCase(1, "x"), await grain.EchoAsync(new GoodCase(1, "x")));
            await Assert.ThrowsAsync<NotTransferableException>(() => grain.ProduceStrangerAsync());
        });
        Assert.Throws<NotTransferableException>(() => { _ = grain.EchoAsync(new Stranger<int>(1)); });
    }

    [Fact]
    public void Values_go_by_reference()
    {
        using var world = new World();
        var sent = new GoodCase(1, "x");

        var received = world.Run(() => world.Client.GetGrain<ITravelGrain>("a").EchoAsync(sent));

        Assert.Same(sent, received);
    }

    [Fact]
    public void Stream_items_and_states_keep_the_same_rules()
    {
        using var world = new World(silo => silo.AddMemoryStreams("streams").AddMemoryGrainStorage("PubSubStore").AddMemoryGrainStorageAsDefault());

        var item = Assert.Throws<NotTransferableException>(() => world.Client.GetStreamProvider("streams").GetStream<List<int>>("s"));
        var state = world.Run(() => Assert.ThrowsAsync<NotTransferableException>(() => world.Client.GetGrain<IBadStateGrain>("a").PingAsync()));

        Assert.StartsWith("Stream provider streams, stream null/s: List<Int32>", item.Message, StringComparison.Ordinal);
        Assert.StartsWith("BadStateGrain, state bad: BadSetter.Number", state.Message, StringComparison.Ordinal);
    }
}

[GenerateSerializer, Immutable]
public sealed record Good([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<decimal> Amounts)
{
    public int Count => Amounts.Length; // Computed, so not part of it.
}

[GenerateSerializer]
public readonly record struct GoodStruct([property: Id(0)] int Number);

[GenerateSerializer]
public sealed class GoodClass
{
    [Id(0)]
    public int Number { get; init; }

    [Id(1)]
    public readonly string? Text;

    public GoodClass(string? text) => Text = text;
}

[GenerateSerializer]
public sealed record GoodTree([property: Id(0)] ImmutableList<GoodTree> Branches);

[GenerateSerializer]
public abstract record GoodBase([property: Id(0)] int Number);

[GenerateSerializer]
public sealed record GoodCase(int Number, [property: Id(0)] string Text) : GoodBase(Number);

[GenerateSerializer]
public sealed record GoodGeneric<T>([property: Id(0)] T Value);

/// <summary>A case nobody can find by looking at types, and a bad one.</summary>
public sealed record Stranger<T>(T Value) : GoodBase(0);

public sealed record Foreign(decimal Amount);

[GenerateSerializer]
public struct ForeignWire
{
    [Id(0)]
    public decimal Amount;
}

[RegisterConverter]
public sealed class ForeignConverter : IConverter<Foreign, ForeignWire>
{
    public Foreign ConvertFromSurrogate(in ForeignWire surrogate) => new(surrogate.Amount);

    public ForeignWire ConvertToSurrogate(in Foreign value) => new() { Amount = value.Amount };
}

public sealed record BadUnmarked(int Number);

[GenerateSerializer]
public sealed record BadNoId(int Number);

[GenerateSerializer]
public sealed record BadTwins([property: Id(0)] int Left, [property: Id(0)] int Right);

[GenerateSerializer]
public sealed class BadSetter
{
    [Id(0)]
    public int Number { get; set; }
}

[GenerateSerializer]
public sealed class BadField
{
    [Id(0)]
    public int number;
}

[GenerateSerializer]
public record struct BadMutableStruct([property: Id(0)] int Number);

[GenerateSerializer]
public record BadOpen([property: Id(0)] int Number);

[GenerateSerializer]
public sealed record BadMember([property: Id(0)] BadNoId Inner);

[GenerateSerializer]
public sealed record BadListMember([property: Id(0)] List<string> Items);

public abstract record BadBase;

[GenerateSerializer]
public sealed record BadBaseUnmarked([property: Id(0)] int Number) : BadBase;

[GenerateSerializer]
public abstract record BadHierarchy;

[GenerateSerializer]
public sealed record BadHierarchyCase(int Number) : BadHierarchy;

public sealed record BadForeign(string Text);

[GenerateSerializer]
public struct BadForeignWire
{
    public string Text;
}

[RegisterConverter]
public sealed class BadForeignConverter : IConverter<BadForeign, BadForeignWire>
{
    public BadForeign ConvertFromSurrogate(in BadForeignWire surrogate) => new(surrogate.Text);

    public BadForeignWire ConvertToSurrogate(in BadForeign value) => new() { Text = value.Text };
}

internal interface ITravelGrain : IGrainWithStringKey
{
    Task<GoodBase> EchoAsync(GoodBase value);

    Task<GoodBase> ProduceStrangerAsync();
}

internal sealed class TravelGrain : Grain, ITravelGrain
{
    public Task<GoodBase> EchoAsync(GoodBase value) => Task.FromResult(value);

    public Task<GoodBase> ProduceStrangerAsync() => Task.FromResult<GoodBase>(new Stranger<int>(1));
}

internal interface IBadArgumentGrain : IGrainWithStringKey
{
    Task SendAsync(List<string> orders);
}

internal interface IBadResultGrain : IGrainWithStringKey
{
    Task<BadNoId> GetAsync();
}

internal interface INotATaskGrain : IGrainWithStringKey
{
    int GetAsync();
}

internal interface IVoidGrain : IGrainWithStringKey
{
    void SendAsync();
}

internal interface IStreamingGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> GetAsync();
}

internal interface IGenericMethodGrain : IGrainWithStringKey
{
    Task<T> GetAsync<T>();
}

internal interface IPropertyGrain : IGrainWithStringKey
{
    string Name { get; }
}

internal interface IOutGrain : IGrainWithStringKey
{
    Task GetAsync(out int number);
}

internal interface IBadStateGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class BadStateGrain([PersistentState("bad")] IPersistentState<BadSetter> store) : Grain, IBadStateGrain
{
    public Task PingAsync() => Task.FromResult(store.State);
}
