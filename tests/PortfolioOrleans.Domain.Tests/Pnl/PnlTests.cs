using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;
using static PortfolioOrleans.Domain.Tests.Ledger.Lines;

namespace PortfolioOrleans.Domain.Tests.Pnl;

public sealed class PnlTests
{
    private static Bookkeeping Keep(params LedgerEntry[] lines) => CostBooks.Keep(LedgerHistory.Known(lines), CostRules.For(Asset.Usd, CostMethod.Fifo), (_, _) => 100m);

    [Fact]
    public void A_week_starts_on_monday()
    {
        // Noon is a Wednesday: four days later is the Sunday of its week, five the Monday of the next.
        var made = Keep(Buys("1", 0, 3m, "BTC", 30m), Sells("2", 4, 1m, "BTC", 15m), Sells("3", 5, 1m, "BTC", 17m)).Made;

        var report = PnlReport.By(CalendarPeriod.Week, made);

        Assert.Equal([("2026-03-02", 5m), ("2026-03-09", 7m)], report.Rows.Select(row => (row.Key, row.Total)));
        Assert.Equal("2026-03-01", Assert.Single(PnlReport.By(CalendarPeriod.Month, made).Rows).Key);
    }

    [Fact]
    public void A_figure_is_the_sum_of_the_lines_it_names()
    {
        var total = PnlReport.ByAsset(Keep(Buys("1", 0, 3m, "BTC", 30m), Sells("2", 1, 1m, "BTC", 15m), Sells("3", 2, 1m, "BTC", 17m)).Made).Total;

        Assert.Equal([("2", 5m), ("3", 7m)], total.Realized.Rows.Select(row => (row.Source, row.Amount)));
        Assert.Equal(12m, total.Realized.Amount);
    }

    [Fact]
    public void Each_method_reads_the_same_ledger()
    {
        var known = LedgerHistory.Known([Buys("1", 0, 1m, "BTC", 10m), Buys("2", 1, 1m, "BTC", 30m), Sells("3", 2, 1m, "BTC", 50m)]);

        var reports = PnlReport.ByMethod(known, CostRules.For(Asset.Usd, CostMethod.Fifo), (_, _) => null, PnlReport.BySymbol);

        Assert.Equal([40m, 20m, 20m, 30m], reports.Values.Select(report => report.Total.Total));
    }

    [Fact]
    public void A_spot_round_trip_is_a_sale_of_what_was_held()
    {
        var rules = CostRules.For(Asset.Usd, CostMethod.Fifo);
        var kept = Keep(
            Buys("1", 0, 500m, "USDT", 500m),
            Buys("2", 1, 2m, "BTC", 200m, with: "USDT"),
            Sells("3", 2, 1m, "BTC", 2m, with: "USDT"),
            Sells("4", 3, 9m, "ETH", 2m));

        var trip = Assert.Single(ClosedTrips.OfSpot(kept.Made, rules));

        Assert.Equal(("3", 10_000m, 200m), (trip.Id, trip.Entry, trip.Exit));
        Assert.Equal(Noon.AddDays(1), trip.OpenedAt);
    }

    [Fact]
    public void A_futures_round_trip_runs_from_flat_to_flat_and_a_turn_ends_one()
    {
        LedgerEntry Fill(string id, double day, TradeSide side, decimal contracts, decimal profit, decimal fee) => LedgerEntry.Of(
            "main",
            new Transaction(
                id, TransactionKind.FuturesTrade, Noon.AddDays(day), WalletKind.Futures,
                [new Leg(LegKind.RealizedPnl, new Money(profit, Asset.Usd)), new Leg(LegKind.Fee, new Money(-fee, Asset.Usd))],
                new Trade("BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), side, contracts, 100m)),
            Noon.AddDays(day));
        LedgerEntry[] lines = [Fill("1", 0, TradeSide.Buy, 2m, 0m, 1m), Fill("2", 1, TradeSide.Sell, 3m, 20m, 3m), Fill("3", 2, TradeSide.Buy, 1m, -5m, 1m)];

        var trips = ClosedTrips.OfFutures(lines, Keep(lines).Made).ToList();

        Assert.Equal([(17m, "1", "2"), (-7m, "2", "3")], trips.Select(trip => (trip.Pnl, trip.OpenedBy, trip.ClosedBy)));
        Assert.Equal(10m, trips.Sum(trip => trip.Pnl));
    }

    [Fact]
    public void What_is_held_is_measured_against_its_cost_lot_by_lot()
    {
        var unrealised = UnrealizedPnl.At(Keep(Buys("1", 0, 1m, "BTC", 30m), Buys("2", 1, 1m, "BTC", 90m)).Books, Noon.AddDays(2), (_, _) => 100m);

        Assert.Equal([("1", 70m), ("2", 10m)], unrealised.Total.Rows.Select(row => (row.Source, row.Amount)));
        Assert.Equal((200m, 80m), (unrealised.Value, unrealised.Total.Amount));
    }

    [Fact]
    public void What_has_no_price_is_named_and_in_no_total()
    {
        var unrealised = UnrealizedPnl.At(Keep(Buys("1", 0, 1m, "BTC", 30m), Buys("2", 1, 1m, "XYZ", 90m)).Books, Noon, (asset, _) => asset == Asset.Btc ? 40m : null);

        Assert.Equal(10m, unrealised.Total.Amount);
        Assert.Equal(Coin("XYZ"), Assert.Single(unrealised.Unpriced));
    }

    [Fact]
    public void A_fill_larger_than_the_position_closes_it_and_opens_the_other_side()
    {
        var trips = RoundTrips.Of(
            [
                new Fill("1", Noon, TradeSide.Buy, 2m, 10m, 1m),
                new Fill("2", Noon.AddDays(1), TradeSide.Sell, 5m, 12m, 5m),
                new Fill("3", Noon.AddDays(2), TradeSide.Buy, 3m, 11m),
            ],
            CostMethod.Fifo);

        Assert.Equal([(PositionSide.Long, 1m), (PositionSide.Short, 0m)], trips.Closed.Select(trip => (trip.Side, trip.Pnl!.Value)));
        Assert.Null(trips.OpenAt(12m));
    }

    [Fact]
    public void An_open_position_without_a_mark_has_no_profit_yet()
    {
        var open = RoundTrips.Of([new Fill("1", Noon, TradeSide.Sell, 2m, 10m)], CostMethod.Fifo).OpenAt(null)!;

        Assert.Null(open.Pnl);
        Assert.Null(open.Return);
        Assert.False(open.IsClosed);
    }

    [Fact]
    public void A_round_trip_is_the_sum_of_its_lots()
    {
        var random = new Random(5);
        for (var round = 0; round < 100; round++)
        {
            var fills = Enumerable.Range(0, 40).Select(i => new Fill(
                $"{i}", Noon.AddHours(i), (TradeSide)random.Next(2), random.Next(1, 1_000) / 7m, random.Next(1, 1_000) / 3m, random.Next(10) / 9m));

            Assert.All(RoundTrips.Of(fills, CostMethod.Lifo).Closed, trip => Assert.Equal(trip.Pnl!.Value, trip.ByLot().Sum(lot => lot.Pnl!.Value), 15));
        }
    }

    [Fact]
    public void Trades_counted_as_they_end_say_what_their_list_says()
    {
        var random = new Random(11);
        for (var round = 0; round < 100; round++)
        {
            decimal[] profits = [.. Enumerable.Range(0, random.Next(6)).Select(_ => (decimal)random.Next(-3, 4))];

            var tally = profits.Aggregate(default(TradeTally), (sum, profit) => sum + TradeTally.Of(profit));

            var list = TradeStatistics.Of(profits);
            Assert.Equal((list.Count, list.Wins, list.Losses), (tally.Count, tally.Wins, tally.Losses));
            Assert.Equal((list.WinRate.Value, list.ProfitFactor.Value), (tally.WinRate, tally.ProfitFactor));
        }
    }

    [Fact]
    public void Trades_of_exactly_zero_are_neither_won_nor_lost()
    {
        var trades = TradeStatistics.Of([3d, -1d, 0d, 1d]);

        Assert.Equal(2d / 3d, trades.WinRate.Value);
        Assert.Equal(0.5, trades.WinRateOfAll.Value);
        Assert.Equal(4d, trades.ProfitFactor.Value);
        Assert.Equal(2d, trades.Payoff.Value);
        Assert.Equal(0.75, trades.Expectancy.Value);
        Assert.Equal(0.5, trades.Kelly.Value!.Value, 12);
    }

    [Fact]
    public void What_nothing_can_be_said_about_has_a_reason_and_no_number()
    {
        Assert.Equal("nothing was lost", TradeStatistics.Of([1d]).ProfitFactor.Undefined);
        Assert.Null(TradeStatistics.Of([1d]).ProfitFactor.Value);
        Assert.Equal("there is no closed round trip", TradeStatistics.Of(Array.Empty<double>()).Expectancy.Undefined);
        Assert.Equal("nothing was won", TradeStatistics.Of([-1d]).Kelly.Undefined);
    }

    [Fact]
    public void What_was_held_at_the_start_counts_from_its_value_then()
    {
        var marked = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("1", Noon, 10m, 1m)).MarkedAt(100m);

        var (left, sold) = marked.Release(1m);
        var result = new PeriodResult(1_000m, (left.Quantity * 110m) - left.TotalCost, 99m - sold.TotalCost, 0m, 0m, -99m, 990m);

        Assert.Equal((90m, -1m, 89m), (result.CapitalGains, result.Realized, result.Delta));
        Assert.Equal(result.Delta, result.Explained);
    }
}
