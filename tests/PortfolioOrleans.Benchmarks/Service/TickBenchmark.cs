using System.Collections.Concurrent;
using System.Diagnostics;
using PortfolioOrleans.Benchmarks.Measuring;
using PortfolioOrleans.Benchmarks.Running;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// From a price tick to the server-sent event that a client reads, with a thousand portfolios that are all followed by a client. Time runs from the moment the
/// prices are true at the venue by their own account, which is when the service sends the request for them, so it holds the venue's answer, the valuation,
/// the write and the sending. What a tick costs depends on how many portfolios hold what moved: ten of them hold AAVE, ninety LINK, the others BTC.
/// </summary>
internal static class TickBenchmark
{
    private const int Crowd = 1_000;
    private const double TargetMilliseconds = 20;

    private static readonly TimeSpan MovePause = TimeSpan.FromMilliseconds(200);

    /// <summary>A start ends with two collections of all garbage, the second ninety seconds after everybody is awake.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(95);

    private static readonly (string Coin, int From, decimal Price)[] Holders = [("AAVE", 0, 210m), ("LINK", 10, 15m), ("BTC", 100, 64_000m)];

    public static async Task RunAsync(TimeSpan length)
    {
        await using var stage = await Stage.OpenAsync(marketsWalk: false);
        var tokens = await Settler.SettleCrowdAsync(stage, 0, Crowd, number => Holders.Last(held => number >= held.From).Coin);
        await using var service = await stage.ServeAsync(
            new("Sync__Live", "false"), // Prices by request: a feed's time is not that of the change.
            new("Sync__BalancesPeriod", "01:00:00"),
            new("Sync__PositionsPeriod", "01:00:00"),
            new("Portfolio__HoldingsMaxAge", "1.00:00:00"));

        using var stop = new CancellationTokenSource();
        var heard = new ConcurrentQueue<TickHeard>();
        var followers = tokens.Select((token, number) => PriceFollower.FollowAsync(service.Url, token, number, heard, stop.Token)).ToList();
        await EverybodyAsync(heard, followers);
        await Task.Delay(AfterStart);
        var ahead = await VenueClock.AheadAsync(service.Url);
        Report.Line($"    the service holds the venue's clock to be {ahead.TotalMilliseconds:0.0} ms ahead, which is taken off");
        Report.Line($"    the venue alone takes {(await stage.TimePricesAsync()).TotalMilliseconds:0.0} ms to answer such a request, the middle of 20");

        foreach (var moved in Enumerable.Range(1, Holders.Length))
        {
            Report.Line($"    the disk takes {Disk.TimeForce().TotalMilliseconds:0.0} ms to force a write");
            var before = service.ProcessorTime;
            var (times, untilValued, ticks) = await MoveAsync(stage.World, Holders[..moved], length, heard, ahead);
            var holders = moved == Holders.Length ? Crowd : Holders[moved].From;
            Report.Figure($"p99 where a tick moves {holders} of {Crowd:N0} portfolios", times.Percentile(0.99), "ms", TargetMilliseconds);
            Report.Line($"    until valued {untilValued.Percentile(0.5):0.0} ms, from there to the client {times.Percentile(0.5) - untilValued.Percentile(0.5):0.0} ms, in the middle");
            Report.Line($"    {times}   {ticks} ticks   service using {(service.ProcessorTime - before) / length * 100:0} % of one processor");
        }

        await stop.CancelAsync();
        await Task.WhenAll(followers);
    }

    /// <summary>Changes the prices of these coins again and again, so that each reading of the venue finds them moved.</summary>
    private static async Task<(Latencies Times, Latencies UntilValued, int Ticks)> MoveAsync(
        SimulatedWorld world, (string Coin, int From, decimal Price)[] coins, TimeSpan length, ConcurrentQueue<TickHeard> heard, TimeSpan ahead)
    {
        heard.Clear();
        var begun = TimeProvider.System.GetUtcNow() + MovePause; // Everything has moved by then; what was read before may have found nothing new.
        var clock = Stopwatch.StartNew();
        for (var step = 1; clock.Elapsed < length; step++)
        {
            foreach (var (coin, _, price) in coins)
            {
                world.SetPrice(coin, price + step, SimulatedVenue.Okx);
            }

            await Task.Delay(MovePause);
        }

        // Those who hold nothing that moved are valued by the clock and not by a tick; of what the others hear, only the first event with new prices counts.
        var last = coins.Length == Holders.Length ? Crowd : Holders[coins.Length].From;
        var (times, untilValued) = (new Latencies(), new Latencies());
        var news = heard.Where(one => one.Portfolio < last && one.PricesAsOf - ahead >= begun)
            .GroupBy(one => (one.Portfolio, one.PricesAsOf)).Select(same => same.MinBy(one => one.HeardAt)).ToList();
        foreach (var one in news)
        {
            times.Add(one.HeardAt - (one.PricesAsOf - ahead));
            untilValued.Add(one.ValuedAt - (one.PricesAsOf - ahead));
        }

        return (times, untilValued, news.Select(one => one.PricesAsOf).Distinct().Count());
    }

    private static async Task EverybodyAsync(ConcurrentQueue<TickHeard> heard, IReadOnlyCollection<Task> followers)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (heard.Where(one => one.IsComplete).Select(one => one.Portfolio).Distinct().Count() < Crowd)
        {
            if (followers.FirstOrDefault(follower => follower.IsFaulted) is { } failed)
            {
                await failed;
            }

            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }
}
