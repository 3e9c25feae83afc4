using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Benchmarks.Measuring;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.GrainState;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Benchmarks.Storage;

/// <summary>
/// A private server on this disk, forced to it at every commit: how long it takes to start, and how many writes a second become durable in batches and one
/// by one.
/// </summary>
internal static class StorageBenchmark
{
    private const int StateBytes = 4096;

    private static readonly byte[][] Payloads = [.. Enumerable.Range(0, 64).Select(seed => System.Text.Encoding.UTF8.GetBytes(Text(seed, StateBytes)))];
    private static readonly string[] Checkpoints = [.. Enumerable.Range(0, 64).Select(seed => Text(seed, 2000))];

    private static readonly DateTimeOffset Start = new(2026, 8, 3, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(TimeSpan length)
    {
        Report.Figure("to force a write to the disk", Disk.TimeForce().TotalMilliseconds, "ms");
        var folder = Directory.CreateTempSubdirectory("portfolio-benchmark-").FullName;
        try
        {
            await TimeAsync("open, first start", () => OpenAndCloseAsync(folder));
            await TimeAsync("open, existing database", () => OpenAndCloseAsync(folder));

            await using var storage = await OpenAsync(folder);
            await using var services = new ServiceCollection().AddPostgresStorage(storage).BuildServiceProvider();
            await services.GetRequiredService<IUserStore>().AddAsync(new User("alice", "Alice", Start), default);
            foreach (var callers in new[] { 100, 1000 })
            {
                await GrainStatesAsync(services.GetRequiredService<IGrainStateTable>(), callers, length);
                await SingleRowsAsync(storage.Database, callers, length);
            }

            await ReadsAsync(services.GetRequiredService<IGrainStateTable>(), length);
            await PortfolioStatesAsync(services.GetRequiredService<IPortfolioStateStore>(), callers: 1000, length);
            await SnapshotsAsync(services.GetRequiredService<ISnapshotStore>(), callers: 1000, length);
            await HoldingsAsync(services, callers: 200, length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<PostgresStorage> OpenAsync(string folder) => PostgresStorage.OpenAsync(new() { DataFolder = folder }, CancellationToken.None);

    private static async Task OpenAndCloseAsync(string folder) => await (await OpenAsync(folder)).DisposeAsync();

    private static Task GrainStatesAsync(IGrainStateTable table, int callers, TimeSpan length)
    {
        var versions = new long?[callers];
        return MeasureAsync($"grain states of {StateBytes} bytes, in batches", callers, length, async (caller, number) =>
            versions[caller] = await table.WriteAsync("benchmark", $"batched-{callers}-{caller}", Payload(caller, number), versions[caller], default)
                ?? throw new InvalidOperationException("A conflict, where each grain has one writer."));
    }

    /// <summary>The same rows, a statement and a transaction for each, as many at once as the pool has connections.</summary>
    private static Task SingleRowsAsync(PostgresDatabase database, int callers, TimeSpan length) =>
        MeasureAsync($"grain states of {StateBytes} bytes, one by one", callers, length, (caller, number) => database.OnceAsync(
            Scope.Service, _ => true,
            [
                new Sql(
                    """
                    INSERT INTO grain_state (key, state_name, grain_id, payload, version, saved_at)
                    VALUES ($1, 'benchmark', $2, $3, nextval('grain_state_versions'), now())
                    ON CONFLICT (key) DO UPDATE SET payload = excluded.payload, version = excluded.version, saved_at = excluded.saved_at
                    """,
                    StoredKey.Of("single", $"{callers}", $"{caller}"), $"single-{caller}", Payload(caller, number)),
            ],
            default));

    private static Task ReadsAsync(IGrainStateTable table, TimeSpan length) =>
        MeasureAsync("grain states read", callers: 20, length, (caller, number) => table.ReadAsync("benchmark", $"batched-1000-{(caller * 50) + (number % 50)}", default));

    private static Task PortfolioStatesAsync(IPortfolioStateStore states, int callers, TimeSpan length) =>
        MeasureAsync("portfolio states", callers, length, (caller, number) => states.SaveAsync(
            new("alice", $"p{caller}", number, number, Start.AddSeconds(number), "USDT", 1000m + number, 2000m, 0m, true, Checkpoints[(caller + number) % Checkpoints.Length]), default));

    private static Task SnapshotsAsync(ISnapshotStore snapshots, int callers, TimeSpan length) =>
        MeasureAsync("snapshot rows", callers, length, (caller, number) => snapshots.AddAsync(
            new("alice", $"p{caller}", Start.AddSeconds(number), number, "USDT", 1000m, 0m, 500m, 10.5m, 300m, 200m, 1100m, 0.09m, true, false), default));

    /// <summary>An account of a spot wallet with 100 balances and a futures wallet with 50 positions, of which a tenth changes from save to save.</summary>
    private static async Task HoldingsAsync(IServiceProvider services, int callers, TimeSpan length)
    {
        var accounts = services.GetRequiredService<IAccountStore>();
        for (var caller = 0; caller < callers; caller++)
        {
            await accounts.AddAsync(new Account($"acc-{caller}", "alice", "binance", "", $"key-{caller}", false, false, Start), new byte[] { 1 }, default);
        }

        var holdings = services.GetRequiredService<IHoldingStore>();
        await MeasureAsync("holdings of 100 balances and 50 positions", callers, length, (caller, number) => holdings.SaveAsync(
            "alice", $"acc-{caller}",
            [
                new(WalletKind.Spot, [.. Enumerable.Range(0, 100).Select(i => AssetBalance.Of(Asset.Parse($"A{i}"), i % 10 == number % 10 ? number : i))], [], At(number), null),
                new(WalletKind.Futures, [], [.. Enumerable.Range(0, 50).Select(i => Position(i, i % 10 == number % 10 ? number : i))], At(number), null),
            ],
            [], default));

        static DateTimeOffset At(int number) => Start.AddSeconds(number);

        static Position Position(int i, decimal contracts) => new(
            $"A{i}USDT", new Symbol(Asset.Parse($"A{i}"), Asset.Usdt), PositionSide.Long, contracts, ContractTerms.PerCoin(Asset.Usdt), 100m, 101m, 1m, 5m, null,
            MarginMode.Cross, null, AddsToEquity: true, null, Start, null);
    }

    private static async Task TimeAsync(string what, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        Report.Figure(what, Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms");
    }

    private static async Task MeasureAsync(string what, int callers, TimeSpan length, Func<int, int, Task> work)
    {
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => work(caller, 0))); // Rows, connections and code are there.
        var start = Stopwatch.GetTimestamp();
        var latencies = new Latencies();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(CallAsync));
        Report.Line($"{what}, {callers} callers: {latencies.Count / Stopwatch.GetElapsedTime(start).TotalSeconds:0}/s");
        Report.Line($"    {latencies}");

        async Task CallAsync(int caller)
        {
            for (var number = 1; Stopwatch.GetElapsedTime(start) < length; number++)
            {
                var begun = Stopwatch.GetTimestamp();
                await work(caller, number);
                latencies.Add(Stopwatch.GetElapsedTime(begun));
            }
        }
    }

    private static byte[] Payload(int caller, int number) => Payloads[(caller + number) % Payloads.Length];

    /// <summary>JSON such as a portfolio's state is: names that repeat, numbers that do not.</summary>
    private static string Text(int seed, int length)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, length / 50).Select(i => new { asset = $"A{i}", free = $"{random.NextInt64()}", price = random.NextDouble() });
        return JsonSerializer.Serialize(rows)[..length];
    }
}
