using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Performance;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>Four days of valuations as the portfolio's grain makes them, written by its own parts into each storage; then a deposit of two days ago is told.</summary>
public sealed class LateNewsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Deposited = Start.AddDays(2);
    private static readonly DateTimeOffset Told = Start.AddDays(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task In_memory_what_was_believed_stays_known()
    {
        var clock = new HandClock(Start);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddMemoryStorage().BuildServiceProvider();

        await TellAsync(services, clock);
    }

    [Fact]
    public async Task In_PostgreSQL_what_was_believed_stays_known()
    {
        var clock = new HandClock(Start);
        using var folder = new TempFolder();
        await using var storage = await PostgresStorage.OpenAsync(new() { DataFolder = folder.File("data") }, CancellationToken.None);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddPostgresStorage(storage).BuildServiceProvider();

        await TellAsync(services, clock);
    }

    private static async Task TellAsync(IServiceProvider stores, HandClock clock)
    {
        await stores.GetRequiredService<IUserStore>().AddAsync(new User("alice", "alice", Start), default);
        await stores.GetRequiredService<IAccountStore>().AddAsync(new Account("fake-1", "alice", "fake", "", "key", false, false, Start), new byte[] { 1 }, default);
        var state = new PortfolioState();
        for (; clock.Now < Told; clock.Now += Pause)
        {
            state = await ValueAsync(stores, state, clock.Now, clock.Now < Deposited ? 2m : 4m, []);
        }

        // 200 were doubled, as it seems.
        var (days, rows, asked) = (await DaysAsync(stores, null), await RowsAsync(stores, null), clock.Now);
        Assert.Equal((400m, 0m, null), (state.Snapshot!.Drawdown.PeakEquity, state.Snapshot.NetFlowTotal - 200m, state.Snapshot.Drawdown.RestatedAt));

        clock.Now += Pause;
        var deposit = new Money(2m, Asset.Btc);
        await stores.GetRequiredService<IHoldingStore>().SaveAsync("alice", "fake-1", [], [new CountedFlow(new ExternalFlow("late", deposit, Deposited), Counts: true)], default);
        state = await ValueAsync(stores, state, clock.Now, 4m, [deposit]);

        var drawdown = state.Snapshot!.Drawdown;
        Assert.Equal((400m, 400m, 0m, 0m, clock.Now), (state.Snapshot.NetFlowTotal, drawdown.PeakEquity, drawdown.Depth, drawdown.MaxDepth, drawdown.RestatedAt));
        Assert.Equal(Deposited, drawdown.RestatedFrom!.Value, Pause);
        Assert.Equal(["4 0", "5 0", "6 200", "7 0", "8 0"], (await DaysAsync(stores, null)).Select(day => $"{day.Day.Day} {day.Figures.NetFlow:0}"));
        Assert.All((await RowsAsync(stores, null)).Where(row => row.At >= Deposited && row.At < asked), row => Assert.True(row is { NetFlowTotal: 400m, PeakEquity: 400m, DrawdownDepth: 0m, RestatedAt: not null }));
        Assert.All((await RowsAsync(stores, null)).Where(row => row.At < Deposited), row => Assert.True(row is { NetFlowTotal: 200m, PeakEquity: 200m, RestatedAt: null }));

        Assert.Equal(days.Select(Text), (await DaysAsync(stores, asked)).Select(Text));
        Assert.Equal(rows, await RowsAsync(stores, asked));
    }

    private static async Task<PortfolioState> ValueAsync(IServiceProvider stores, PortfolioState before, DateTimeOffset at, decimal btc, Money[] deposits)
    {
        AccountHoldings[] accounts = [new("fake-1", "fake", [new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, btc)], [], at, null)], [.. deposits])];
        var prices = new PriceTable([new VenuePrices("fake", at, new Dictionary<Asset, decimal> { [Asset.Btc] = 100m }, new Dictionary<string, decimal>())]);
        var late = ActivatorUtilities.CreateInstance<LateFlows>(stores, Options.Create(new PerformanceOptions()));
        var next = await late.CorrectAsync("alice", before, before.Valued("alice", accounts, prices, new PortfolioOptions().ToRules(), at), accounts, prices, default);
        return await ActivatorUtilities.CreateInstance<PortfolioRecords>(stores).WriteHistoryAsync("alice", before, next, Pause, default);
    }

    private static Task<IReadOnlyList<PerformanceDay>> DaysAsync(IServiceProvider stores, DateTimeOffset? knownAt)
    {
        var store = stores.GetRequiredService<IPerformanceStore>();
        return knownAt is { } then
            ? store.ListKnownAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, then, default)
            : store.ListAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, default);
    }

    private static Task<IReadOnlyList<SnapshotRow>> RowsAsync(IServiceProvider stores, DateTimeOffset? knownAt)
    {
        var store = stores.GetRequiredService<ISnapshotStore>();
        return knownAt is { } then
            ? store.ListKnownAsync("alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 10_000, then, default)
            : store.ListAsync("alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 10_000, default);
    }

    private static string Text(PerformanceDay day) => $"{day with { Figures = day.Figures with { Timed = [] } }} {string.Join(", ", day.Figures.Timed)}";

    private sealed class HandClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
