using System.Text.Json.Nodes;
using PortfolioOrleans.Silo.Tests.Running;
using Xunit.Abstractions;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>kill -9 of the service in the middle of whatever it was doing.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>A few in the suite; `./test soak kills` makes it many.</summary>
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_KILLS") ?? "4", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_killed_service_comes_up_by_itself_and_has_lost_nothing()
    {
        var chance = new Random(2);
        await using var house = await House.StartAsync(new Dictionary<string, string?>
        {
            ["Sync__BalancesPeriod"] = "00:00:01",
            ["Sync__PositionsPeriod"] = "00:00:01",
            ["Sync__PricesPeriod"] = "00:00:00.200",
            ["Portfolio__TickPause"] = "00:00:00.050",
            ["Portfolio__ValuationPause"] = "00:00:01",
            ["Portfolio__HistoryPeriod"] = "00:00:10",
        });
        using var alice = await house.SettleAsync();
        var contents = new Dictionary<long, string>();
        var (peak, version, rows) = (0m, 0L, 0);

        for (var kill = 0; kill < Kills; kill++)
        {
            using var moving = new CancellationTokenSource();
            var mover = MovePricesAsync(house, chance.Next(), moving.Token);
            var listener = ListenAsync(alice, contents, moving.Token);
            await Task.Delay(chance.Next(50, 3_000));
            await house.KillAsync();
            await moving.CancelAsync();
            await Task.WhenAll(mover, listener);

            await house.ServeAsync();
            var snapshot = await alice.SnapshotAsync();
            Assert.Equal(2, (await alice.GetAsync("/api/accounts"))["items"]!.AsArray().Count);
            var drawdown = await alice.GetAsync("/api/portfolio/drawdown");
            Assert.True(drawdown.Amount("peak_equity") >= peak, $"kill {kill}: the peak fell from {peak} to {drawdown.Amount("peak_equity")}");
            Assert.True(snapshot["version"]!.GetValue<long>() >= version, $"kill {kill}: the version fell");
            var history = (await alice.GetAsync("/api/portfolio/history?step=1m&limit=1000"))["items"]!.AsArray().Count;
            Assert.True(history >= rows, $"kill {kill}: {rows} rows of history became {history}");
            (peak, version, rows) = (drawdown.Amount("peak_equity"), snapshot["version"]!.GetValue<long>(), history);
        }

        await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromSeconds(20));
        output.WriteLine($"{Kills} kills, {contents.Count} event numbers seen, version {version}, peak {peak}, {rows} rows of history");
        Assert.True(contents.Count > Kills * 10);
    }

    private static async Task MovePricesAsync(House house, int seed, CancellationToken stop)
    {
        var chance = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            house.World.MultiplyPrice("BTCUSDT", 0.97m + (chance.Next(60) / 1_000m));
            await Task.WhenAny(Task.Delay(30, stop));
        }
    }

    /// <summary>Notes what each number carried, and fails where one carried something else before.</summary>
    private static async Task ListenAsync(Api api, Dictionary<long, string> contents, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                foreach (var happened in await api.EventsAsync(8, patience: TimeSpan.FromSeconds(2)))
                {
                    if (happened["type"]!.GetValue<string>().StartsWith("portfolio.", StringComparison.Ordinal))
                    {
                        var (number, content) = (happened["seq"]!.GetValue<long>(), Content(happened));
                        Assert.True(!contents.TryGetValue(number, out var before) || before == content, $"{number} was {before} and is {content}");
                        contents[number] = content;
                    }
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(50, stop)); // The service is being killed, or quiet.
            }
        }
    }

    // Shares move with rounding of nothing; what a number says is its time and its figures.
    private static string Content(JsonNode happened) => happened.ToJsonString();
}
