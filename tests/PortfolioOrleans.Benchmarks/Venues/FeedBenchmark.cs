using System.Diagnostics;
using System.Text;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>What it costs to understand a message of a live feed: from its bytes to what happened, on one thread, without the socket and the grain.</summary>
internal static class FeedBenchmark
{
    private const int Rounds = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(TimeSpan length)
    {
        var binance = await BinanceTalks.OpenAsync();
        Measure("Binance, a spot fill", binance.Spot, FeedMessages.BinanceSpotFill, length);
        Measure("Binance, spot balances", binance.Spot, FeedMessages.BinanceSpotBalances, length);
        Measure("Binance, a futures fill", binance.Futures, FeedMessages.BinanceFuturesFill, length);
        Measure("Binance, a futures balance and position", binance.Futures, FeedMessages.BinanceFuturesAccount, length);
        Measure("Binance, the prices of 400 pairs", binance.Prices, FeedMessages.BinancePrices(400), length);
        Measure("Binance, the marks of 400 contracts", binance.Marks, FeedMessages.BinanceMarks(400), length);

        var okx = await OkxTalks.OpenAsync();
        Measure("OKX, a fill", okx.Private, FeedMessages.OkxOrder, length);
        Measure("OKX, a balance", okx.Private, FeedMessages.OkxAccount, length);
        Measure("OKX, a position", okx.Private, FeedMessages.OkxPosition, length);
        Measure("OKX, a price", okx.Prices, FeedMessages.OkxTicker, length);
        Measure("OKX, a mark", okx.Marks, FeedMessages.OkxMark, length);
    }

    /// <summary>The best of five rounds after a warm-up.</summary>
    private static void Measure<T>(string what, ILiveTalk<T> talk, string text, TimeSpan length)
    {
        var message = Encoding.UTF8.GetBytes(text);
        var heard = talk.Hear(message);
        if (heard is not { Kind: HeardKind.Events, Events.IsEmpty: false })
        {
            throw new InvalidOperationException($"{what} is not understood: {heard.Kind}, {heard.Fault?.Detail}");
        }

        var (best, bytes) = (double.MaxValue, 0d);
        for (var round = -1; round < Rounds; round++)
        {
            GC.Collect();
            var (allocated, start, count) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), 0);
            do
            {
                for (var each = 0; each < 32; each++)
                {
                    GC.KeepAlive(talk.Hear(message).Events);
                }

                count += 32;
            }
            while (Stopwatch.GetElapsedTime(start) < (round < 0 ? WarmUp : length / Rounds));

            var microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
            best = round < 0 ? best : Math.Min(best, microseconds);
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        }

        Report.Line($"{what,-44} {1_000_000 / best,12:N0} a second {best,9:0.0} us {bytes,10:N0} bytes allocated, of {message.Length:N0} received");
    }
}
