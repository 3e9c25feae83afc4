using System.Text;
using PortfolioOrleans.Benchmarks.Engine;
using PortfolioOrleans.Benchmarks.Ledger;
using PortfolioOrleans.Benchmarks.Service;
using PortfolioOrleans.Benchmarks.Snapshots;
using PortfolioOrleans.Benchmarks.Storage;
using PortfolioOrleans.Benchmarks.Venues;

namespace PortfolioOrleans.Benchmarks;

/// <summary>The benchmarks there are.</summary>
internal static class Catalog
{
    private static readonly Benchmark[] All =
    [
        new("engine", "calls a second to trivial grains, and the memory of idle ones", Seconds(3), Seconds(1), EngineBenchmark.RunAsync),
        new("snapshot", "building the snapshot of a large portfolio", Seconds(3), Seconds(1), SnapshotBenchmark.RunAsync),
        new("start", "the service from start to ready, on an existing database", Seconds(10), Seconds(10), StartBenchmark.RunAsync),
        new("memory", "resident memory of the service, and what each further portfolio adds", Seconds(30), Seconds(15), MemoryBenchmark.RunAsync),
        new("http", "snapshots over HTTP at 500 requests a second", Seconds(30), Seconds(10), HttpBenchmark.RunAsync),
        new("history", "ten years of days over HTTP, as they are and as they were known, and every metric over them", Seconds(5), Seconds(2), HistoryBenchmark.RunAsync),
        new("ticks", "a price tick to its server-sent event, with 1,000 live portfolios", Seconds(60), Seconds(20), TickBenchmark.RunAsync),
        new("ledger", "a million fills through each cost method and what is asked of them, and thirteen risk metrics and more over ten years", Seconds(1), Seconds(1), LedgerBenchmark.RunAsync),
        new("feeds", "messages a second through the live parsers of Binance and OKX, and the bytes each allocates", Seconds(2), Seconds(0.5), FeedBenchmark.RunAsync),
        new("sync", "time and weight of a first sync, and of two hundred accounts of one venue", Seconds(360), Seconds(120), SyncBenchmark.RunAsync),
        new("storage", "writes and reads a second on a private server", Seconds(5), Seconds(2), StorageBenchmark.RunAsync),
    ];

    public static string Help
    {
        get
        {
            var text = new StringBuilder("usage: ./test bench [NAME [SECONDS]]   all of them with short settings, or one; SECONDS is how long one measurement takes");
            foreach (var one in All)
            {
                text.Append($"\n  {one.Name,-10} {one.What}");
            }

            return text.ToString();
        }
    }

    public static Benchmark? Find(string name) => Array.Find(All, one => one.Name == name);

    public static async Task<int> RunAllAsync()
    {
        foreach (var one in All)
        {
            await RunAsync(one, one.Short);
        }

        return 0;
    }

    public static async Task<int> RunAsync(Benchmark one, TimeSpan length)
    {
        Report.Title(one.Name, one.What);
        await one.RunAsync(length);
        return 0;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
