using Orleans.Embedded.Reminders;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.Streams;

namespace Orleans.Embedded.Tests.Simulation;

/// <summary>
/// What a silo of this product does all day, in small: portfolios that every ten seconds ask two other grains, save what they
/// make of the answers and publish it to a reader each; a reminder keeps them awake. The stores outlive the silo.
/// </summary>
internal sealed class PortfolioDay(int portfolios)
{
    private readonly MemoryGrainStorage _states = new();
    private readonly MemoryGrainStorage _subscriptions = new();
    private readonly InMemoryReminderTable _reminders = new();

    public void Configure(ISiloBuilder silo) => silo
        .AddMemoryStreams("days")
        .AddReminders()
        .Services
        .AddSingleton<IReminderTable>(_reminders)
        .AddGrainStorage("days", (_, _) => _states)
        .AddGrainStorage("PubSubStore", (_, _) => _subscriptions);

    public Task OpenAsync(IGrainFactory grains) =>
        Task.WhenAll(Enumerable.Range(0, portfolios).Select(number => grains.GetGrain<IDayPortfolioGrain>(number).OpenAsync()));

    /// <summary>How many valuations all portfolios have made, and how many of them their readers have seen.</summary>
    public async Task<(long Made, long Seen)> CountAsync(IGrainFactory grains)
    {
        var (made, seen) = (0L, 0L);
        for (var number = 0; number < portfolios; number++)
        {
            made += (await grains.GetGrain<IDayPortfolioGrain>(number).GetAsync()).Version;
            seen += await grains.GetGrain<IDayReaderGrain>(number).SeenAsync();
        }

        return (made, seen);
    }
}

[GenerateSerializer, Immutable]
internal sealed record DayValuation([property: Id(0)] long Version, [property: Id(1)] decimal Equity, [property: Id(2)] DateTimeOffset AsOf);

internal interface IDayPortfolioGrain : IGrainWithIntegerKey
{
    Task OpenAsync();

    [AlwaysInterleave]
    Task<DayValuation> GetAsync();
}

internal sealed class DayPortfolioGrain([PersistentState("day", "days")] IPersistentState<DayValuation> store, TimeProvider clock)
    : Grain, IDayPortfolioGrain, IRemindable
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(ValueAsync, new() { DueTime = TimeSpan.FromSeconds(10), Period = TimeSpan.FromSeconds(10), KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task OpenAsync() => this.RegisterOrUpdateReminder("wake", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));

    public Task<DayValuation> GetAsync() => Task.FromResult(store.State);

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private async Task ValueAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyLong();
        var parts = await Task.WhenAll(
            GrainFactory.GetGrain<IDayAccountGrain>(2 * key).BalanceAsync(cancellationToken),
            GrainFactory.GetGrain<IDayAccountGrain>((2 * key) + 1).BalanceAsync(cancellationToken));
        store.State = new DayValuation(store.State.Version + 1, parts.Sum(), clock.GetUtcNow());
        await store.WriteStateAsync(cancellationToken);
        await this.GetStreamProvider("days").GetStream<DayValuation>("valuations", key).OnNextAsync(store.State);
    }
}

internal interface IDayAccountGrain : IGrainWithIntegerKey
{
    Task<decimal> BalanceAsync(CancellationToken cancellationToken);
}

internal sealed class DayAccountGrain : Grain, IDayAccountGrain
{
    private decimal _balance;

    public Task<decimal> BalanceAsync(CancellationToken cancellationToken) => Task.FromResult(++_balance);
}

internal interface IDayReaderGrain : IGrainWithIntegerKey
{
    Task<long> SeenAsync();
}

[ImplicitStreamSubscription("valuations")]
internal sealed class DayReaderGrain : Grain, IDayReaderGrain, Orleans.Streams.Core.IStreamSubscriptionObserver, IAsyncObserver<DayValuation>
{
    private long _seen;

    public Task OnSubscribed(Orleans.Streams.Core.IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<DayValuation>().ResumeAsync(this);

    public Task<long> SeenAsync() => Task.FromResult(_seen);

    public Task OnNextAsync(DayValuation item, StreamSequenceToken? token = null)
    {
        _seen++;
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
