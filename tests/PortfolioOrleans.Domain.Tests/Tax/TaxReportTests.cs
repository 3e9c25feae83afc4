using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Tax;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;
using static PortfolioOrleans.Domain.Tests.Ledger.Lines;

namespace PortfolioOrleans.Domain.Tests.Tax;

public sealed class TaxReportTests
{
    private static readonly LedgerEntry[] Ledger =
    [
        Buys("1", 0, 1m, "BTC", 10m),
        Buys("2", 300, 1m, "BTC", 20m),
        Line("3", TransactionKind.Reward, 301, [(1m, "ETH")]),
        Sells("4", 400, 3m, "BTC", 150m, fee: (-3m, "USD")),
    ];

    private static TaxReport Report(int year, CostMethod method, params LedgerEntry[] lines)
    {
        var rules = CostRules.For(Asset.Usd, method);
        return TaxReport.Of(year, CostBooks.Keep(LedgerHistory.Known(lines), rules, (_, _) => 7m).Made, rules, HoldingPeriod.Days365);
    }

    [Fact]
    public void A_sale_is_a_line_for_each_lot_and_one_for_what_is_missing()
    {
        var report = Report(2027, CostMethod.Fifo, Ledger);

        Assert.Equal(
            [("1", true, 50m, 1m, 10m, 39m), ("2", false, 50m, 1m, 20m, 29m), (null, false, 50m, 1m, 0m, 49m)],
            report.Lines.Select(line => (line.LotId, line.IsLong, line.Proceeds, line.Fee, line.Cost, line.Gain)));
        Assert.Equal((39m, 78m, 117m), (report.Long.Gain, report.Short.Gain, report.All.Gain));
        Assert.Equal(TimeSpan.FromDays(400), report.Lines[0].Held);
        Assert.Null(report.Lines[2].AcquiredAt);
        Assert.Equal([null], report.Doubtful.Select(line => line.LotId));
    }

    [Fact]
    public void A_year_has_its_own_events_alone()
    {
        var report = Report(2026, CostMethod.Fifo, Ledger);

        Assert.Empty(report.Lines);
        Assert.Equal(7m, report.IncomeTotal.Amount);
        Assert.Equal("3", report.IncomeTotal.Rows.Single().Source);
        Assert.Empty(Report(2027, CostMethod.Fifo, Ledger).Income);
    }

    [Fact]
    public void Another_method_is_another_reading_of_the_same_ledger()
    {
        LedgerEntry[] lines = [.. Ledger[..3], Sells("4", 400, 1m, "BTC", 50m)];

        Assert.Equal(40m, Report(2027, CostMethod.Fifo, lines).All.Gain);
        Assert.Equal(30m, Report(2027, CostMethod.Lifo, lines).All.Gain);
        Assert.Equal(35m, Report(2027, CostMethod.Average, lines).All.Gain);
        Assert.Equal(40m, Report(2027, CostMethod.Fifo, lines).All.Gain);
    }

    [Fact]
    public void Lines_add_up_to_the_disposal_to_the_last_digit()
    {
        var random = new Random(3);
        for (var round = 0; round < 100; round++)
        {
            var book = Enumerable.Range(0, 9).Aggregate(LotBook.Empty(CostMethod.Fifo), (held, i) => held.Acquire(
                new Lot($"{i}", Noon.AddDays(i * 100), random.Next(1, 1_000) / 100m, random.Next(1, 100_000) / 100m)));
            var disposal = new Disposal(
                "sale", Noon.AddDays(900), "main", Asset.Btc, DisposalReason.Trade, book.Release(random.Next(1, 9_000) / 100m).Released, 1_000.01m, 3.33m);

            var lines = TaxLine.Of(disposal, HoldingPeriod.OneYearByDate).ToList();

            Assert.Equal(disposal.Proceeds, lines.Sum(line => line.Proceeds));
            Assert.Equal(disposal.Fee, lines.Sum(line => line.Fee));
            Assert.Equal(disposal.Gain, lines.Sum(line => line.Gain));
        }
    }

    [Fact]
    public void Totals_keep_gains_and_losses_apart()
    {
        var report = Report(2026, CostMethod.Fifo, Buys("1", 0, 2m, "BTC", 20m), Sells("2", 1, 1m, "BTC", 15m), Sells("3", 2, 1m, "BTC", 4m));

        Assert.Equal(new TaxTotals(19m, 0m, 20m, 5m, -6m), report.All);
        Assert.Equal(-1m, report.All.Gain);
    }
}
