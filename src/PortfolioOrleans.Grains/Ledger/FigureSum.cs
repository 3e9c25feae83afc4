using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Adds up a figure, keeping its rows where they are wanted.</summary>
internal sealed class FigureSum(bool explains)
{
    /// <summary>With more rows than these, an answer shows one for each day.</summary>
    private const int MostRows = 1_000;

    private readonly List<FigureRow>? _rows = explains ? [] : null;
    private decimal _amount;

    /// <summary>Adds a booking's part of it.</summary>
    /// <param name="booking">Null where it is a sum of several, which explains nothing.</param>
    public void Add(Booking? booking, decimal amount)
    {
        _amount += amount;
        if (amount != 0m && booking is not null)
        {
            _rows?.Add(new FigureRow(booking.EntryId, booking.AccountId, booking.At, amount, BookingWords.Of(booking)));
        }
    }

    /// <summary>Adds what a lot has gained.</summary>
    /// <param name="word">Whether it is held, on its way, or owed.</param>
    public void Add(Lot lot, string accountId, Asset asset, string word, decimal amount)
    {
        _amount += amount;
        _rows?.Add(new FigureRow(lot.Id, accountId, lot.AcquiredAt, amount, FormattableString.Invariant($"{word}: {lot.Quantity} {asset}")));
    }

    /// <summary>Adds what has no rows.</summary>
    public void Add(decimal amount) => _amount += amount;

    public LedgerFigure ToFigure() => new(_amount, _rows is null ? [] : _rows.Count <= MostRows ? [.. _rows.OrderBy(row => row.At)] : ByDay(_rows));

    private static ImmutableArray<FigureRow> ByDay(List<FigureRow> rows) =>
    [
        .. rows.GroupBy(row => UtcDay.Of(row.At)).OrderBy(day => day.Key).Select(day => new FigureRow(
            day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            null,
            UtcDay.Start(day.Key),
            day.Sum(row => row.Amount),
            $"{day.Count()} lines")),
    ];
}
