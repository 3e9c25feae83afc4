namespace Orleans.Embedded.Tests.Calls;

public sealed class CancellationTests
{
    [Fact]
    public void The_callee_hears_of_a_cancellation_in_its_own_turn_and_the_caller_goes_on_at_once()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<ICancellableGrain>("a");
        using var cancellation = new CancellationTokenSource();

        world.Run(async () =>
        {
            var call = grain.WaitAsync("first", cancellation.Token);
            await grain.PingAsync();
            Assert.Equal(["first begins"], diary.Entries);
            cancellation.Cancel();
            var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            Assert.Equal(cancellation.Token, error.CancellationToken);
            Assert.Equal(["first begins"], diary.Entries);
            await grain.PingAsync();
        });
        world.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal(["first begins", "first was told, in its grain: True", "first stops"], diary.Entries);
    }

    [Fact]
    public void A_token_cancelled_before_the_call_means_no_call()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));

        world.Run(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            world.Client.GetGrain<ICancellableGrain>("a").WaitAsync("never", new CancellationToken(canceled: true))));

        Assert.Empty(diary.Entries);
    }

    [Fact]
    public void A_call_cancelled_while_it_waits_is_never_run()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        var grain = world.Client.GetGrain<ICancellableGrain>("a");
        using var cancellation = new CancellationTokenSource();

        world.Run(async () =>
        {
            using var other = new CancellationTokenSource();
            var first = grain.WaitAsync("first", other.Token);
            await grain.PingAsync();
            var second = grain.WaitAsync("second", cancellation.Token);
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            other.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        });
        world.RunFor(TimeSpan.FromSeconds(1));

        Assert.DoesNotContain(diary.Entries, entry => entry.StartsWith("second", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancellation_goes_down_the_whole_chain_of_calls()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));
        using var cancellation = new CancellationTokenSource();

        world.Run(async () =>
        {
            var call = world.Client.GetGrain<ICancellableGrain>("a").ForwardAsync("b", cancellation.Token);
            await world.Client.GetGrain<ICancellableGrain>("b").PingAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });
        world.RunFor(TimeSpan.FromSeconds(1));

        Assert.Contains("forwarded stops", diary.Entries);
    }

    [Fact]
    public void A_timeout_cancels_the_callee()
    {
        var diary = new Diary();
        using var world = new World(silo => silo.Services.AddSingleton(diary));

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() =>
            world.Client.GetGrain<ICancellableGrain>("a").WaitAsync("late", CancellationToken.None)));
        world.RunFor(TimeSpan.FromSeconds(1));

        Assert.Contains("late stops", diary.Entries);
    }
}

internal interface ICancellableGrain : IGrainWithStringKey
{
    Task WaitAsync(string name, CancellationToken cancellationToken);

    Task ForwardAsync(string to, CancellationToken cancellationToken);

    [AlwaysInterleave]
    Task PingAsync();
}

internal sealed class CancellableGrain(Diary diary, TimeProvider clock) : Grain, ICancellableGrain
{
    public async Task WaitAsync(string name, CancellationToken cancellationToken)
    {
        diary.Add($"{name} begins");
        cancellationToken.Register(() => diary.Add($"{name} was told, in its grain: {RuntimeContext.Current == GrainContext}"));
        try
        {
            await Task.Delay(TimeSpan.FromHours(1), clock, cancellationToken);
        }
        finally
        {
            diary.Add($"{name} stops");
        }
    }

    public Task ForwardAsync(string to, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ICancellableGrain>(to).WaitAsync("forwarded", cancellationToken);

    public Task PingAsync() => Task.CompletedTask;
}
