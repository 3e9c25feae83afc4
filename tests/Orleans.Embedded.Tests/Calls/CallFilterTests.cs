namespace Orleans.Embedded.Tests.Calls;

public sealed class CallFilterTests
{
    [Fact]
    public void Filters_wrap_a_call_outgoing_then_incoming_then_the_grains_own()
    {
        var diary = new Diary();
        using var world = new World(silo => silo
            .ConfigureServices(services => services.AddSingleton(diary))
            .AddOutgoingGrainCallFilter(context => NoteAsync("outgoing", context))
            .AddIncomingGrainCallFilter(context => NoteAsync("incoming", context)));

        var answer = world.Run(() => world.Client.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));

        Assert.Equal(3, answer);
        Assert.Equal(
            [
                "outgoing AddAsync(1, 2)", "incoming AddAsync(1, 2)", "own AddAsync", "the method",
                "own is done", "incoming got 3", "outgoing got 3",
            ],
            diary.Entries);

        async Task NoteAsync(string name, IGrainCallContext context)
        {
            diary.Add($"{name} {context.MethodName}({context.Request.GetArgument(0)}, {context.Request.GetArgument(1)})");
            await context.Invoke();
            diary.Add($"{name} got {context.Result}");
        }
    }

    [Fact]
    public void A_filter_may_change_arguments_and_result()
    {
        using var world = new World(silo => silo
            .ConfigureServices(services => services.AddSingleton(new Diary()))
            .AddIncomingGrainCallFilter(async context =>
            {
                context.Request.SetArgument(0, 40);
                await context.Invoke();
                context.Result = (int)context.Result! + 100;
            }));

        Assert.Equal(142, world.Run(() => world.Client.GetGrain<IFilteredGrain>("a").AddAsync(1, 2)));
    }

    [Fact]
    public void A_filter_need_not_go_on_to_the_method()
    {
        var diary = new Diary();
        using var world = new World(silo => silo
            .ConfigureServices(services => services.AddSingleton(diary))
            .AddIncomingGrainCallFilter(_ => Task.CompletedTask));

        world.Run(async () =>
        {
            Assert.Equal(0, await world.Client.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));
            await world.Client.GetGrain<IFilteredGrain>("a").FailAsync();
        });

        Assert.Empty(diary.Entries);
    }

    [Fact]
    public void A_filter_sees_the_failure_of_the_method_and_the_caller_that_of_the_filter()
    {
        using var world = new World(silo => silo
            .ConfigureServices(services => services.AddSingleton(new Diary()))
            .AddOutgoingGrainCallFilter(async context =>
            {
                try
                {
                    await context.Invoke();
                }
                catch (DivideByZeroException failure)
                {
                    throw new InvalidOperationException("translated", failure);
                }
            }));

        var error = world.Run(() => Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IFilteredGrain>("a").FailAsync()));

        Assert.Equal("translated", error.Message);
    }

    [Fact]
    public void A_filter_knows_who_calls_whom()
    {
        var diary = new Diary();
        using var world = new World(silo => silo
            .ConfigureServices(services => services.AddSingleton(diary))
            .AddIncomingGrainCallFilter<NamingFilter>());

        world.Run(() => world.Client.GetGrain<IFilteredGrain>("a").ForwardAsync("b"));

        Assert.Equal(
            [
                "nobody -> filtered/a: IFilteredGrain.ForwardAsync, implemented by FilteredGrain",
                "filtered/a -> filtered/b: IFilteredGrain.AddAsync, implemented by FilteredGrain",
            ],
            diary.Entries.Where(entry => entry.Contains("->", StringComparison.Ordinal)));
    }

    private sealed class NamingFilter(Diary diary) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            diary.Add($"{context.SourceId?.ToString() ?? "nobody"} -> {context.TargetId}: {context.InterfaceName}.{context.MethodName}, "
                + $"implemented by {context.ImplementationMethod.DeclaringType!.Name}");
            return context.Invoke();
        }
    }
}

internal interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int left, int right);

    Task FailAsync();

    Task ForwardAsync(string to);
}

internal sealed class FilteredGrain(Diary diary) : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        diary.Add($"own {context.MethodName}");
        await context.Invoke();
        diary.Add("own is done");
    }

    public Task<int> AddAsync(int left, int right)
    {
        diary.Add("the method");
        return Task.FromResult(left + right);
    }

    public Task FailAsync() => throw new DivideByZeroException();

    public Task ForwardAsync(string to) => GrainFactory.GetGrain<IFilteredGrain>(to).AddAsync(0, 0);
}
