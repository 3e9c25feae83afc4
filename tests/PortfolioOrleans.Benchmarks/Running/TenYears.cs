using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>
/// Ten years of one user, as the service would have left them: a day each with a flow a month, half of them timed, one day in twenty restated an hour ago; snapshot rows each five minutes
/// of a week, by the hour of a season, by the day before; and the days' prices of what it is compared with and shown in.
/// </summary>
internal static class TenYears
{
    public const int Days = 3_652;

    /// <returns>The first day, and a time before anything was restated.</returns>
    public static async Task<(DateOnly First, DateTimeOffset Known)> WriteAsync(Stage stage, string user)
    {
        var now = TimeProvider.System.GetUtcNow();
        var clock = new PastClock(now.AddHours(-2));
        await using var storage = await PostgresStorage.OpenAsync(new() { DataFolder = stage.DataFolder }, CancellationToken.None);
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).AddPostgresStorage(storage).BuildServiceProvider();
        var first = UtcDay.Of(now).AddDays(-Days);
        var equities = Walk(Days, 100_000m);

        await WriteDaysAsync(services.GetRequiredService<IPerformanceStore>(), user, first, equities, clock);
        await WriteRowsAsync(services.GetRequiredService<ISnapshotStore>(), user, now, equities[^1]);
        foreach (var (asset, price) in new[] { ("BTC", 50_000m), ("ETH", 3_000m), ("EUR", 1.1m), ("USDT", 1m) })
        {
            var prices = Walk(Days, price).Select((usd, i) => new DailyPrice(Asset.Parse(asset), first.AddDays(i), usd, "benchmark"));
            await services.GetRequiredService<IPriceStore>().SaveAsync([.. prices], CancellationToken.None);
        }

        return (first, now.AddHours(-1.5));
    }

    private static async Task WriteDaysAsync(IPerformanceStore store, string user, DateOnly first, decimal[] equities, PastClock clock)
    {
        var days = equities.Select((equity, i) => Day(user, first.AddDays(i), equity, flow: i % 30 == 15 ? 500m : 0m, timed: i % 60 == 15)).ToList();
        foreach (var batch in days.Chunk(500))
        {
            await store.SaveAllAsync(batch, CancellationToken.None);
        }

        clock.Now += TimeSpan.FromHours(1);
        var late = days.Where((_, i) => i % 20 == 3).Select(day => day with
        {
            Figures = day.Figures with { Inflow = day.Figures.Inflow + 10m },
            RestatedAt = day.AsOf.AddDays(3),
        });
        foreach (var batch in late.Chunk(500))
        {
            await store.SaveAllAsync(batch, CancellationToken.None);
        }
    }

    private static PerformanceDay Day(string user, DateOnly day, decimal equity, decimal flow, bool timed)
    {
        var end = UtcDay.Start(day.AddDays(1));
        return new PerformanceDay(
            user, user, Asset.Usd,
            new DailyEquity(day, equity, Inflow: timed ? 0m : flow) { Timed = timed ? [new TimedFlow(end.AddHours(-12), flow, equity - flow)] : [] },
            end.AddSeconds(-5));
    }

    private static Task WriteRowsAsync(ISnapshotStore store, string user, DateTimeOffset now, decimal last)
    {
        var midnight = UtcDay.Start(UtcDay.Of(now));
        var times = Enumerable.Range(1, Days).Select(i => midnight.AddDays(-i).AddSeconds(-5))
            .Concat(Enumerable.Range(1, 90 * 24).Select(i => midnight.AddHours(-i).AddMinutes(-1)))
            .Concat(Enumerable.Range(1, 7 * 288).Select(i => midnight.AddMinutes(-5 * i).AddSeconds(-30)));
        return Task.WhenAll(times.Select(at => store.AddAsync(
            new SnapshotRow(user, user, at, 1, "USD", last, 60_000m, 1_000m, 0m, last, 0m, last, 0m, Complete: true, DayEnd: at.Second == 55), CancellationToken.None)));
    }

    /// <summary>When the service is to have known of it.</summary>
    private sealed class PastClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Up and down by a few percent each day, with eight decimals.</summary>
    private static decimal[] Walk(int count, decimal start)
    {
        var random = new Random(20261126);
        var values = new decimal[count];
        for (var (i, value) = (0, start); i < count; i++)
        {
            value = decimal.Round(value * (decimal)(0.97 + (random.NextDouble() * 0.0605)), 8);
            values[i] = value;
        }

        return values;
    }
}
