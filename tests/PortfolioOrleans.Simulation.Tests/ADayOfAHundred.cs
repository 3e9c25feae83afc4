using System.Diagnostics;
using PortfolioOrleans.Domain.Holdings;
using Xunit.Abstractions;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>A day in the life of a hundred portfolios, in seconds.</summary>
public sealed class ADayOfAHundred(ITestOutputHelper output)
{
    /// <summary>In the suite everything is read and valued less often; `./test soak day` takes the product's own pauses.</summary>
    private static readonly bool FullSize = Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_DAY") is not null;

    [Fact]
    public void A_hundred_portfolios_live_through_a_day_with_crashes_and_outages_and_end_up_right()
    {
        const int users = 100;
        using var house = new SimulatedHouse(seed: 100, start: new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        house.States = new KeptStates(house.World.Clock);
        if (!FullSize)
        {
            house
                .With("Sync:PricesPeriod", "00:02:00")
                .With("Sync:BalancesPeriod", "00:10:00")
                .With("Sync:PositionsPeriod", "00:10:00")
                .With("Sync:LongestRetryPause", "00:05:00")
                .With("Portfolio:ValuationPause", "00:05:00")
                .With("Portfolio:PricesMaxAge", "00:15:00")
                .With("Portfolio:HoldingsMaxAge", "00:30:00");
        }

        var heard = 0;
        var gaps = new List<string>();
        var sequences = new Dictionary<string, long>();
        house.Hears = happened =>
        {
            heard++;
            var last = sequences.GetValueOrDefault(happened.PortfolioId);
            sequences[happened.PortfolioId] = Math.Max(last, happened.Sequence);
            if (happened.Sequence > last + 1)
            {
                gaps.Add($"{happened.PortfolioId}: {last}, then {happened.Sequence} at {house.Now:O}");
            }
        };

        house.Start();
        var watch = Stopwatch.StartNew();

        house.World.Run(() => Task.WhenAll(Enumerable.Range(0, users).Select(user => house.JoinAsync($"user-{user}"))));
        for (var hour = 0; hour < 24; hour++)
        {
            for (var user = 0; user < users; user++)
            {
                house.Spot.Account($"user-{user}")[WalletKind.Spot, "BTC"] = house.Chance.Next(1, 100);
                house.Unified.Account($"user-{user}")[WalletKind.Trading, "USDT"] = house.Chance.Next(1, 10_000);
            }

            house.Spot.SetPrice("BTC-USDT", house.Chance.Next(50, 200));
            house.Spot.Fault = hour % 6 == 3 ? new(Exchanges.FaultKind.Unreachable, "down") : null;
            house.World.RunFor(TimeSpan.FromHours(1));
            if (hour % 8 == 7)
            {
                house.CrashAndRestart();
            }
        }

        house.World.RunFor(TimeSpan.FromMinutes(20));
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        output.WriteLine($"a day of {users} portfolios: {watch.Elapsed.TotalSeconds:0.0} s, {processor.TotalSeconds:0.0} s of processor time from the process's start on, {house.World.Turns:N0} turns, {heard:N0} events");
        Assert.Empty(gaps);
        for (var user = 0; user < users; user++)
        {
            var snapshot = house.Snapshot($"user-{user}");
            var price = snapshot.Balances.First(row => row.Asset.Code == "BTC").Price!.Value;
            Assert.True(snapshot.Complete);
            Assert.Equal(
                (house.Spot.Account($"user-{user}")[WalletKind.Spot, "BTC"] * price) + house.Unified.Account($"user-{user}")[WalletKind.Trading, "USDT"],
                snapshot.Equity);
        }
    }
}
