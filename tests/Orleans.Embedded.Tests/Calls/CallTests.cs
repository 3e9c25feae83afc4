namespace Orleans.Embedded.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    public void Every_kind_of_task_brings_its_answer()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<IAnswerGrain>("a");

        world.Run(async () =>
        {
            await grain.NothingAsync();
            Assert.Equal("a:1", await grain.TextAsync(1));
            await grain.ValueNothingAsync();
            Assert.Equal(2m, await grain.ValueNumberAsync(2m));
        });
    }

    [Fact]
    public void An_exception_reaches_the_caller_as_it_was_thrown()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<IAnswerGrain>("a");

        world.Run(async () =>
        {
            var early = await Assert.ThrowsAsync<AnswerRefusedException>(() => grain.RefuseAsync("before any await", wait: false));
            var late = await Assert.ThrowsAsync<AnswerRefusedException>(() => grain.RefuseAsync("after an await", wait: true));
            Assert.Equal(("before any await", "after an await"), (early.Message, late.Message));
        });
    }

    [Fact]
    public void Awaiting_an_answer_twice_does_no_harm()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<IAnswerGrain>("a");

        world.Run(async () =>
        {
            var call = grain.TextAsync(1);
            Assert.Equal(await call, await call);
            var refused = grain.RefuseAsync("no", wait: true);
            await Assert.ThrowsAsync<AnswerRefusedException>(() => refused);
            await Assert.ThrowsAsync<AnswerRefusedException>(() => refused);
        });
    }

    [Fact]
    public void A_grain_that_returns_no_task_is_an_error_of_that_call()
    {
        using var world = new World();

        var error = world.Run(() => Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IAnswerGrain>("a").ForgetfulAsync()));

        Assert.Contains("IAnswerGrain.ForgetfulAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Guid_integer_and_compound_keys_find_their_grain()
    {
        using var world = new World();
        var guid = Guid.Parse("11112222-3333-4444-5555-666677778888");

        world.Run(async () =>
        {
            Assert.Equal($"{guid}", await world.Client.GetGrain<IGuidKeyGrain>(guid).KeyAsync());
            Assert.Equal("-5", await world.Client.GetGrain<IIntegerKeyGrain>(-5).KeyAsync());
            Assert.Equal($"{guid} eu", await world.Client.GetGrain<IGuidCompoundKeyGrain>(guid, "eu", null).KeyAsync());
            Assert.Equal("7 eu", await world.Client.GetGrain<IIntegerCompoundKeyGrain>(7, "eu", null).KeyAsync());
        });
    }

    [Fact]
    public void One_way_calls_return_at_once_and_keep_their_failures_to_themselves()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<IOneWayGrain>("a");

        world.Run(async () =>
        {
            var noted = grain.NoteAsync("first");
            Assert.True(noted.IsCompletedSuccessfully);
            Assert.Empty(diary.Entries);
            await grain.FailAsync();
            await grain.SyncAsync();
        });

        Assert.Equal(["first"], diary.Entries);
    }

    [Fact]
    public void References_to_the_same_grain_are_equal()
    {
        using var world = new World();

        var one = world.Client.GetGrain<IAnswerGrain>("a");
        var same = world.Client.GetGrain<IAnswerGrain>(GrainId.Create("answer", "a"));
        var other = world.Client.GetGrain<IAnswerGrain>("b");

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, other);
        Assert.Equal("answer/a", one.GetGrainId().ToString());
        Assert.Equal("a", one.GetPrimaryKeyString());
        Assert.Same(one, one.AsReference<IAnswerGrain>());
    }

    [Fact]
    public void A_reference_travels_and_calls_from_where_it_arrives()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<IAnswerGrain>("a");

        var answer = world.Run(() => world.Client.GetGrain<IAnswerGrain>("b").AskAsync(grain));

        Assert.Equal("a:7", answer);
    }

    [Fact]
    public void A_grain_hands_out_itself_as_a_reference()
    {
        using var world = new World();

        var self = world.Run(() => world.Client.GetGrain<IAnswerGrain>("a").SelfAsync());

        Assert.Equal(world.Client.GetGrain<IAnswerGrain>("a"), self);
        Assert.IsAssignableFrom<GrainReference>(self);
    }

    [Fact]
    public void An_interface_nobody_implements_is_named()
    {
        using var world = new World();

        var error = Assert.Throws<ArgumentException>(() => world.Client.GetGrain<INobodysGrain>("a"));

        Assert.Contains(nameof(INobodysGrain), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_implementations_a_prefix_of_the_name_chooses_one()
    {
        using var world = new World();

        var open = Assert.Throws<ArgumentException>(() => world.Client.GetGrain<ITwiceGrain>("a"));
        var chosen = world.Run(() => world.Client.GetGrain<ITwiceGrain>("a", typeof(SecondTwiceGrain).FullName).WhoAsync());

        Assert.Contains(nameof(FirstTwiceGrain), open.Message, StringComparison.Ordinal);
        Assert.Equal("second", chosen);
    }

    [Fact]
    public void A_class_named_like_its_interface_is_the_one_meant()
    {
        using var world = new World();

        Assert.Equal("named", world.Run(() => world.Client.GetGrain<INamedLikeGrain>("a").WhoAsync()));
    }

    [Fact]
    public void A_grain_type_given_by_attribute_is_used_in_the_identity()
    {
        using var world = new World();

        Assert.Equal("renamed/a", world.Client.GetGrain<IRenamedGrain>("a").GetGrainId().ToString());
    }
}

internal interface IAnswerGrain : IGrainWithStringKey
{
    Task NothingAsync();

    Task<string> TextAsync(int number);

    ValueTask ValueNothingAsync();

    ValueTask<decimal> ValueNumberAsync(decimal number);

    Task RefuseAsync(string why, bool wait);

    Task ForgetfulAsync();

    Task<string> AskAsync(IAnswerGrain other);

    Task<IAnswerGrain> SelfAsync();
}

internal sealed class AnswerRefusedException(string message) : Exception(message);

internal sealed class AnswerGrain : Grain, IAnswerGrain
{
    public Task NothingAsync() => Task.CompletedTask;

    public Task<string> TextAsync(int number) => Task.FromResult($"{this.GetPrimaryKeyString()}:{number}");

    public async ValueTask ValueNothingAsync() => await Task.Yield();

    public ValueTask<decimal> ValueNumberAsync(decimal number) => ValueTask.FromResult(number);

    public async Task RefuseAsync(string why, bool wait)
    {
        if (wait)
        {
            await Task.Yield();
        }

        throw new AnswerRefusedException(why);
    }

    public Task ForgetfulAsync() => null!;

    public Task<string> AskAsync(IAnswerGrain other) => other.TextAsync(7);

    public Task<IAnswerGrain> SelfAsync() => Task.FromResult(this.AsReference<IAnswerGrain>());
}

internal interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<string> KeyAsync();
}

internal sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKey()}");
}

internal interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    Task<string> KeyAsync();
}

internal sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKeyLong()}");
}

internal interface IGuidCompoundKeyGrain : IGrainWithGuidCompoundKey
{
    Task<string> KeyAsync();
}

internal sealed class GuidCompoundKeyGrain : Grain, IGuidCompoundKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKey(out var extension)} {extension}");
}

internal interface IIntegerCompoundKeyGrain : IGrainWithIntegerCompoundKey
{
    Task<string> KeyAsync();
}

internal sealed class IntegerCompoundKeyGrain : Grain, IIntegerCompoundKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult($"{this.GetPrimaryKeyLong(out var extension)} {extension}");
}

internal interface IOneWayGrain : IGrainWithStringKey
{
    [OneWay]
    Task NoteAsync(string entry);

    [OneWay]
    Task FailAsync();

    Task SyncAsync();
}

internal sealed class OneWayGrain(Diary diary) : Grain, IOneWayGrain
{
    public Task NoteAsync(string entry)
    {
        diary.Add(entry);
        return Task.CompletedTask;
    }

    public Task FailAsync() => throw new AnswerRefusedException("nobody hears");

    public Task SyncAsync() => Task.CompletedTask;
}

internal interface INobodysGrain : IGrainWithStringKey
{
    Task NothingAsync();
}

internal interface ITwiceGrain : IGrainWithStringKey
{
    Task<string> WhoAsync();
}

internal sealed class FirstTwiceGrain : Grain, ITwiceGrain
{
    public Task<string> WhoAsync() => Task.FromResult("first");
}

internal sealed class SecondTwiceGrain : Grain, ITwiceGrain
{
    public Task<string> WhoAsync() => Task.FromResult("second");
}

internal interface INamedLikeGrain : IGrainWithStringKey
{
    Task<string> WhoAsync();
}

internal sealed class NamedLikeGrain : Grain, INamedLikeGrain
{
    public Task<string> WhoAsync() => Task.FromResult("named");
}

internal sealed class OtherNamedGrain : Grain, INamedLikeGrain
{
    public Task<string> WhoAsync() => Task.FromResult("other");
}

internal interface IRenamedGrain : IGrainWithStringKey
{
    Task NothingAsync();
}

[GrainType("renamed")]
internal sealed class FormerNameGrain : Grain, IRenamedGrain
{
    public Task NothingAsync() => Task.CompletedTask;
}
