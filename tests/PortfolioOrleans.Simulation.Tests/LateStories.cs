using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Performance;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>
/// What is told days late changes the figures from its own time on; what was believed before stays known, as it was answered then. The house opens on Wednesday the 4th at noon; BTC is
/// at 100.
/// </summary>
public sealed class LateStories
{
    private static readonly DateTimeOffset Friday = new(2026, 3, 6, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_deposit_two_days_late_is_no_gain_and_no_drawdown_and_what_was_believed_stays_known()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 6, 12);
        house.Unified.Account("alice")[WalletKind.Trading, "USDT"] += 200m; // 200 of equity become 400, and nobody says why.
        RunTo(house, 8, 12);
        var (days, rows, asked) = (Days(house), Rows(house), house.Now);
        Assert.Equal((400m, null), (house.Snapshot().Drawdown.PeakEquity, house.Snapshot().Drawdown.RestatedAt));
        Assert.Equal(1d, TimeWeightedIndex.Of([.. days.Select(day => day.Figures)]).Returns[2], 9); // Doubled, as it seemed.

        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late", new Money(200m, Asset.Usdt), Friday));
        RunTo(house, 8, 15);

        // As it is known now: no day made or lost anything, and no row is below its peak.
        Assert.All(TimeWeightedIndex.Of([.. Days(house).Select(day => day.Figures)]).Returns.ToArray(), value => Assert.Equal(0d, value, 9));
        Assert.All(Rows(house).Where(row => row.Complete), row => Assert.True(row is { DrawdownDepth: 0m } && row.PeakEquity == row.Equity));

        // As it was known: to the last digit what was answered at the time.
        AssertSame(days, DaysKnown(house, asked));
        Assert.Equal(rows, RowsKnown(house, asked));
        AssertSame(Days(house), DaysKnown(house, house.Now));
        Assert.Equal(Rows(house), RowsKnown(house, house.Now));

        // And the peak says that it is another one since Friday.
        var drawdown = house.Snapshot().Drawdown;
        Assert.Equal((400m, 0m, 0m, 0m, 0m), (drawdown.PeakEquity, drawdown.Depth, drawdown.DailyDepth, drawdown.WeeklyDepth, drawdown.MaxDepth));
        Assert.Equal(Friday, drawdown.RestatedFrom!.Value, TimeSpan.FromMinutes(15));
        Assert.Equal(asked, drawdown.RestatedAt!.Value, TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void A_withdrawal_told_late_leaves_no_loss_behind_and_the_peak_before_it_as_it_was()
    {
        using var house = Quiet().Start().WithAlice(unifiedUsdt: 300m);
        RunTo(house, 5, 12);
        house.Spot.SetPrice("BTC-USDT", 200m);
        house.World.RunFor(TimeSpan.FromMinutes(9)); // 500, between two rows.
        house.Spot.SetPrice("BTC-USDT", 100m);
        RunTo(house, 6, 12);
        house.Unified.Account("alice")[WalletKind.Trading, "USDT"] -= 200m;
        RunTo(house, 8, 12);
        Assert.Equal((500m, 0.6m), (house.Snapshot().Drawdown.PeakEquity, house.Snapshot().Drawdown.Depth));

        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late", new Money(-200m, Asset.Usdt), Friday));
        RunTo(house, 8, 13);

        // 400 of 500 were left before it; half of both went: 200 of 250.
        var drawdown = house.Snapshot().Drawdown;
        Assert.Equal((250m, 0.2m, 0.2m, 0m), (drawdown.PeakEquity, drawdown.Depth, drawdown.MaxDepth, drawdown.DailyDepth));
        Assert.All(Rows(house).Where(row => row.Complete && row.At > Friday.AddMinutes(20)), row => Assert.Equal((250m, 0.2m), (row.PeakEquity, row.DrawdownDepth)));
    }

    [Fact]
    public void Two_flows_told_late_that_came_together_are_measured_as_one()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 6, 12);
        house.Unified.Account("alice")[WalletKind.Trading, "USDT"] += 300m;
        RunTo(house, 8, 12);

        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late-1", new Money(100m, Asset.Usdt), Friday));
        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late-2", new Money(200m, Asset.Usdt), Friday.AddSeconds(20)));
        RunTo(house, 8, 15);

        Assert.Equal([0m, 0m, 300m, 0m, 0m], Days(house).Select(day => day.Figures.NetFlow));
        Assert.All(TimeWeightedIndex.Of([.. Days(house).Select(day => day.Figures)]).Returns.ToArray(), value => Assert.Equal(0d, value, 9));
        Assert.Equal((500m, 0m, 500m), (house.Snapshot().Drawdown.PeakEquity, house.Snapshot().Drawdown.MaxDepth, house.Snapshot().NetFlowTotal));
    }

    [Fact]
    public void A_peak_falls_for_no_other_reason()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 8, 12);
        house.Spot.SetPrice("BTC-USDT", 50m);
        house.CrashAndRestart();
        RunTo(house, 8, 14);

        Assert.Equal((200m, null, null), (house.Snapshot().Drawdown.PeakEquity, house.Snapshot().Drawdown.RestatedAt, house.Snapshot().Drawdown.RestatedFrom));
        Assert.All(Rows(house).Where(row => row.Complete), row => Assert.Equal((200m, null), (row.PeakEquity, row.RestatedAt)));
    }

    [Fact]
    public void A_restatement_whose_state_was_lost_is_made_again_and_counted_once()
    {
        using var house = Quiet().Start().WithAlice();
        RunTo(house, 6, 12);
        house.Unified.Account("alice")[WalletKind.Trading, "USDT"] += 200m;
        RunTo(house, 8, 12);

        // Rows and days are written before the state is; that fails again and again.
        house.Table.Refuses = state => state == "portfolio";
        house.Unified.Account("alice").Flows.Add(new ExternalFlow("late", new Money(200m, Asset.Usdt), Friday));
        RunTo(house, 8, 13);
        Assert.Contains(Rows(house), row => row.RestatedAt is not null);
        Assert.Equal(200m, house.Snapshot().NetFlowTotal);

        house.Table.Refuses = _ => false;
        house.CrashAndRestart();
        RunTo(house, 8, 15);

        Assert.Equal(400m, house.Snapshot().NetFlowTotal);
        Assert.Equal([0m, 0m, 200m, 0m, 0m], Days(house).Select(day => day.Figures.NetFlow));
        Assert.All(Rows(house).Where(row => row.Complete && row.At > Friday.AddMinutes(20)), row => Assert.Equal((400m, 0m), (row.NetFlowTotal, row.DrawdownDepth)));
    }

    [Fact]
    public void A_fill_three_days_late_changes_the_days_made_from_it_and_not_what_was_known_of_them()
    {
        using var house = Quiet();
        house.Spot.Account("alice").Histories["transfers"].Add(Deposit("btc", WalletKind.Spot, 1m, Asset.Btc));
        house.Spot.Account("alice").Histories["transfers"].Add(Deposit("usdt", WalletKind.Spot, 100m, Asset.Usdt));
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Spot.Account("alice")[WalletKind.Spot, "USDT"] = 10m;
        house.Start().WithAlice(spotBtc: 2m, unifiedUsdt: 0m); // A fill of 90 dollars for a bitcoin is missing.
        RunTo(house, 5, 12);
        var (before, asked) = (Days(house), house.Now);
        Assert.True(before[0] is { Day.Day: 1, Figures: { Equity: 170m, IsReconstructed: true } }); // Two bitcoin all along, and 10 dollars.

        house.Spot.Account("alice").Histories["fills"].Add(new Transaction(
            "late", TransactionKind.Buy, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), WalletKind.Spot,
            [new Leg(LegKind.Principal, new Money(1m, Asset.Btc)), new Leg(LegKind.Principal, new Money(-90m, Asset.Usdt))])
        {
            Trade = new Trade("BTC-USDT", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Buy, 1m, 90m),
        });
        RunTo(house, 5, 18);

        Assert.Equal([180m, 190m, 200m, 210m], Days(house).Take(4).Select(day => day.Figures.Equity)); // On the 1st one bitcoin at 80, and 100 dollars.
        Assert.Equal([true, false, false], Days(house).Take(3).Select(day => day.RestatedAt is not null));
        AssertSame(before, DaysKnown(house, asked));
        Assert.Null(house.Snapshot().Drawdown.RestatedAt); // What was seen was right.
    }

    [Fact]
    public void A_corrected_line_changes_the_days_made_from_it_and_not_what_was_known_of_them()
    {
        using var house = Quiet();
        house.Spot.Account("alice").Histories["transfers"].Add(Deposit("btc", WalletKind.Spot, 1m, Asset.Btc));
        house.Unified.Account("alice").Histories["transfers"].Add(Deposit("usdt", WalletKind.Trading, 100m, Asset.Usdt, 2));
        GivenCloses(house, (1, 80m), (2, 90m), (3, 95m));
        house.Start().WithAlice();
        RunTo(house, 5, 12);
        var (before, asked) = (Days(house), house.Now);
        Assert.Equal([(1, 80m, 80m), (2, 190m, 100m), (3, 195m, 0m)], Flows(before).Take(3));

        // It came a day earlier than the venue said.
        var account = house.World.Run(() => house.Stored<IAccountStore>().ListAsync("alice", default)).Single(account => account.Venue == "unified");
        var right = Deposit("right", WalletKind.Trading, 100m, Asset.Usdt);
        house.World.Run(() => house.Stored<ITransactionStore>().AddAsync("alice", [new LedgerLine(account.Id, right, "usdt", "the bank says the 1st")], default));
        RunTo(house, 5, 18);

        Assert.Equal([(1, 180m, 180m), (2, 190m, 0m), (3, 195m, 0m)], Flows(Days(house)).Take(3));
        AssertSame(before, DaysKnown(house, asked));
    }

    [Fact]
    public void What_a_day_was_while_it_lasted_is_known_by_the_row_then_by_the_hour_then_no_more_and_what_it_became_for_ever()
    {
        using var house = Quiet().With("Performance:FineHistory", "1.00:00:00").With("Performance:HourlyHistory", "2.00:00:00").Start().WithAlice();
        RunTo(house, 4, 14);
        house.Spot.SetPrice("BTC-USDT", 110m);
        RunTo(house, 4, 18);
        house.Spot.SetPrice("BTC-USDT", 120m);
        RunTo(house, 5, 3);
        Assert.Equal([200m, 210m, 210m, 220m], Known());

        RunTo(house, 6, 3);
        Assert.Equal([200m, 210m, 210m, 220m], Known());

        RunTo(house, 8, 3);
        Assert.Equal([-1m, -1m, -1m, 220m], Known());

        List<decimal> Known() =>
        [
            .. new[] { (4, 13, 30), (4, 15, 30), (4, 17, 0), (5, 1, 0) }.Select(at => DaysKnown(house, new DateTimeOffset(2026, 3, at.Item1, at.Item2, at.Item3, 0, TimeSpan.Zero))
                .Where(day => day.Day.Day == 4).Select(day => day.Figures.Equity).FirstOrDefault(-1m)),
        ];
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

    private static void RunTo(SimulatedHouse house, int day, int hour) =>
        house.World.RunFor(new DateTimeOffset(2026, 3, day, hour, 0, 0, TimeSpan.Zero) - house.Now);

    private static Transaction Deposit(string id, WalletKind wallet, decimal amount, Asset asset, int day = 1) => new(
        id, TransactionKind.Deposit, new DateTimeOffset(2026, 3, day, 9, 0, 0, TimeSpan.Zero), wallet, [new Leg(LegKind.Principal, new Money(amount, asset))]);

    private static void GivenCloses(SimulatedHouse house, params (int Day, decimal Btc)[] closes)
    {
        foreach (var (day, btc) in closes)
        {
            house.Spot.Closes[(Asset.Btc, new DateOnly(2026, 3, day))] = btc;
            house.Unified.Closes[(Asset.Usdt, new DateOnly(2026, 3, day))] = 1m;
        }
    }

    private static IEnumerable<(int Day, decimal Equity, decimal NetFlow)> Flows(IEnumerable<PerformanceDay> days) =>
        days.Select(day => (day.Day.Day, day.Figures.Equity, day.Figures.NetFlow));

    private static void AssertSame(IEnumerable<PerformanceDay> expected, IEnumerable<PerformanceDay> actual) => Assert.Equal(expected.Select(Text), actual.Select(Text));

    private static string Text(PerformanceDay day) => $"{day with { Figures = day.Figures with { Timed = [] } }} {string.Join(", ", day.Figures.Timed)}";

    private static IReadOnlyList<PerformanceDay> Days(SimulatedHouse house) =>
        house.World.Run(() => house.Stored<IPerformanceStore>().ListAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, default));

    private static IReadOnlyList<PerformanceDay> DaysKnown(SimulatedHouse house, DateTimeOffset at) =>
        house.World.Run(() => house.Stored<IPerformanceStore>().ListKnownAsync("alice", "alice", DateOnly.MinValue, DateOnly.MaxValue, at, default));

    private static List<SnapshotRow> Rows(SimulatedHouse house) => [.. house.World.Run(() => house.Stored<ISnapshotStore>().ListAsync(
        "alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 100_000, default))];

    private static List<SnapshotRow> RowsKnown(SimulatedHouse house, DateTimeOffset at) => [.. house.World.Run(() => house.Stored<ISnapshotStore>().ListKnownAsync(
        "alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 100_000, at, default))];
}
