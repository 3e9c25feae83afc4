namespace Orleans.Embedded.Tests.Calls;

public sealed class RequestContextTests
{
    [Fact]
    public void Values_go_down_a_chain_of_calls_and_changes_do_not_come_back()
    {
        using var world = new World();

        world.Run(async () =>
        {
            RequestContext.Set("user", "alice");
            Assert.Equal("alice", await world.Client.GetGrain<IContextGrain>("a").ReadBelowAsync("user"));
            await world.Client.GetGrain<IContextGrain>("a").WriteAsync("user", "bob");
            Assert.Equal("alice", RequestContext.Get("user"));
            Assert.Equal(["user"], RequestContext.Keys);
            Assert.True(RequestContext.Remove("user"));
            Assert.False(RequestContext.Remove("user"));
            Assert.Null(await world.Client.GetGrain<IContextGrain>("a").ReadBelowAsync("user"));
        });
    }

    [Fact]
    public void Values_survive_awaits_within_a_call_and_never_leak_into_the_next()
    {
        using var world = new World();
        var grain = world.Client.GetGrain<IContextGrain>("a");

        world.Run(async () =>
        {
            Assert.Equal("kept", await grain.KeepAcrossAwaitAsync("kept"));
            Assert.Null(await grain.ReadAsync("key"));
        });
    }

    [Fact]
    public void A_timer_tick_starts_with_no_values()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));

        world.Run(async () =>
        {
            RequestContext.Set("key", "from the one who registered");
            await world.Client.GetGrain<IContextGrain>("a").TickAsync();
        });
        world.RunFor(TimeSpan.FromSeconds(2));

        Assert.Equal(["tick saw nothing"], diary.Entries);
    }
}

internal interface IContextGrain : IGrainWithStringKey
{
    Task<string?> ReadAsync(string key);

    Task<string?> ReadBelowAsync(string key);

    Task WriteAsync(string key, string value);

    Task<string?> KeepAcrossAwaitAsync(string value);

    Task TickAsync();
}

internal sealed class ContextGrain(TimeProvider clock, Diary? diary = null) : Grain, IContextGrain
{
    public Task<string?> ReadAsync(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ReadBelowAsync(string key) => GrainFactory.GetGrain<IContextGrain>(this.GetPrimaryKeyString() + "'").ReadAsync(key);

    public Task WriteAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public async Task<string?> KeepAcrossAwaitAsync(string value)
    {
        RequestContext.Set("key", value);
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        await ReadBelowAsync("key");
        return RequestContext.Get("key") as string;
    }

    public Task TickAsync()
    {
        this.RegisterGrainTimer(
            () =>
            {
                diary!.Add($"tick saw {RequestContext.Get("key") ?? "nothing"}");
                return Task.CompletedTask;
            },
            new() { DueTime = TimeSpan.FromSeconds(1), Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }
}
