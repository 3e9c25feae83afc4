using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Adds up a figure, keeping its rows where they are wanted.</summary>
internal sealed class FigureSum(bool explains)
{
    /// <summary>With more rows than these, an answer shows one for each day.</summary>
    private const int MostRows = 1_000;

    private readonly List<FigureRow>? _rows = explains ? [] : null;
    private decimal _amount;

    /// <param name="what">In words; only asked for if rows are kept.</param>
    public void Add(string source, string? accountId, DateTimeOffset at, decimal amount, Func<string> what)
    {
        if (amount == 0m)
        {
            return;
        }

        _amount += amount;
        _rows?.Add(new FigureRow(source, accountId, at, amount, what()));
    }

    public LedgerFigure ToFigure() => new(_amount, _rows is null ? [] : _rows.Count <= MostRows ? [.. _rows.OrderBy(row => row.At)] : ByDay(_rows));

    private static ImmutableArray<FigureRow> ByDay(List<FigureRow> rows) =>
    [
        .. rows.GroupBy(row => DateOnly.FromDateTime(row.At.UtcDateTime)).OrderBy(day => day.Key).Select(day => new FigureRow(
            day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            null,
            new DateTimeOffset(day.Key.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            day.Sum(row => row.Amount),
            $"{day.Count()} lines")),
    ];
}
