using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Tax;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>A tax report as it travels.</summary>
internal static class TaxMaker
{
    public static TaxStatement Make(int year, HoldingRule holding, BooksReading reading, bool explains)
    {
        var days = reading.Books.Days;
        var (start, end) = (UtcDay.Start(new DateOnly(year, 1, 1)), UtcDay.Start(new DateOnly(year, 1, 1).AddYears(1)));
        var report = TaxReport.Of(year, days.Between(start, end).SelectMany(days.MadeOn), reading.Books.Books.Rules, RuleOf(holding));
        return new TaxStatement(
            year,
            reading.View.Method,
            reading.Currency,
            report.Holding.Convention,
            [.. report.Lines.Select(RowOf)],
            Sum(report.Income, one => one.Value, explains),
            Sum(report.Derivatives, one => one.Value, explains),
            Sum(report.FeesApart, one => -one.Value, explains),
            SumsOf(report.Short),
            SumsOf(report.Long),
            SumsOf(report.All),
            reading.Doubts([]),
            reading.View.Lots);
    }

    private static HoldingPeriod RuleOf(HoldingRule rule) => rule switch
    {
        HoldingRule.Hours => HoldingPeriod.Days365,
        HoldingRule.None => HoldingPeriod.None,
        _ => HoldingPeriod.OneYearByDate,
    };

    private static TaxDisposal RowOf(TaxLine line) => new(
        line.EntryId, line.LotId, line.AccountId, line.Asset, line.Why, line.Quantity, line.AcquiredAt, line.DisposedAt, line.Proceeds, line.Fee, line.Cost, line.Gain,
        line.IsLong, line.Origin, line.IsPriced);

    private static TaxSums SumsOf(TaxTotals totals) => new(totals.Proceeds, totals.Fees, totals.Cost, totals.Gains, totals.Losses, totals.Gain);

    private static LedgerFigure Sum<T>(IEnumerable<T> bookings, Func<T, decimal> amount, bool explains)
        where T : Booking
    {
        var sum = new FigureSum(explains);
        foreach (var booking in bookings)
        {
            sum.Add(booking, amount(booking));
        }

        return sum.ToFigure();
    }
}
