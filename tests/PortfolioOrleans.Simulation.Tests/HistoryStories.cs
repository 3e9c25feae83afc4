using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>Days as they are kept, filled and corrected. The house opens on Wednesday the 4th at noon; BTC is at 100.</summary>
public sealed class HistoryStories
{
    [Fact]
    public void Each_day_leaves_its_row_with_what_flowed_when()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 4, 18);
        house.Spot.SetPrice("BTC-USDT", 110m);
        RunTo(house, 5, 12);
        house.Unified.Account("alice").Deposit(WalletKind.Trading, "USDT", 90m, house.Now);
        RunTo(house, 6, 1);

        var days = Days(house);

        Assert.Equal([(4, 210m, 0m), (5, 300m, 90m), (6, 300m, 0m)], days.Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow)));
        Assert.Equal([(90m, 210m)], days[1].Figures.Timed.Select(flow => (flow.Amount, flow.EquityBefore)));
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.Zero), days[1].Figures.Timed[0].At, TimeSpan.FromMinutes(15));
        Assert.All(days, day => Assert.True(day.Figures is { IsComplete: true, IsReconstructed: false }));
        Assert.Equal(0d, TimeWeightedIndex.Of([.. days.Select(day => day.Figures)]).Returns[^1], 9);
    }

    [Fact]
    public void A_crash_loses_nothing_of_the_day()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 4, 14);
        house.Unified.Account("alice").Deposit(WalletKind.Trading, "USDT", 90m, house.Now);
        RunTo(house, 4, 15);

        house.CrashAndRestart();
        RunTo(house, 5, 1);

        Assert.Equal([(4, 290m, 90m), (5, 290m, 0m)], Days(house).Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow)));
    }

    [Fact]
    public void A_deposit_told_three_days_late_counts_from_its_own_time_on()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 5, 12);
        var at = house.Now;
        house.Unified.Account("alice")[WalletKind.Trading, "USDT"] += 200m;
        RunTo(house, 8, 12);
        var believed = Days(house);
        Assert.Equal(400m, house.Snapshot().Drawdown.PeakEquity);
        Assert.Equal(200m, believed[1].Figures.Equity - believed[0].Figures.Equity - believed[1].Figures.NetFlow); // A gain, as it seemed.

        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late", new Money(200m, Asset.Usdt), at));
        RunTo(house, 8, 13);

        var days = Days(house);
        Assert.Equal([(4, 0m, false), (5, 200m, true), (6, 0m, false), (7, 0m, false), (8, 0m, true)], days.Select(day => (day.Day.Day, day.Figures.NetFlow, day.RestatedAt is not null)));
        Assert.Equal([200m], days[1].Figures.Timed.Select(flow => flow.EquityBefore));
        Assert.All(TimeWeightedIndex.Of([.. days.Select(day => day.Figures)]).Returns.ToArray(), value => Assert.Equal(0d, value, 9));

        var now = house.Snapshot();
        Assert.Equal((400m, 400m, 0m, 0m), (now.NetFlowTotal, now.Drawdown.PeakEquity, now.Drawdown.Depth, now.Pnl.Daily));

        var rows = Rows(house);
        Assert.All(rows.Where(row => row.At < at && row.Complete), row => Assert.True(row is { RestatedAt: null, NetFlowTotal: 200m, PeakEquity: 200m }));
        Assert.All(rows.Where(row => row.At > at.AddMinutes(20) && row.At < new DateTimeOffset(2026, 3, 8, 11, 59, 0, TimeSpan.Zero)), row => Assert.True(row is { RestatedAt: not null, NetFlowTotal: 400m, DrawdownDepth: 0m }));
    }

    [Fact]
    public void A_deposit_that_came_with_its_money_is_not_late_however_old_it_says_it_is()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 6, 12);

        house.Unified.Account("alice").Deposit(WalletKind.Trading, "USDT", 200m, house.Now.AddHours(-20)); // Seen on the chain long before it was credited.
        RunTo(house, 6, 13);

        var days = Days(house);
        Assert.Equal([(4, 0m), (5, 0m), (6, 200m)], days.Select(day => (day.Day.Day, day.Figures.NetFlow)));
        Assert.All(days, day => Assert.Null(day.RestatedAt));
        Assert.Equal(0m, house.Snapshot().Drawdown.Depth);
    }

    [Fact]
    public void Days_before_the_house_was_there_come_from_the_ledger_and_past_prices()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Start().WithAlice();

        RunTo(house, 4, 15);

        var days = Days(house);
        Assert.Equal(
            [(1, 180m, 180m, true), (2, 190m, 0m, true), (3, 195m, 0m, true), (4, 200m, 0m, false)],
            days.Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow, day.Figures.IsReconstructed)));
        Assert.Equal(95m, house.World.Run(() => house.Stored<IPriceStore>().FindAsync(Asset.Btc, new DateOnly(2026, 3, 3), default))!.Usd);
    }

    [Fact]
    public void Lines_told_late_change_the_days_made_from_them_from_their_own_time_on()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Start().WithAlice();
        RunTo(house, 4, 15);

        // On the 2nd half the money was away, and back on the 3rd.
        var transfers = house.Unified.Account("alice").Histories["transfers"];
        transfers.Add(Deposit("away", WalletKind.Trading, -50m, Asset.Usdt, 2));
        transfers.Add(Deposit("back", WalletKind.Trading, 50m, Asset.Usdt, 3));
        RunTo(house, 4, 18);

        Assert.Equal(
            [(1, 180m, 180m, false), (2, 140m, -50m, true), (3, 195m, 50m, true), (4, 200m, 0m, false)],
            Days(house).Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow, day.RestatedAt is not null)));
    }

    [Fact]
    public void A_line_that_was_taken_back_is_in_no_day_made_from_the_ledger()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Unified.Account("alice").Histories["transfers"].Add(Deposit("mistake", WalletKind.Trading, 7m, Asset.Usdt, 2));
        house.Start().WithAlice();
        RunTo(house, 4, 15);
        Assert.NotEqual([180m, 190m, 195m, 200m], Days(house).Select(day => day.Figures.Equity));

        var account = house.World.Run(() => house.Stored<IAccountStore>().ListAsync("alice", default)).Single(account => account.Venue == "unified");
        var none = Deposit("taken-back", WalletKind.Trading, 0m, Asset.Usdt, 2) with { Legs = [] };
        house.World.Run(() => house.Stored<ITransactionStore>().AddAsync("alice", [new LedgerLine(account.Id, none, "mistake", "it never came", IsVoid: true)], default));
        RunTo(house, 4, 18);

        Assert.Equal(
            [(1, 180m, 180m), (2, 190m, 0m), (3, 195m, 0m), (4, 200m, 0m)],
            Days(house).Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow)));
    }

    [Fact]
    public void Closes_in_a_coin_are_stated_in_dollars_by_the_coins_own_days()
    {
        using var house = Quiet();
        house.Spot.CloseQuotes[Asset.Btc] = Asset.Usdt;
        house.Spot.Closes[(Asset.Btc, new DateOnly(2026, 3, 2))] = 90m;
        house.Spot.Closes[(Asset.Btc, new DateOnly(2026, 3, 3))] = 95m;
        house.Unified.Closes[(Asset.Usdt, new DateOnly(2026, 3, 3))] = 0.5m;
        house.Start().WithAlice();

        RunTo(house, 4, 13);

        var prices = house.World.Run(() => house.Stored<IPriceStore>().ListAsync([Asset.Btc], DateOnly.MinValue, DateOnly.MaxValue, default));
        Assert.Equal([new DailyPrice(Asset.Btc, new DateOnly(2026, 3, 3), 47.5m, "spot")], prices);
    }

    [Fact]
    public void What_a_venue_only_implies_is_taken_where_no_other_states_it_and_the_source_says_so()
    {
        using var house = Quiet();
        house.Spot.Implied.Add(Asset.Usdt);
        house.Spot.Closes[(Asset.Usdt, new DateOnly(2026, 3, 2))] = 0.998m;
        house.Spot.Closes[(Asset.Usdt, new DateOnly(2026, 3, 3))] = 0.999m;
        house.Unified.Closes[(Asset.Usdt, new DateOnly(2026, 3, 3))] = 1m;
        house.Start().WithAlice();

        RunTo(house, 4, 13);

        Assert.Equal(
            [new DailyPrice(Asset.Usdt, new DateOnly(2026, 3, 2), 0.998m, "spot index"), new DailyPrice(Asset.Usdt, new DateOnly(2026, 3, 3), 1m, "unified")],
            house.World.Run(() => house.Stored<IPriceStore>().ListAsync([Asset.Usdt], DateOnly.MinValue, DateOnly.MaxValue, default)));
    }

    [Fact]
    public void A_venue_that_is_down_is_asked_again()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Spot.ClosesFault = new Exchanges.ExchangeFault(Exchanges.FaultKind.Unreachable, "down");
        house.Start().WithAlice();
        RunTo(house, 4, 13);
        Assert.Null(house.World.Run(() => house.Stored<IPriceStore>().FindAsync(Asset.Btc, new DateOnly(2026, 3, 3), default)));

        house.Spot.ClosesFault = null;
        RunTo(house, 4, 16);

        Assert.Equal([1, 2, 3, 4], Days(house).Select(day => day.Day.Day));
    }

    [Fact]
    public void A_day_without_a_price_stays_a_gap()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (3, 95m));
        house.Start().WithAlice();

        RunTo(house, 4, 15);

        Assert.Equal([(1, 180m), (3, 195m), (4, 200m)], Days(house).Select(day => (day.Day.Day, day.Figures.Equity)));
    }

    [Fact]
    public void Holdings_that_the_ledger_does_not_explain_are_believed_at_the_second_look()
    {
        using var house = Quiet().With("Performance:UpkeepPeriod", "01:00:00");
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Start().WithAlice(spotBtc: 3m); // Of which the ledger knows one.

        RunTo(house, 4, 12, 50);
        Assert.Equal([4], Days(house).Select(day => day.Day.Day));

        RunTo(house, 4, 15);
        Assert.Equal([(1, 340m), (2, 370m), (3, 385m), (4, 400m)], Days(house).Select(day => (day.Day.Day, day.Figures.Equity)));
    }

    [Fact]
    public void A_history_not_read_to_its_end_makes_no_days()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Spot.Account("alice").HistoryFaults["fills"] = new Exchanges.ExchangeFault(Exchanges.FaultKind.Unreachable, "down");
        house.Start().WithAlice();

        RunTo(house, 4, 16);

        Assert.Equal([4], Days(house).Select(day => day.Day.Day));
    }

    [Fact]
    public void Days_while_nobody_was_there_are_filled_once_the_next_is_over()
    {
        using var house = Quiet();
        GivenLedger(house);
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Start().WithAlice();
        RunTo(house, 5, 12);

        house.World.Crash(house.Silo);
        RunTo(house, 8, 12);
        GivenCloses(house, (4, 101m), (5, 102m), (6, 150m), (7, 160m), (8, 103m));
        house.Start();
        RunTo(house, 9, 3);

        Assert.Equal(
            [(1, 180m, true), (2, 190m, true), (3, 195m, true), (4, 200m, false), (5, 200m, false), (6, 250m, true), (7, 260m, true), (8, 200m, false), (9, 200m, false)],
            Days(house).Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.IsReconstructed)));
    }

    [Fact]
    public void Old_rows_grow_coarser_and_days_stay()
    {
        using var house = Quiet().With("Performance:FineHistory", "1.00:00:00").With("Performance:HourlyHistory", "2.00:00:00").Start().WithAlice();

        RunTo(house, 8, 2);

        var byDay = Rows(house).GroupBy(row => row.At.Day).ToDictionary(day => day.Key, day => day.Count());
        Assert.InRange(byDay[4], 1, 2);
        Assert.InRange(byDay[5], 1, 2);
        Assert.InRange(byDay[6], 24, 26);
        Assert.InRange(byDay[7], 80, 100);
        Assert.Equal([4, 5, 6, 7, 8], Days(house).Select(day => day.Day.Day));
    }

    /// <summary>A house in which a minute is short: days pass in a moment.</summary>
    private static SimulatedHouse Quiet() => new SimulatedHouse()
        .With("Sync:PricesPeriod", "00:04:00")
        .With("Sync:BalancesPeriod", "00:05:00")
        .With("Sync:PositionsPeriod", "00:05:00")
        .With("Sync:HistoryPeriod", "00:10:00")
        .With("Portfolio:ValuationPause", "00:04:00")
        .With("Portfolio:HistoryPeriod", "00:15:00")
        .With("Portfolio:PricesMaxAge", "00:10:00")
        .With("Portfolio:HoldingsMaxAge", "00:20:00");

    private static void RunTo(SimulatedHouse house, int day, int hour, int minute = 0) =>
        house.World.RunFor(new DateTimeOffset(2026, 3, day, hour, minute, 0, TimeSpan.Zero) - house.Now);

    /// <summary>A bitcoin and a hundred dollars came in on the 1st.</summary>
    private static void GivenLedger(SimulatedHouse house)
    {
        house.Spot.Account("alice").Histories["transfers"].Add(Deposit("btc", WalletKind.Spot, 1m, Asset.Btc));
        house.Unified.Account("alice").Histories["transfers"].Add(Deposit("usdt", WalletKind.Trading, 100m, Asset.Usdt));
    }

    private static Transaction Deposit(string id, WalletKind wallet, decimal amount, Asset asset, int day = 1) => new(
        id, amount > 0m ? TransactionKind.Deposit : TransactionKind.Withdrawal, new DateTimeOffset(2026, 3, day, 9, 0, 0, TimeSpan.Zero), wallet, [new Leg(LegKind.Principal, new Money(amount, asset))]);

    private static void GivenCloses(SimulatedHouse house, params (int Day, decimal Btc)[] closes)
    {
        foreach (var (day, btc) in closes)
        {
            house.Spot.Closes[(Asset.Btc, new DateOnly(2026, 3, day))] = btc;
            house.Unified.Closes[(Asset.Usdt, new DateOnly(2026, 3, day))] = 1m;
        }
    }

    private static IReadOnlyList<PerformanceDay> Days(SimulatedHouse house) =>
        house.World.Run(() => house.Stored<IPerformanceStore>().ListAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, default));

    private static IReadOnlyList<SnapshotRow> Rows(SimulatedHouse house) => house.World.Run(() => house.Stored<ISnapshotStore>().ListAsync(
        "alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 100_000, default));
}
