using System.Diagnostics;
using System.Globalization;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Benchmarks.Ledger;

/// <summary>What the ledger's arithmetic costs: a million fills through each cost method.</summary>
internal static class LedgerBenchmark
{
    private const int Fills = 1_000_000;
    private const int Rounds = 3;

    public static Task<int> RunAsync(string[] args)
    {
        _ = args;
        var fills = RandomFills(new Random(7));
        foreach (var method in Enum.GetValues<CostMethod>())
        {
            CostBasis(method, fills);
        }

        return Task.FromResult(0);
    }

    private static void CostBasis(CostMethod method, (decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        var (best, bestProcessor, memory) = (TimeSpan.MaxValue, TimeSpan.MaxValue, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var before = LiveBytes();
            var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var (book, releases) = Through(method, fills);
            best = Shorter(best, clock.Elapsed);
            bestProcessor = Shorter(bestProcessor, Environment.CpuUsage.TotalTime - processor);
            memory = Math.Max(memory, LiveBytes() - before);
            GC.KeepAlive(book);
            GC.KeepAlive(releases);
        }

        Say($"{method}: {best.TotalSeconds:0.000} s ({bestProcessor.TotalSeconds:0.000} s of processor time) for {Fills:N0} fills, {memory / 1e6:0} MB with every release kept");
    }

    private static (LotBook Book, List<Release> Releases) Through(CostMethod method, (decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        var book = LotBook.Empty(method);
        var releases = new List<Release>(Fills / 2);
        for (var i = 0; i < fills.Length; i++)
        {
            if (i % 2 == 0)
            {
                book = book.Acquire(new Lot("", fills[i].At, fills[i].Quantity, fills[i].Cost));
            }
            else
            {
                (book, var released) = book.Release(fills[i].Quantity);
                releases.Add(released);
            }
        }

        return (book, releases);
    }

    private static (decimal, decimal, DateTimeOffset)[] RandomFills(Random random)
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return
        [
            .. Enumerable.Range(0, Fills).Select(i =>
            {
                var quantity = random.Next(1, 100_000_000) / 100_000_000m;
                return (quantity, quantity * random.Next(1_000_000, 10_000_000) / 100m, start.AddMinutes(i));
            }),
        ];
    }

    // A busy machine lengthens the wall's time alone.
    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
