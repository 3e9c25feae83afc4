using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Profit and loss as books and prices say it.</summary>
internal static class PnlMaker
{
    private const string Whole = "total";

    /// <param name="moment">Days, weeks and months end here.</param>
    /// <param name="priceNow">Of a unit of what is held, in the books' currency; null where there is none.</param>
    public static PnlStatement Make(
        BooksReading reading, DateTimeOffset moment, bool bySymbol, bool explains, Func<Asset, decimal?> priceNow)
    {
        SortedDictionary<string, Row> rows = new(StringComparer.Ordinal);
        Row RowOf(string key) => rows.TryGetValue(bySymbol ? key : Whole, out var row) ? row : rows[bySymbol ? key : Whole] = new Row(explains);
        if (!bySymbol)
        {
            RowOf(Whole);
        }

        var periods = (StartOf(moment, CalendarPeriod.Day), StartOf(moment, CalendarPeriod.Week), StartOf(moment, CalendarPeriod.Month));
        Dictionary<(string LotId, Asset Asset), string> bought = [];
        foreach (var booking in reading.Books.Made)
        {
            var key = BooksReading.KeyOf(booking);
            RowOf(key).Take(booking, periods);
            if (bySymbol && booking is Acquisition)
            {
                bought[(booking.EntryId, booking.Asset)] = key;
            }
        }

        SortedSet<Asset> unpriced = [];
        var unknownCost = 0m;
        AddHoldings(
            reading.Books.Books, priceNow, unpriced,
            (lot, asset, accountId, word, gain) =>
            {
                RowOf(bought.GetValueOrDefault((lot.Id, asset), asset.Code)).Unrealized.Add(lot, accountId, asset, word, gain);
                unknownCost += lot.Origin == CostOrigin.Missing ? gain : 0m;
            });
        foreach (var (key, trip) in reading.Trips())
        {
            RowOf(key).Trips.Add(trip.Pnl);
        }

        return new PnlStatement(
            reading.Method, reading.Currency, moment, [.. rows.Select(row => row.Value.ToRow(row.Key))], reading.Doubts(unpriced, unknownCost), reading.Lines.Count);
    }

    private static DateTimeOffset StartOf(DateTimeOffset moment, CalendarPeriod period) => UtcDay.Start(ReturnCalendar.StartOf(moment, period));

    /// <summary>What each lot gained until now; what is owed counts the other way.</summary>
    private static void AddHoldings(
        CostBooks books, Func<Asset, decimal?> priceNow, SortedSet<Asset> unpriced,
        Action<Lot, Asset, string, string, decimal> add)
    {
        var places = books.ByPlace.Select(place => (place.Key, place.Value, Sign: 1m, Word: "held"))
            .Concat(books.Transit.Select(place => (place.Key, place.Value, Sign: 1m, Word: "on its way")))
            .Concat(books.Debts.Select(place => (place.Key, place.Value, Sign: -1m, Word: "owed")));
        foreach (var (key, book, sign, word) in places)
        {
            if (priceNow(key.Asset) is not { } price)
            {
                unpriced.Add(key.Asset);
                continue;
            }

            var accountId = key.Place[..key.Place.LastIndexOf('/')]; // Before the wallet, or the line that sent it.
            foreach (var lot in book.Lots)
            {
                if (Exact.Product(lot.Quantity, price) is { } worth)
                {
                    add(lot, key.Asset, accountId, word, sign * (worth - lot.TotalCost));
                }
                else
                {
                    unpriced.Add(key.Asset);
                }
            }
        }
    }

    private sealed class Row(bool explains)
    {
        private readonly FigureSum _today = new(explains);
        private readonly FigureSum _week = new(explains);
        private readonly FigureSum _month = new(explains);
        private readonly FigureSum _realized = new(explains);
        private readonly FigureSum _fees = new(explains);
        private readonly FigureSum _funding = new(explains);

        public FigureSum Unrealized { get; } = new(explains);

        public List<decimal> Trips { get; } = [];

        public void Take(Booking booking, (DateTimeOffset Day, DateTimeOffset Week, DateTimeOffset Month) since)
        {
            Add(_realized, booking, booking.Result, since: null);
            Add(_today, booking, booking.Result, since.Day);
            Add(_week, booking, booking.Result, since.Week);
            Add(_month, booking, booking.Result, since.Month);
            switch (booking)
            {
                case FeePaid fee:
                    Add(_fees, booking, fee.Value, since: null);
                    break;
                case DerivativeResult { Part: DerivativePart.Commission } commission:
                    Add(_fees, booking, -commission.Value, since: null);
                    break;
                case DerivativeResult { Part: DerivativePart.Funding } funding:
                    Add(_funding, booking, funding.Value, since: null);
                    break;
            }
        }

        public PnlStatementRow ToRow(string key)
        {
            var trades = TradeStatistics.Of(Trips);
            return new PnlStatementRow(
                key, _today.ToFigure(), _week.ToFigure(), _month.ToFigure(), _realized.ToFigure(), Unrealized.ToFigure(), _fees.ToFigure(), _funding.ToFigure(),
                trades.Count, trades.WinRate.Value, trades.ProfitFactor.Value);
        }

        private static void Add(FigureSum figure, Booking booking, decimal amount, DateTimeOffset? since)
        {
            if (since is null || booking.At >= since)
            {
                figure.Add(booking, amount);
            }
        }
    }
}
