using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Explanation;

namespace PortfolioOrleans.Domain.Tax;

/// <summary>
/// A year's disposals, lot by lot, and its income, as books kept by stated rules say it. A report of one method changes nothing for another: both are read from the
/// same ledger. The year is a UTC year.
/// </summary>
/// <param name="Year">The calendar year.</param>
/// <param name="Methods">In force in the year, earliest first.</param>
/// <param name="Holding">Where short ends and long begins.</param>
/// <param name="Lines">In order of time, then of the ledger.</param>
/// <param name="Income">Income and expenses of the year.</param>
/// <param name="Derivatives">Results of futures of the year.</param>
/// <param name="FeesApart">Fees of the year that are in neither cost nor proceeds.</param>
public sealed record TaxReport(
    int Year,
    ImmutableArray<CostMethod> Methods,
    HoldingPeriod Holding,
    ImmutableArray<TaxLine> Lines,
    ImmutableArray<Income> Income,
    ImmutableArray<DerivativeResult> Derivatives,
    ImmutableArray<FeePaid> FeesApart)
{
    public TaxTotals Short => TaxTotals.Of(Lines.Where(line => !line.IsLong));

    public TaxTotals Long => TaxTotals.Of(Lines.Where(line => line.IsLong));

    public TaxTotals All => TaxTotals.Of(Lines);

    /// <summary>Income less expenses, with the lines it came from.</summary>
    public Figure IncomeTotal => Figure.Of(Income.Select(one => new Contribution(one.EntryId, one.At, one.Value, $"{one.Kind} of {one.Quantity} {one.Asset}")));

    public Figure DerivativesTotal => Figure.Of(Derivatives.Select(one => new Contribution(one.EntryId, one.At, one.Value, $"{one.Part} in {one.Asset}")));

    public Figure FeesTotal => Figure.Of(FeesApart.Select(one => new Contribution(one.EntryId, one.At, -one.Value, $"Fee of {-one.Quantity} {one.Asset}")));

    /// <summary>Lines that somebody should look at: a missing acquisition, an assumed cost, a missing price.</summary>
    public IEnumerable<TaxLine> Doubtful => Lines.Where(line => line.Origin != CostOrigin.Known || !line.IsPriced);

    public static TaxReport Of(int year, IEnumerable<Booking> bookings, CostRules rules, HoldingPeriod holding)
    {
        var (start, end) = (new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddYears(1));
        var ofYear = bookings.Where(booking => booking.At >= start && booking.At < end).ToList();
        return new TaxReport(
            year,
            [.. new[] { rules.MethodAt(start) }.Concat(rules.Methods.Where(next => next.Since > start && next.Since < end).Select(next => next.Method)).Distinct()],
            holding,
            [.. ofYear.OfType<Disposal>().SelectMany(disposal => TaxLine.Of(disposal, holding))],
            [.. ofYear.OfType<Income>()],
            [.. ofYear.OfType<DerivativeResult>()],
            [.. ofYear.OfType<FeePaid>().Where(fee => !fee.IsInCost)]);
    }
}

/// <summary>Sums over lines, each exactly the sum of its column.</summary>
public sealed record TaxTotals(decimal Proceeds, decimal Fees, decimal Cost, decimal Gains, decimal Losses)
{
    public decimal Gain => Gains + Losses;

    internal static TaxTotals Of(IEnumerable<TaxLine> lines)
    {
        var total = new TaxTotals(0m, 0m, 0m, 0m, 0m);
        foreach (var line in lines)
        {
            total = new TaxTotals(
                total.Proceeds + line.Proceeds,
                total.Fees + line.Fee,
                total.Cost + line.Cost,
                total.Gains + Math.Max(line.Gain, 0m),
                total.Losses + Math.Min(line.Gain, 0m));
        }

        return total;
    }
}
