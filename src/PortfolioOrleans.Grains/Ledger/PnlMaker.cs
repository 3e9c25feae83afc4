using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Profit and loss as books and prices say it. Sums of days are added up; bookings are gone through only where they are to be shown.</summary>
internal static class PnlMaker
{
    private const string Whole = "total";

    /// <param name="moment">Days, weeks and months end here.</param>
    /// <param name="priceNow">Of a unit of what is held, in the books' currency; null where there is none.</param>
    public static PnlStatement Make(BooksReading reading, DateTimeOffset moment, PnlCut cut, Func<Asset, decimal?> priceNow)
    {
        var explains = reading.View.Explain;
        SortedDictionary<string, Row> rows = new(StringComparer.Ordinal);
        Row RowOf(string key) => rows.TryGetValue(key, out var row) ? row : rows[key] = new Row(explains);
        if (cut == PnlCut.Whole)
        {
            RowOf(Whole);
        }

        Periods since = new(ReturnCalendar.StartOf(moment, CalendarPeriod.Day), ReturnCalendar.StartOf(moment, CalendarPeriod.Week), ReturnCalendar.StartOf(moment, CalendarPeriod.Month));
        foreach (var day in reading.Books.Days.Days)
        {
            foreach (var (place, (parts, trades)) in day.Places)
            {
                var row = RowOf(KeyOf(place, cut));
                row.Trades += trades;
                if (!explains)
                {
                    row.Add(parts, day.Day, since);
                }
            }

            foreach (var booking in explains ? reading.Books.Days.MadeOn(day) : [])
            {
                RowOf(KeyOf(BookedPlace.Of(booking), cut)).Add(RealizedParts.Of(booking), day.Day, since, booking);
            }
        }

        var held = HoldingsMaker.Add(reading, cut != PnlCut.Symbol && !explains, priceNow, lot => RowOf(cut switch
        {
            PnlCut.Symbol => lot.Lot is { } one ? reading.OriginOf(one, lot.Asset, lot.AccountId) : lot.Asset.Code,
            PnlCut.Account => lot.AccountId,
            _ => Whole,
        }).Unrealized);
        return new PnlStatement(
            reading.View.Method, reading.Currency, moment, [.. rows.Select(row => row.Value.ToRow(row.Key))], reading.Doubts(held.Unpriced, held.UnknownCostPnl),
            reading.Lines.Count, reading.View.Lots);
    }

    private static string KeyOf(BookedPlace place, PnlCut cut) => cut switch
    {
        PnlCut.Symbol => place.Key,
        PnlCut.Account => place.AccountId,
        _ => Whole,
    };

    private readonly record struct Periods(DateOnly Day, DateOnly Week, DateOnly Month);

    private sealed class Row(bool explains)
    {
        private readonly FigureSum _today = new(explains);
        private readonly FigureSum _week = new(explains);
        private readonly FigureSum _month = new(explains);
        private readonly RealizedSums _all = new(explains);

        public FigureSum Unrealized { get; } = new(explains);

        public TradeTally Trades { get; set; }

        public void Add(RealizedParts parts, DateOnly day, Periods since, Booking? from = null)
        {
            _all.Add(parts, from);
            Add(_today, since.Day);
            Add(_week, since.Week);
            Add(_month, since.Month);

            void Add(FigureSum figure, DateOnly first)
            {
                if (day >= first)
                {
                    figure.Add(from, parts.Total);
                }
            }
        }

        public PnlStatementRow ToRow(string key) => new(
            key, _today.ToFigure(), _week.ToFigure(), _month.ToFigure(), _all.Realized, Unrealized.ToFigure(), _all.Fees, _all.Funding,
            Trades.Count, Trades.WinRate, Trades.ProfitFactor, _all.Sources);
    }
}
