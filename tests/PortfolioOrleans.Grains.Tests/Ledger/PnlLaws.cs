using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Tests.Ledger;

/// <summary>What holds for every ledger, however it came in: sums that are kept are those of the bookings, and every cut adds up to the whole.</summary>
public sealed class PnlLaws
{
    private const int Rounds = 40;

    private static readonly DateTimeOffset Now = Given.Noon.AddDays(40);

    /// <summary>The kept sums of days, after lines came late, were corrected and got their prices late.</summary>
    [Fact]
    public void Sums_of_days_are_those_of_their_bookings()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (ledger, view) = RandomLedger(new Random(seed));

            var reading = ledger.Read(view);

            var days = reading.Books.Days;
            Assert.Equal(days.Made.GroupBy(made => UtcDay.Of(made.At)).Select(day => (day.Key, day.Sum(made => made.Result))), days.Days.Where(day => day.Bookings > 0).Select(day => (day.Day, Total(day))));
            Assert.Equal(days.Made, days.Days.SelectMany(days.MadeOn));
            foreach (var place in days.Made.Select(BookedPlace.Of).Distinct())
            {
                var parts = days.Made.Where(made => BookedPlace.Of(made) == place).Aggregate(default(RealizedParts), (sum, made) => sum + RealizedParts.Of(made));
                Assert.Equal(parts, days.Days.Aggregate(default(RealizedParts), (sum, day) => sum + day.Places.GetValueOrDefault(place).Parts));
            }

            var doubts = reading.Doubts([]);
            Assert.Equal(days.Made.Where(made => !made.IsPriced).Select(made => (made.AccountId, made.EntryId)).Distinct().Count(), doubts.UnpricedLines);
            Assert.Equal(days.Made.OfType<Disposal>().Where(one => !one.Released.IsComplete).Select(one => (one.AccountId, one.EntryId)).Distinct().Count(), doubts.IncompleteLines);
            Assert.Equal(days.Made.Where(made => !made.IsPriced).Select(made => made.Asset).Distinct().Order(), doubts.UnpricedAssets);
        }
    }

    [Fact]
    public void Round_trips_kept_as_they_end_are_those_of_the_whole_ledger()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (ledger, view) = RandomLedger(new Random(seed));

            var reading = ledger.Read(view);

            var spot = ClosedTrips.OfSpot(reading.Books.Made, reading.Books.Books.Rules).Select(trip => (trip.Id, trip.OpenedAt, trip.ClosedAt!.Value, trip.Pnl!.Value));
            var futures = ClosedTrips.OfFutures(reading.Lines, reading.Books.Made).Select(trip => (trip.ClosedBy, trip.OpenedAt, trip.ClosedAt, trip.Pnl));
            Assert.Equal(
                spot.Concat(futures).Order(),
                reading.Books.Days.Trips.Select(trip => (trip.Trip.Id, trip.Trip.OpenedAt, trip.Trip.ClosedAt, trip.Trip.Pnl)).Order());
        }
    }

    [Fact]
    public void Pages_of_round_trips_join_to_all_that_ended_since_a_time()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var (ledger, view) = RandomLedger(random);
            var days = ledger.Read(view).Books.Days;
            var (begin, most) = (random.Next(3) == 0 ? (DateTimeOffset?)null : Given.Noon.AddHours(random.Next(-24, 30 * 24)), random.Next(1, 9));

            List<ClosedTrip> joined = [];
            var since = begin;
            do
            {
                (var page, since) = days.TripsSince(since, most);
                joined.AddRange(page);
                Assert.True(page.Length <= most || page[most - 1].ClosedAt == page[^1].ClosedAt);
            }
            while (since is not null);

            Assert.Equal(days.Trips.Select(trip => trip.Trip).Where(trip => begin is null || trip.ClosedAt >= begin), joined);
        }
    }

    [Fact]
    public void Symbols_and_accounts_add_up_to_the_whole_and_explained_figures_are_the_same()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var (ledger, view) = RandomLedger(new Random(seed));
            var whole = Make(ledger, view, PnlCut.Whole);

            Assert.Equal(Figures(whole), Figures(Make(ledger, view with { Explain = true }, PnlCut.Whole)));
            foreach (var cut in new[] { PnlCut.Symbol, PnlCut.Account })
            {
                foreach (var explains in new[] { false, true })
                {
                    var rows = Make(ledger, view with { Explain = explains }, cut);
                    Assert.Equal(Figures(whole), Figures(rows));
                    Assert.Equal(whole.Rows[0].ClosedTrades, rows.Rows.Sum(row => row.ClosedTrades));
                    Assert.Equal(whole.Doubts.UnknownCostPnl, rows.Doubts.UnknownCostPnl);
                    Assert.All(rows.Rows, row => Assert.Equal(row.Realized.Amount, All(row.Sources).Sum(figure => figure.Amount)));
                    if (explains)
                    {
                        Assert.All(rows.Rows.SelectMany(row => All(row).Concat(All(row.Sources))), figure => Assert.Equal(figure.Amount, figure.Rows.Sum(row => row.Amount)));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(CalendarPeriod.Day)]
    [InlineData(CalendarPeriod.Week)]
    [InlineData(CalendarPeriod.Month)]
    public void Periods_add_up_to_the_same_span_of_profit_and_loss(CalendarPeriod step)
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var chance = new Random(seed);
            var (ledger, view) = RandomLedger(chance);
            var reading = ledger.Read(view);
            var whole = Make(ledger, view, PnlCut.Whole).Rows[0];

            var all = PnlHistoryMaker.Make(reading, new PnlHistoryQuery(view, step, null, null, null, 1_000), Now);
            Assert.Equal((whole.Realized.Amount, whole.Fees.Amount, whole.Funding.Amount), (all.Total.Realized.Amount, all.Total.Fees.Amount, all.Total.Sources.Funding.Amount));
            Assert.Equal((whole.Realized.Amount, whole.Fees.Amount), (all.Periods.Sum(period => period.Realized.Amount), all.Periods.Sum(period => period.Fees.Amount)));
            Assert.Equal(All(whole.Sources).Select(figure => figure.Amount), All(all.Total.Sources).Select(figure => figure.Amount));
            Assert.Equal(whole.ClosedTrades, all.Periods.Sum(period => period.ClosedTrades));

            // The period under way is what profit and loss say of it.
            var current = step switch { CalendarPeriod.Day => whole.Today, CalendarPeriod.Week => whole.Week, _ => whole.Month };
            Assert.Equal(current.Amount, all.Periods.Where(period => period.Start >= ReturnCalendar.StartOf(Now, step)).Sum(period => period.Realized.Amount));

            // A span that cuts days has what happened in it, page by page, and explained alike.
            var (since, until) = (Given.Noon.AddHours(chance.Next(900)), Given.Noon.AddHours(chance.Next(900)));
            (since, until) = since < until ? (since, until) : (until, since.AddMinutes(1));
            var spanned = reading.Books.Made.Where(made => made.At >= since && made.At < until).Sum(made => made.Result);
            var sum = 0m;
            DateOnly? after = null;
            do
            {
                var page = PnlHistoryMaker.Make(ledger.Read(view with { Explain = true }), new PnlHistoryQuery(view, step, since, until, after, 1 + chance.Next(4)), Now);
                Assert.Equal(spanned, page.Total.Realized.Amount);
                Assert.All(page.Periods.SelectMany(period => All(period.Sources).Append(period.Realized).Append(period.Fees)), figure => Assert.Equal(figure.Amount, figure.Rows.Sum(row => row.Amount)));
                sum += page.Periods.Sum(period => period.Realized.Amount);
                after = page.HasMore ? page.Periods[^1].Start : null;
            }
            while (after is not null);
            Assert.Equal(spanned, sum);
        }
    }

    [Fact]
    public void Periods_follow_each_other_without_a_gap()
    {
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take([Given.Buy("1", Given.Noon, 2m, 100m), Given.Sell("2", Given.Noon.AddDays(1), 1m, 110m), Given.Sell("3", Given.Noon.AddDays(4), 1m, 90m)]);

        var history = PnlHistoryMaker.Make(ledger.Read(new LedgerView(CostMethod.Fifo)), new PnlHistoryQuery(new LedgerView(CostMethod.Fifo), CalendarPeriod.Day, null, null, null, 10), Now);

        Assert.Equal([(4, 0m), (5, 10m), (6, 0m), (7, 0m), (8, -10m)], history.Periods.Select(period => (period.Start.Day, period.Realized.Amount)));
        Assert.Equal([(0, 0), (1, 0), (0, 0), (0, 0), (0, 1)], history.Periods.Select(period => (period.Won, period.Lost)));
    }

    [Fact]
    public void Days_stand_in_order_though_a_first_one_that_made_nothing_was_followed_by_older_lines()
    {
        var ledger = new LiveLedger(Asset.Usd);
        var view = new LedgerView(CostMethod.Fifo);
        ledger.Take([Given.Of("moved", TransactionKind.TransferOut, Given.Noon.AddDays(9), -1m, counterpart: WalletKind.Funding)]);
        ledger.Read(view);

        ledger.Take([Given.Buy("1", Given.Noon, 2m, 100m), Given.Sell("2", Given.Noon.AddDays(1), 1m, 110m)]);

        Assert.Equal([4, 5, 13], ledger.Read(view).Books.Days.Days.Select(day => day.Day.Day));
        Assert.Equal(10m, PnlHistoryMaker.Make(ledger.Read(view), new PnlHistoryQuery(view, CalendarPeriod.Week, null, null, null, 9), Now).Periods.Sum(period => period.Realized.Amount));
    }

    [Fact]
    public void One_pool_takes_the_oldest_lot_wherever_it_lies_and_what_is_left_belongs_to_no_account()
    {
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take(
        [
            Given.Buy("1", Given.Noon, 1m, 100m, account: "binance-1"),
            Given.Buy("2", Given.Noon.AddDays(1), 1m, 150m, account: "okx-1"),
            Given.Sell("3", Given.Noon.AddDays(2), 1m, 200m, account: "okx-1"),
        ]);
        var wallet = new LedgerView(CostMethod.Fifo);

        Assert.Equal([("binance-1", 0m, 100m), ("okx-1", 50m, 0m)], Rows(wallet));
        Assert.Equal([("", 0m, 50m), ("binance-1", 0m, 0m), ("okx-1", 100m, 0m)], Rows(wallet with { Lots = LotScope.Pool }));
        Assert.Equal([("binance-1", 0m, 100m), ("okx-1", 50m, 0m)], Rows(wallet));

        IEnumerable<(string Key, decimal Realized, decimal Unrealized)> Rows(LedgerView view) =>
            Make(ledger, view, PnlCut.Account, price: 200m).Rows.Select(row => (row.Key, row.Realized.Amount, row.Unrealized.Amount));
    }

    /// <summary>Whatever else was asked in between, an answer stays what it was, as does what was recorded.</summary>
    [Fact]
    public void Reading_by_another_convention_rewrites_nothing()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (ledger, view) = RandomLedger(new Random(seed));
            var lines = ledger.Lines.Standing.ToList();
            var before = Figures(Make(ledger, view, PnlCut.Whole)).ToList();
            var tax = Tell(TaxMaker.Make(2026, HoldingRule.Calendar, ledger.Read(view), explains: false));

            foreach (var method in Enum.GetValues<CostMethod>())
            {
                foreach (var lots in Enum.GetValues<LotScope>())
                {
                    var other = Make(ledger, view with { Method = method, Lots = lots }, PnlCut.Symbol);
                    Assert.Equal((method, lots), (other.Method, other.Lots));
                    TaxMaker.Make(2026, HoldingRule.Hours, ledger.Read(view with { Method = method, Lots = lots }), explains: false);
                }
            }

            Assert.Equal(before, Figures(Make(ledger, view, PnlCut.Whole)));
            Assert.Equal(tax, Tell(TaxMaker.Make(2026, HoldingRule.Calendar, ledger.Read(view), explains: false)));
            Assert.Equal(lines, ledger.Lines.Standing);
        }
    }

    [Fact]
    public void A_year_is_past_by_the_calendar_or_after_so_many_hours()
    {
        var ledger = new LiveLedger(Asset.Usd);
        var bought = new DateTimeOffset(2023, 3, 1, 12, 0, 0, TimeSpan.Zero); // The next year has a 29 February.
        ledger.Take([Given.Buy("1", bought, 1m, 100m), Given.Sell("2", bought.AddDays(365).AddMinutes(1), 1m, 150m)]);

        bool IsLong(HoldingRule rule) => TaxMaker.Make(2024, rule, ledger.Read(new LedgerView(CostMethod.Fifo)), explains: false).Disposals.Single().IsLong;

        Assert.Equal((false, true, false), (IsLong(HoldingRule.Calendar), IsLong(HoldingRule.Hours), IsLong(HoldingRule.None)));
    }

    private static PnlStatement Make(LiveLedger ledger, LedgerView view, PnlCut cut, decimal price = 107m) =>
        PnlMaker.Make(ledger.Read(view), Now, cut, asset => asset == Given.Eth ? 1_003m : price);

    /// <summary>Each figure's sum over the rows.</summary>
    private static IEnumerable<decimal> Figures(PnlStatement statement) =>
        Enumerable.Range(0, 13).Select(i => statement.Rows.Sum(row => All(row).Concat(All(row.Sources)).ElementAt(i).Amount));

    private static LedgerFigure[] All(PnlStatementRow row) => [row.Today, row.Week, row.Month, row.Realized, row.Unrealized, row.Fees, row.Funding];

    private static LedgerFigure[] All(RealizedSources sources) =>
        [sources.Gains, sources.FuturesPnl, sources.Funding, sources.Commission, sources.Income, sources.OtherFees];

    private static decimal Total(BookedDay day) => day.Places.Values.Sum(place => place.Parts.Total);

    private static string Tell(TaxStatement tax) => $"{string.Join('|', tax.Disposals)} {tax.Income.Amount} {tax.Fees.Amount} {tax.All}";

    /// <summary>Lines of all sorts that came in pieces, late, with corrections and late prices, read in between.</summary>
    private static (LiveLedger Ledger, LedgerView View) RandomLedger(Random chance)
    {
        var entries = Enumerable.Range(0, 150).Select(i => Line(chance, i)).ToList();
        for (var i = 0; i < 6; i++)
        {
            var corrected = entries[chance.Next(150)];
            entries.Add(corrected.CorrectedBy(
                $"c{i}",
                chance.Next(2) == 0 ? null : Given.Buy($"c{i}", Given.Noon.AddHours(chance.Next(900)), 2m, 90m, account: corrected.AccountId).Transaction,
                corrected.RecordedAt.AddDays(1 + i),
                "wrong"));
        }

        var ledger = new LiveLedger(Asset.Usd);
        var view = new LedgerView((CostMethod)chance.Next(4), Lots: (LotScope)chance.Next(3));
        foreach (var part in entries.OrderBy(entry => entry.Transaction?.At.AddHours(chance.Next(-50, 50)) ?? Given.Noon.AddDays(90)).Chunk(1 + chance.Next(9)))
        {
            ledger.Take(part);
            if (chance.Next(2) == 0)
            {
                ledger.Read(view);
            }

            if (chance.Next(5) == 0)
            {
                ledger.TakePrices([new DailyPrice(Given.Eth, new DateOnly(2026, 3, 3 + chance.Next(20)), (1_000m + chance.Next(9)) / 3m, "okx")]);
            }
        }

        return (ledger, view);
    }

    private static LedgerEntry Line(Random chance, int i)
    {
        var at = Given.Noon.AddMinutes(chance.Next(54_000));
        var account = chance.Next(2) == 0 ? "binance-1" : "okx-1";
        var asset = chance.Next(3) == 0 ? "ETH" : "BTC";
        return chance.Next(12) switch
        {
            0 or 1 or 2 => Given.Buy($"{i}", at, 1m + chance.Next(3), 100m + chance.Next(20), asset, account),
            3 or 4 => Given.Sell($"{i}", at, (1m + chance.Next(2)) / 4m, 100m + chance.Next(20), asset, account),
            5 => Given.Of($"{i}", TransactionKind.Withdrawal, at, -1m, asset, account),
            6 => Given.Of($"{i}", TransactionKind.Deposit, at, 1m, asset, account),
            7 => Given.Of($"{i}", TransactionKind.Reward, at, 1m, asset, account),
            8 => Given.Of($"{i}", TransactionKind.Funding, at, chance.Next(-3, 4) + 0.5m, "USD", account),
            9 => Given.Of($"{i}", TransactionKind.Fee, at, -0.25m, asset, account),
            10 => Given.Contract($"{i}", at, (TradeSide)chance.Next(2), 1m + chance.Next(2), chance.Next(-9, 9), 0.5m, account),
            _ => Given.Of($"{i}", TransactionKind.TransferOut, at, -1m, asset, account, WalletKind.Funding),
        };
    }
}
