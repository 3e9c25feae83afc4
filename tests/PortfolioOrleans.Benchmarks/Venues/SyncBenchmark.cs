using System.Collections.Immutable;
using System.Diagnostics;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Testing;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Timing;
using FaultKind = PortfolioOrleans.Exchanges.FaultKind;

namespace PortfolioOrleans.Benchmarks.Venues;

/// <summary>
/// What a venue is asked for: the whole past of one busy account, and two hundred accounts that are read as often as the service does. By the simulated venues' own count,
/// on a clock that jumps over every wait.
/// </summary>
internal static class SyncBenchmark
{
    private const int Fills = 100_000;
    private const int Accounts = 200;

    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<Asset> Held = [.. ((string[])["BTC", "ETH", "SOL", "BNB", "XRP", "USDT"]).Select(Asset.Parse)];

    public static Task RunAsync(TimeSpan length)
    {
        foreach (var venue in (SimulatedVenue[])[SimulatedVenue.Binance, SimulatedVenue.Okx])
        {
            SyncWhole(venue);
        }

        foreach (var venue in (SimulatedVenue[])[SimulatedVenue.Binance, SimulatedVenue.Okx])
        {
            ReadMany(venue, length);
        }

        return Task.CompletedTask;
    }

    private static void SyncWhole(SimulatedVenue venue)
    {
        var clock = new WeightClock(Noon);
        var world = new SimulatedWorld(new SimulatorOptions { Seed = 7, Clock = clock, MarketsWalk = false });
        var account = world.OpenAccount(new NewAccount { Venue = venue, Label = "alice" });
        world.WriteHistory(account.AccountId, new HistoryOrder { Fills = Fills, From = Noon.AddDays(-730) });
        var gate = new LocalVenueGate(GateOptions.Default, clock);
        var http = new HttpClient(world.CreateHandler(venue));
        var address = new Uri("https://venue.test");
        IExchangeAdapter adapter = venue == SimulatedVenue.Binance
            ? new BinanceAdapter(http, gate, new BinanceOptions { RestUrl = address, FuturesUrl = address }, clock, new Random(1))
            : new OkxAdapter(http, gate, new OkxOptions { RestUrl = address }, clock, new Random(1));
        var credentials = new ExchangeCredentials(account.Key, account.Secret, account.Passphrase);

        var (start, transactions) = (Stopwatch.GetTimestamp(), 0);
        clock.Run(async () =>
        {
            foreach (var history in adapter.Venue.Histories)
            {
                transactions += await WalkAsync(adapter, credentials, history.Id, clock);
            }
        });

        var statistics = world.Statistics(venue);
        var weight = statistics.Paths.Values.Sum(path => path.Weight);
        Report.Line($"{venue}: everything of two years with {Fills:N0} fills, {transactions:N0} rows that the venue still shows");
        Report.Line($"    {(clock.GetUtcNow() - Noon).TotalMinutes:0.0} minutes at the venue's pace, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s of work, {statistics.Requests:N0} requests, weight {weight:N0}");
        Busiest(statistics.BusiestMinutes, statistics.Refused);
    }

    private static async Task<int> WalkAsync(IExchangeAdapter adapter, ExchangeCredentials credentials, string history, TimeProvider clock)
    {
        var (ids, cursor) = (new HashSet<string>(StringComparer.Ordinal), (string?)null);
        while (true)
        {
            switch (await adapter.GetTransactionsAsync(credentials, new HistoryQuery(history, cursor, Held), CancellationToken.None))
            {
                case ExchangeReply<HistoryPage>.Answer { Value: var page }:
                    ids.UnionWith(page.Transactions.Select(transaction => transaction.Id));
                    cursor = page.Cursor;
                    if (page.IsEnd)
                    {
                        return ids.Count;
                    }

                    break;
                case ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.Deferred, RetryAfter: { } wait } }:
                    await Task.Delay(wait, clock);
                    break;
                case ExchangeReply<HistoryPage>.Failure { Fault: var fault }:
                    throw new InvalidOperationException($"{history}: {fault.Detail}");
            }
        }
    }

    private static void ReadMany(SimulatedVenue venue, TimeSpan length)
    {
        var start = Stopwatch.GetTimestamp();
        var report = ManyAccounts.Run(venue, Accounts, TimeSpan.FromMinutes(Math.Max(2d, length.TotalMinutes)));
        Report.Line($"{venue}: {Accounts} accounts, {report.Requests:N0} requests in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s of work");
        Report.Line($"    put off {report.Deferred:N0} times, the oldest reading {report.Oldest.TotalSeconds:0} s old ({report.Slowest})");
        Busiest(report.BusiestMinutes, report.Refused);
    }

    private static void Busiest(IReadOnlyDictionary<string, int> minutes, long refused)
    {
        foreach (var (budget, most) in minutes.OrderByDescending(each => (double)each.Value / LimitOf(each.Key)).Take(3))
        {
            Report.Figure($"    busiest minute of {budget}", most, "", LimitOf(budget));
        }

        Report.Figure("    refused", refused, "");
    }

    private static int LimitOf(string budget) => budget.Split(':')[0] switch
    {
        "api" or "papi" => 6_000,
        "fapi" => 2_400,
        "sapi_uid" => 180_000,
        _ => 12_000,
    };
}
