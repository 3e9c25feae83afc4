using System.Collections.Concurrent;
using System.Diagnostics;
using PortfolioOrleans.Benchmarks.Measuring;
using PortfolioOrleans.Benchmarks.Running;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Benchmarks.Service;

/// <summary>
/// From a price tick to the server-sent event that a client reads, with a thousand portfolios that are all followed by a client. Time runs from the moment the
/// service hears the venue's message of a price that moved (which it states as the age of its prices), so it holds the market's and the portfolios' turns, the
/// write and the sending. What a tick costs depends on how many portfolios hold what moved: ten of them hold AAVE, a hundred LINK, the others BTC.
/// </summary>
internal static class TickBenchmark
{
    private const int Crowd = 1_000;
    private const double TargetMilliseconds = 20;

    /// <summary>
    /// At least this long between two moves, so that each is valued at once and not at the end of a pause; and somewhat longer by chance, so that they do not keep step with
    /// the valuations of the clock.
    /// </summary>
    private static readonly TimeSpan MovePause = TimeSpan.FromSeconds(1.5);

    /// <summary>A start ends with two collections of all garbage, the second ninety seconds after everybody is awake.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(95);

    private static readonly Holders[] Everybody = [new("AAVE", 0, 10, 210m), new("LINK", 10, 110, 15m), new("BTC", 110, Crowd, 64_000m)];

    public static async Task RunAsync(TimeSpan length)
    {
        await using var stage = await Stage.OpenAsync(marketsWalk: false);
        var tokens = await Settler.SettleCrowdAsync(stage, 0, Crowd, number => Everybody.Last(held => number >= held.From).Coin);
        await using var service = await stage.ServeAsync(
            new("Sync__BalancesPeriod", "01:00:00"),
            new("Sync__PositionsPeriod", "01:00:00"),
            new("Portfolio__HoldingsMaxAge", "1.00:00:00"));

        using var stop = new CancellationTokenSource();
        var heard = new ConcurrentQueue<SnapshotHeard>();
        var followers = tokens.Select((token, number) => PriceFollower.FollowAsync(service.Url, token, number, heard, stop.Token)).ToList();
        await EverybodyAsync(heard, followers);
        await Task.Delay(AfterStart);

        foreach (var holders in Everybody)
        {
            Report.Line($"    the disk takes {Disk.TimeForce().TotalMilliseconds:0.0} ms to force a write");
            var before = service.ProcessorTime;
            var (times, untilValued, ticks) = await MoveAsync(stage.World, holders, length, heard);
            Report.Figure($"p99 where a tick moves {holders.To - holders.From} of {Crowd:N0} portfolios", times.Percentile(0.99), "ms", TargetMilliseconds);
            Report.Line($"    until valued {untilValued.Percentile(0.5):0.0} ms, from there to the client {times.Percentile(0.5) - untilValued.Percentile(0.5):0.0} ms, in the middle");
            Report.Line($"    {times}   {ticks} ticks   service using {(service.ProcessorTime - before) / length * 100:0} % of one processor");
        }

        await stop.CancelAsync();
        await Task.WhenAll(followers);
    }

    /// <summary>Changes the price of one coin again and again. Nothing else moves meanwhile, so a holder's equity tells which event is a tick's.</summary>
    private static async Task<(Latencies Times, Latencies UntilValued, int Ticks)> MoveAsync(
        SimulatedWorld world, Holders holders, TimeSpan length, ConcurrentQueue<SnapshotHeard> heard)
    {
        heard.Clear();
        var random = new Random(7);
        var clock = Stopwatch.StartNew();
        var ticks = 0;
        while (clock.Elapsed < length)
        {
            await Task.Delay(MovePause * (1 + (random.NextDouble() / 3)));
            world.SetPrice(holders.Coin, holders.Price + ++ticks, SimulatedVenue.Okx);
        }

        await Task.Delay(MovePause);
        var (times, untilValued) = (new Latencies(), new Latencies());
        foreach (var portfolio in heard.Where(one => one.Portfolio >= holders.From && one.Portfolio < holders.To).GroupBy(one => one.Portfolio))
        {
            SnapshotHeard? last = null;
            foreach (var one in portfolio.OrderBy(one => one.HeardAt))
            {
                if (last is not null && one.Equity != last.Equity)
                {
                    times.Add(one.HeardAt - one.PricesAsOf);
                    untilValued.Add(one.ValuedAt - one.PricesAsOf);
                }

                last = one;
            }
        }

        return (times, untilValued, ticks);
    }

    private static async Task EverybodyAsync(ConcurrentQueue<SnapshotHeard> heard, IReadOnlyCollection<Task> followers)
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

    /// <param name="To">The number after the last one's.</param>
    private sealed record Holders(string Coin, int From, int To, decimal Price);
}
