using System.Collections.Immutable;
using Orleans.Streams;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>A ledger's figures from what venues and people tell, as time goes on.</summary>
public sealed class LedgerStories
{
    private static readonly LedgerView Fifo = new(CostMethod.Fifo);
    private static readonly RecordRules Keep = new(DryRun: false, NamesMayBeNew: false);

    [Fact]
    public void What_a_venues_history_tells_is_in_the_next_answer()
    {
        using var house = new SimulatedHouse().Start();
        var fills = house.Spot.Account("alice").Histories["fills"];
        house.Spot.Account("alice").Histories["transfers"].Add(new Transaction(
            "deposit:1", TransactionKind.Deposit, house.Now.AddDays(-50), WalletKind.Spot, [new Leg(LegKind.Principal, new Money(100m, Asset.Usdt))]));
        fills.Add(Fill("1", house.Now.AddDays(-40), 2m, 50m));
        fills.Add(Fill("2", house.Now.AddHours(-30), -1m, 80m));
        fills.Add(Fill("3", house.Now.AddHours(-1), -0.5m, 90m));
        house.WithAlice(spotBtc: 0.5m);
        house.World.RunFor(TimeSpan.FromMinutes(1));

        var pnl = Pnl(house);

        // (80 - 50) x 1 on Tuesday the 3rd, (90 - 50) x 0.5 on Wednesday the 4th; half a coin is left that cost 25 and is worth 50.
        var row = Assert.Single(pnl.Rows);
        Assert.Equal((20m, 50m, 50m, 50m, 25m), (row.Today.Amount, row.Week.Amount, row.Month.Amount, row.Realized.Amount, row.Unrealized.Amount));
        Assert.Equal((2, 1d, null), (row.ClosedTrades, row.WinRate, row.ProfitFactor));

        fills.Add(Fill("4", house.Now, -0.5m, 30m));
        house.World.RunFor(TimeSpan.FromMinutes(20));
        row = Assert.Single(Pnl(house).Rows);

        Assert.Equal((10m, 40m, 0m), (row.Today.Amount, row.Realized.Amount, row.Unrealized.Amount));
        Assert.Equal((2d / 3, 5d), (row.WinRate, row.ProfitFactor));
    }

    [Fact]
    public void Lines_that_a_history_brought_are_told_at_once()
    {
        using var house = new SimulatedHouse().With("Sync:BalancesPeriod", "00:02:10").With("Sync:PositionsPeriod", "00:02:10").Start().WithAlice();
        house.World.RunFor(TimeSpan.FromMinutes(2));
        var told = new List<AccountSnapshot>();
        house.World.Run(() => house.Silo.Client.GetStreamProvider(Names.Streams).GetStream<AccountSnapshot>(Names.AccountSnapshotStream("alice")).SubscribeAsync((account, _) =>
        {
            told.Add(account);
            return Task.CompletedTask;
        }));

        house.Spot.Account("alice").Histories["fills"].Add(Fill("1", house.Now, 2m, 50m));
        for (var second = 0; second < 400 && !IsRecorded(house, "fill:1"); second++)
        {
            house.World.RunFor(TimeSpan.FromSeconds(1));
        }

        house.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains(told, account => account.RecordedAt > house.Now.AddSeconds(-3));
    }

    [Fact]
    public void A_fill_three_days_late_changes_figures_from_its_time_on_and_what_was_known_stays()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var lifo = new LedgerView(CostMethod.Lifo);
        Record(house, Line("buy", house.Now.AddDays(-10), 1m, 100m), Line("sell", house.Now.AddDays(-1), -1m, 150m));
        var then = house.Now;
        Assert.Equal(50m, Realized(house, lifo));

        // A purchase at 140 three days ago, heard of now: last in, first out.
        house.World.RunFor(TimeSpan.FromMinutes(1));
        Record(house, Line("late", then.AddDays(-3), 1m, 140m));

        Assert.Equal(10m, Realized(house, lifo));
        Assert.Equal(50m, Realized(house, lifo with { KnownAt = then }));
        Assert.Equal(50m, Realized(house, Fifo));
        Assert.Equal((2, 1), (Pnl(house, lifo with { AsOf = then.AddDays(-2) }).Lines, Pnl(house, lifo with { AsOf = then.AddDays(-2), KnownAt = then }).Lines));
        Assert.Equal((1, 1), (Pnl(house, lifo with { AsOf = then.AddDays(-4) }).Lines, Pnl(house, lifo with { AsOf = then.AddDays(-4), KnownAt = then }).Lines));
    }

    [Fact]
    public void A_line_given_twice_is_there_once_and_its_correction_names_it()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        var bought = Line("buy", house.Now.AddDays(-3), 1m, 100m);

        Assert.Equal(LineOutcome.Added, Record(house, bought).Lines[0].Outcome);
        var again = Record(house, bought);
        Assert.Equal((LineOutcome.Duplicate, "manual-alice"), (again.Lines[0].Outcome, again.Lines[0].AccountId));
        Assert.Equal(LineFault.IdTaken, Record(house, Line("buy", house.Now.AddDays(-3), 2m, 100m)).Lines[0].Fault);
        Assert.Equal(LineFault.NoSuchAccount, Record(house, bought with { Account = "bobs" }).Lines[0].Fault);

        house.World.RunFor(TimeSpan.FromHours(1));
        Record(house, Line("buy2", house.Now.AddDays(-3), 1m, 120m) with { Corrects = "manual:buy", Reason = "the receipt" });
        Record(house, Line("sell", house.Now.AddDays(-2), -1m, 150m));

        Assert.Equal(30m, Realized(house, Fifo));
        Assert.Equal(3, Stored(house).Length);
        var line = house.World.Run(() => Ledger(house).GetLinesAsync(new LineQuery(Fifo, 10), CancellationToken.None)).Lines;
        Assert.Equal([("manual:sell", 30m), ("manual:buy2", 0m)], line.Select(row => (row.Transaction.Id, row.RealizedPnl)));
    }

    [Fact]
    public void One_wrong_line_keeps_all_out_and_a_dry_run_keeps_none()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        ImmutableArray<GivenLine> lines = [Line("1", house.Now, 1m, 100m), Line("2", house.Now, 1m, 100m) with { Corrects = "manual:9", Reason = "why" }];

        var wrong = house.World.Run(() => Ledger(house).RecordAsync(lines, Keep, CancellationToken.None));
        var dry = house.World.Run(() => Ledger(house).RecordAsync([lines[0]], Keep with { DryRun = true }, CancellationToken.None));

        Assert.Equal((false, LineFault.NothingToCorrect), (wrong.Applied, wrong.Lines[1].Fault));
        Assert.Equal((false, LineOutcome.Added), (dry.Applied, dry.Lines[0].Outcome));
        Assert.Empty(Stored(house));
    }

    [Fact]
    public void Extremes_go_through_record_table_and_books_to_the_last_digit()
    {
        using var house = new SimulatedHouse().Start().WithAlice();
        const decimal small = 0.00000001m;
        const decimal longest = 1234567890123456789.123456789m;
        Record(house, Reward("small", small, "BTC"), Reward("long", longest, "TOKEN"), Reward("tiny", 0.0000000000000000000000000001m, "WEI"));

        Assert.Equal(
            [longest, small, 0.0000000000000000000000000001m],
            Stored(house).OrderBy(row => row.Transaction.Id, StringComparer.Ordinal).Select(row => row.Transaction.Legs[0].Change.Amount));
        var before = Pnl(house);
        Assert.Equal(["BTC", "TOKEN", "WEI"], before.Doubts.UnpricedAssets.Select(asset => asset.Code));
        Assert.Equal((0.000001m, 0.000001m), (before.Rows[0].Unrealized.Amount, before.Doubts.UnknownCostPnl)); // The small one at 100 now, and nobody knows what it was then.

        house.World.Run(() => house.Stored<IPriceStore>().SaveAsync(
            [new DailyPrice(Asset.Btc, DayBefore(house), 50_000m, "test"), new DailyPrice(Asset.Parse("TOKEN"), DayBefore(house), 0.1m, "test")], CancellationToken.None));
        house.World.RunFor(TimeSpan.FromMinutes(11));

        // 0.0005 for the small one, a tenth of the long one.
        Assert.Equal(0.0005m + 123456789012345678.9123456789m, Realized(house, Fifo));
        house.CrashAndRestart();
        Assert.Equal(0.0005m + 123456789012345678.9123456789m, Realized(house, Fifo));
    }

    [Fact]
    public void The_ledger_is_held_against_the_venue_with_likely_causes()
    {
        using var house = new SimulatedHouse().Start();
        house.Spot.Account("alice").Histories["fills"].Add(Fill("1", house.Now.AddDays(-1), 2m, 50m));
        house.WithAlice(spotBtc: 2m);
        house.World.RunFor(TimeSpan.FromMinutes(1));
        var account = house.World.Run(() => house.Portfolio("alice").GetAccountsAsync())[0];

        var rows = house.World.Run(() => Ledger(house).ReconcileAsync(
            [new HeldBalance(account.AccountId, Asset.Btc, 2m, house.Now), new HeldBalance(account.AccountId, Asset.Usdt, 0m, house.Now)], CancellationToken.None));

        Assert.Equal([("BTC", 0m), ("USDT", -100m)], rows.Select(row => (row.Asset.Code, row.Difference)));
        Assert.Contains(CauseKind.HistoryStartsLate, rows[1].Causes.Select(cause => cause.Kind));
    }

    [Fact]
    public void A_file_may_name_places_of_its_own_and_they_are_no_accounts_to_sync()
    {
        using var house = new SimulatedHouse().Start().WithAlice();

        var recorded = house.World.Run(() => Ledger(house).RecordAsync(
            [Reward("1", 1m, "ETH") with { Account = "cold wallet" }], Keep with { NamesMayBeNew = true }, CancellationToken.None));
        house.World.RunFor(TimeSpan.FromMinutes(10));

        Assert.Equal("manual-alice:cold wallet", recorded.Lines[0].AccountId);
        Assert.Equal(2, house.World.Run(() => house.Portfolio("alice").GetAccountsAsync()).Length);
        Assert.Equal(LineOutcome.Added, Record(house, Reward("2", 1m, "ETH") with { Account = "cold wallet" }).Lines[0].Outcome);
        Assert.True(house.Snapshot().Complete);
    }

    private static ILedgerGrain Ledger(SimulatedHouse house) => house.Silo.Client.GetGrain<ILedgerGrain>("alice");

    private static PnlStatement Pnl(SimulatedHouse house, LedgerView? view = null) =>
        house.World.Run(() => Ledger(house).GetPnlAsync(view ?? Fifo, CancellationToken.None));

    private static decimal Realized(SimulatedHouse house, LedgerView view) => Pnl(house, view).Rows[0].Realized.Amount;

    private static RecordedLines Record(SimulatedHouse house, params ImmutableArray<GivenLine> lines) =>
        house.World.Run(() => Ledger(house).RecordAsync(lines, Keep, CancellationToken.None));

    private static ImmutableArray<StoredTransaction> Stored(SimulatedHouse house) =>
        house.World.Run(() => house.Stored<ITransactionStore>().ListAsync("alice", new(AccountId: "manual-alice"), CancellationToken.None));

    private static bool IsRecorded(SimulatedHouse house, string id) =>
        house.World.Run(() => house.Stored<ITransactionStore>().ListAsync("alice", new(), CancellationToken.None)).Any(row => row.Transaction.Id == id);

    private static DateOnly DayBefore(SimulatedHouse house) => DateOnly.FromDateTime(house.Now.UtcDateTime).AddDays(-1);

    private static GivenLine Reward(string id, decimal amount, string asset) => new(null, new Transaction(
        $"manual:{id}", TransactionKind.Reward, new DateTimeOffset(2026, 3, 4, 6, 0, 0, TimeSpan.Zero), WalletKind.Spot, [new Leg(LegKind.Principal, new Money(amount, Asset.Parse(asset)))]));

    private static GivenLine Line(string id, DateTimeOffset at, decimal quantity, decimal price) => new(null, Fill(id, at, quantity, price, "USD") with { Id = $"manual:{id}" });

    /// <param name="quantity">Below zero for a sale.</param>
    private static Transaction Fill(string id, DateTimeOffset at, decimal quantity, decimal price, string quote = "USDT")
    {
        var symbol = Symbol.Parse($"BTC-{quote}");
        return new Transaction(
            $"fill:{id}", quantity > 0m ? TransactionKind.Buy : TransactionKind.Sell, at, WalletKind.Spot,
            [new Leg(LegKind.Principal, new Money(quantity, Asset.Btc)), new Leg(LegKind.Principal, new Money(-quantity * price, symbol.Quote))],
            new Trade($"BTC{quote}", symbol, quantity > 0m ? TradeSide.Buy : TradeSide.Sell, Math.Abs(quantity), price));
    }
}
