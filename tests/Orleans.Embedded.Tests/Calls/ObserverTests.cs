using System.Runtime.CompilerServices;

namespace Orleans.Embedded.Tests.Calls;

public sealed class ObserverTests
{
    [Fact]
    public void A_grain_calls_an_observer_one_call_at_a_time_and_in_order()
    {
        using var world = new World();
        var listener = new Listener(world.Clock);

        world.Run(async () =>
        {
            var reference = world.Client.CreateObjectReference<IListener>(listener);
            await world.Client.GetGrain<ITalkerGrain>("a").TellAsync(reference, 3);
            await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);
        });

        Assert.Equal(["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"], listener.Heard.Entries);
    }

    [Fact]
    public void An_observer_answers()
    {
        using var world = new World();
        var listener = new Listener(world.Clock);

        var answer = world.Run(() => world.Client.GetGrain<ITalkerGrain>("a").AskAsync(world.Client.CreateObjectReference<IListener>(listener)));

        Assert.Equal("heard", answer);
    }

    [Fact]
    public void A_deleted_observer_is_reported_as_gone()
    {
        using var world = new World();
        var listener = new Listener(world.Clock);

        world.Run(async () =>
        {
            var reference = world.Client.CreateObjectReference<IListener>(listener);
            world.Client.DeleteObjectReference<IListener>(reference);
            await Assert.ThrowsAsync<ClientNotAvailableException>(() => world.Client.GetGrain<ITalkerGrain>("a").AskAsync(reference));
        });
        Assert.Throws<ArgumentException>(() => world.Client.DeleteObjectReference<IListener>(listener));
    }

    [Fact]
    public void A_reference_does_not_keep_its_observer_alive()
    {
        using var world = new World();
        var reference = ForgetAnObserver(world);

        GC.Collect();
        GC.WaitForPendingFinalizers();

        world.Run(() => Assert.ThrowsAsync<ClientNotAvailableException>(() => world.Client.GetGrain<ITalkerGrain>("a").AskAsync(reference)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IListener ForgetAnObserver(World world) => world.Client.CreateObjectReference<IListener>(new Listener(world.Clock));

    private sealed class Listener(TimeProvider clock) : IListener
    {
        public Diary Heard { get; } = new();

        public void Note(string text) => Heard.Add(text);

        public async Task HearAsync(int number)
        {
            Heard.Add($"begin {number}");
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            Heard.Add($"end {number}");
        }

        public Task<string> AnswerAsync() => Task.FromResult("heard");
    }
}

internal interface IListener : IGrainObserver
{
    void Note(string text);

    Task HearAsync(int number);

    Task<string> AnswerAsync();
}

internal interface ITalkerGrain : IGrainWithStringKey
{
    Task TellAsync(IListener listener, int times);

    Task<string> AskAsync(IListener listener);
}

internal sealed class TalkerGrain : Grain, ITalkerGrain
{
    public Task TellAsync(IListener listener, int times)
    {
        for (var number = 0; number < times; number++)
        {
            _ = listener.HearAsync(number);
        }

        return Task.CompletedTask;
    }

    public async Task<string> AskAsync(IListener listener)
    {
        listener.Note("a call without an answer");
        return await listener.AnswerAsync();
    }
}
