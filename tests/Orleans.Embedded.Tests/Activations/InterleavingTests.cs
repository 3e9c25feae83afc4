namespace Orleans.Embedded.Tests.Activations;

public sealed class InterleavingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Diary _diary = new();

    [Fact]
    public void Requests_run_one_at_a_time_and_in_order()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IGateGrain>("a");

        world.Run(() => Task.WhenAll(grain.WriteAsync("1"), grain.WriteAsync("2"), grain.WriteAsync("3")));

        Assert.Equal(["+1", "-1", "+2", "-2", "+3", "-3"], _diary.Entries);
    }

    [Fact]
    public void An_interleaving_request_starts_beside_whatever_runs_and_holds_nothing_up()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IGateGrain>("a");

        world.Run(async () =>
        {
            var write = grain.WriteAsync("w");
            await Task.Delay(Second / 4, world.Clock);
            var glance = grain.GlanceAsync("g");
            await Task.Delay(Second / 4, world.Clock);
            await Task.WhenAll(write, glance, grain.WriteAsync("w2"));
        });

        Assert.Equal(["+w", "+g", "-w", "+w2", "-g", "-w2"], _diary.Entries);
    }

    [Fact]
    public void Readers_run_together_and_a_writer_alone()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IGateGrain>("a");

        world.Run(async () =>
        {
            var first = grain.ReadAsync("r1");
            await Task.Delay(Second / 4, world.Clock);
            var second = grain.ReadAsync("r2");
            await Task.Delay(Second / 4, world.Clock);
            await Task.WhenAll(first, second, grain.WriteAsync("w"));
        });

        // The writer waits for the second reader too, though the first is what it found running.
        Assert.Equal(["+r1", "+r2", "-r1", "-r2", "+w", "-w"], _diary.Entries);
    }

    [Fact]
    public void A_reader_waits_for_a_writer()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IGateGrain>("a");

        world.Run(() => Task.WhenAll(grain.WriteAsync("w"), grain.ReadAsync("r1"), grain.ReadAsync("r2")));

        Assert.Equal(["+w", "-w", "+r1", "+r2", "-r1", "-r2"], _diary.Entries);
    }

    [Fact]
    public void What_may_interleave_does_not_wait_behind_the_first_call_of_a_new_activation()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IGateGrain>("a");

        world.Run(() => Task.WhenAll(grain.WriteAsync("1"), grain.WriteAsync("2"), grain.GlanceAsync("g")));

        Assert.Equal(["+1", "+g"], _diary.Entries.Take(2));
    }

    [Fact]
    public void Calls_of_a_reentrant_class_interleave()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IReentrantGateGrain>("a");

        world.Run(() => Task.WhenAll(grain.WorkAsync("1"), grain.WorkAsync("2")));

        Assert.Equal(["+1", "+2", "-1", "-2"], _diary.Entries);
    }

    [Fact]
    public void A_call_chain_comes_back_only_into_a_section_that_allows_it()
    {
        using var world = NewWorld();
        var started = world.Clock.GetUtcNow();

        world.Run(() => world.Client.GetGrain<IChainGrain>("a").ThereAndBackAsync("b", allow: true));
        Assert.Equal(started, world.Clock.GetUtcNow());

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<IChainGrain>("c").ThereAndBackAsync("d", allow: false)));
    }

    [Fact]
    public void Other_calls_do_not_come_in_through_a_reentrant_section()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IChainGrain>("a");

        world.Run(async () =>
        {
            var chain = grain.HoldSectionAsync();
            await Task.Delay(Second / 2, world.Clock);
            await Task.WhenAll(chain, grain.NoteAsync("stranger"));
        });

        Assert.Equal(["section left", "stranger"], _diary.Entries);
    }

    [Fact]
    public void Suppressing_closes_the_way_back_again()
    {
        using var world = NewWorld();

        world.Run(() => Assert.ThrowsAsync<TimeoutException>(() => world.Client.GetGrain<IChainGrain>("a").ThereAndBackSuppressedAsync("b")));
    }

    private World NewWorld() => new(silo => silo.Services.AddSingleton(_diary));
}

internal interface IGateGrain : IGrainWithStringKey
{
    Task WriteAsync(string name);

    [ReadOnly]
    Task ReadAsync(string name);

    [AlwaysInterleave]
    Task GlanceAsync(string name);
}

internal sealed class GateGrain(Diary diary, TimeProvider clock) : Grain, IGateGrain
{
    public Task WriteAsync(string name) => TakeASecondAsync(name);

    public Task ReadAsync(string name) => TakeASecondAsync(name);

    public Task GlanceAsync(string name) => TakeASecondAsync(name);

    private async Task TakeASecondAsync(string name)
    {
        diary.Add($"+{name}");
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        diary.Add($"-{name}");
    }
}

internal interface IReentrantGateGrain : IGrainWithStringKey
{
    Task WorkAsync(string name);
}

[Reentrant]
internal sealed class ReentrantGateGrain(Diary diary, TimeProvider clock) : Grain, IReentrantGateGrain
{
    public async Task WorkAsync(string name)
    {
        diary.Add($"+{name}");
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        diary.Add($"-{name}");
    }
}

internal interface IChainGrain : IGrainWithStringKey
{
    Task ThereAndBackAsync(string by, bool allow);

    Task ThereAndBackSuppressedAsync(string by);

    Task HoldSectionAsync();

    Task BackAsync(string to);

    Task NoteAsync(string text);
}

internal sealed class ChainGrain(Diary diary, TimeProvider clock) : Grain, IChainGrain
{
    public async Task ThereAndBackAsync(string by, bool allow)
    {
        using var section = allow ? RequestContext.AllowCallChainReentrancy() : default(IDisposable);
        await GrainFactory.GetGrain<IChainGrain>(by).BackAsync(this.GetPrimaryKeyString());
    }

    public async Task ThereAndBackSuppressedAsync(string by)
    {
        using var allowed = RequestContext.AllowCallChainReentrancy();
        using var suppressed = RequestContext.SuppressCallChainReentrancy();
        await GrainFactory.GetGrain<IChainGrain>(by).BackAsync(this.GetPrimaryKeyString());
    }

    public async Task HoldSectionAsync()
    {
        using (RequestContext.AllowCallChainReentrancy())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            diary.Add("section left");
        }
    }

    public Task BackAsync(string to) => GrainFactory.GetGrain<IChainGrain>(to).NoteAsync("back");

    public Task NoteAsync(string text)
    {
        diary.Add(text);
        return Task.CompletedTask;
    }
}
