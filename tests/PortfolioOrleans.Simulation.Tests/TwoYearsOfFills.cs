using System.Diagnostics;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using Xunit.Abstractions;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>The first sync of busy accounts, from two years ago to now.</summary>
public sealed class TwoYearsOfFills(ITestOutputHelper output)
{
    /// <summary>A fiftieth in the suite; `./test soak history` takes a hundred thousand that the venues still show, of a quarter of a million.</summary>
    private static readonly bool FullSize = Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_HISTORY") is not null;

    private const int Kills = 5;

    [Fact]
    public void Every_fill_arrives_once_and_within_the_budgets_though_the_silo_is_killed_on_the_way()
    {
        using var house = new VenueHouse(seed: 3);
        var (atBinance, atOkx) = FullSize ? (130_000, 125_000) : (2_400, 3_000);
        var binance = Customer(house, SimulatedVenue.Binance, "binance-0", atBinance);
        var okx = Customer(house, SimulatedVenue.Okx, "okx-0", atOkx);
        var expected = Shown(house, binance).Concat(Shown(house, okx)).ToHashSet();
        string[] accounts = [binance.Label, okx.Label];
        var watch = Stopwatch.StartNew();

        house.With("Sync:Live", "false").Start();
        var began = house.Now;
        house.Open(binance);
        house.Open(okx);
        var kills = 0;
        while (!IsRead(house, accounts))
        {
            Assert.True(house.Now - began < TimeSpan.FromHours(2), $"The walk does not come to an end: killed {kills} times, {accounts.Sum(house.Count)} rows, still at "
                + string.Join(", ", accounts.SelectMany(account => house.Snapshot(account).Histories.Where(row => !row.IsComplete).Select(row => $"{row.History} {row.Done}/{row.OfAbout}"))));
            house.World.RunFor(TimeSpan.FromSeconds(1));
            if (kills < Kills && accounts.Sum(house.Count) > (kills + 1) * expected.Count / (Kills + 1))
            {
                house.World.RunTurns(house.Chance.Next(1, 300)); // In the middle of anything.
                house.KillAndRestart(accounts);
                kills++;
            }
        }

        var took = house.Now - began;
        var fills = Fills(house, accounts);
        var left = Shown(house, binance).Concat(Shown(house, okx)).ToHashSet(); // Less what the venues stopped showing meanwhile.
        Assert.Equal(Kills, kills);
        Assert.Equal(fills.Count, fills.Distinct().Count());
        Assert.Empty(fills.Except(expected));
        Assert.Empty(left.Except(fills));
        Assert.True(expected.Count - left.Count < expected.Count / 100, $"{expected.Count - left.Count} fills went out of sight, too many for this to say anything.");
        AssertWithinBudgets(house, took, watch.Elapsed, fills.Count);

        var known = accounts.Sum(house.Count);
        house.KillAndRestart(accounts);
        house.World.RunFor(TimeSpan.FromMinutes(11)); // Each history is looked at again twice.
        Assert.Equal(known, accounts.Sum(house.Count));
        Assert.Equal(0, house.Venues.Statistics(SimulatedVenue.Binance).Refused + house.Venues.Statistics(SimulatedVenue.Okx).Refused);
    }

    private static AccountSummary Customer(VenueHouse house, SimulatedVenue venue, string label, int fills)
    {
        var customer = house.Venues.OpenAccount(new NewAccount { Venue = venue, Label = label, Owner = "alice" });
        house.Venues.WriteHistory(customer.AccountId, new HistoryOrder { Fills = fills, From = house.Now.AddDays(-730) });
        return customer;
    }

    private static bool IsRead(VenueHouse house, string[] accounts) => accounts.All(account => house.Snapshot(account).Histories is { IsEmpty: false } rows && rows.All(row =>
    {
        Assert.True(row.Error is null, $"{account}, {row.History}: {row.Error}");
        return row.IsComplete;
    }));

    /// <summary>By the simulator's own books: what the venue's lists show now.</summary>
    private static IEnumerable<string> Shown(VenueHouse house, AccountSummary customer) =>
        house.FillsOf(customer, reachable: true).Select(id => $"{customer.Label}/{id}");

    private static List<string> Fills(VenueHouse house, string[] accounts) =>
    [
        .. accounts.SelectMany(account => house.Ledger(account)
            .Where(transaction => transaction.Id.Contains("fill:", StringComparison.Ordinal))
            .Select(transaction => $"{account}/{transaction.Id}")),
    ];

    private void AssertWithinBudgets(VenueHouse house, TimeSpan took, TimeSpan real, int fills)
    {
        var (binance, okx) = (house.Venues.Statistics(SimulatedVenue.Binance), house.Venues.Statistics(SimulatedVenue.Okx));
        output.WriteLine(FormattableString.Invariant(
            $"{fills:N0} fills of two years in {took.TotalMinutes:0.0} simulated minutes ({real.TotalSeconds:0.0} s of this machine), killed {Kills} times"));
        output.WriteLine(FormattableString.Invariant(
            $"Binance: {binance.Requests:N0} requests, weight {binance.Paths.Values.Sum(path => path.Weight):N0}; OKX: {okx.Requests:N0} requests"));
        output.WriteLine("Binance's busiest minutes: " + string.Join(", ", binance.BusiestMinutes.OrderByDescending(each => (double)each.Value / LimitOf(each.Key)).Take(6)
            .Select(each => FormattableString.Invariant($"{each.Key} {each.Value} of {LimitOf(each.Key)}"))));
        Assert.Equal((0, 0), (binance.Refused, okx.Refused));
        Assert.All(binance.BusiestMinutes, busiest => Assert.True(busiest.Value <= LimitOf(busiest.Key), $"{busiest.Key}: {busiest.Value}"));
    }

    private static int LimitOf(string budget) => budget.Split(':')[0] switch
    {
        "api" or "papi" => 6_000,
        "fapi" => 2_400,
        "sapi_uid" => 180_000,
        _ => 12_000,
    };
}
