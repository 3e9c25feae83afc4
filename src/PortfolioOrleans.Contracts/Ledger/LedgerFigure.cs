using System.Collections.Immutable;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>An amount, in the books' currency, and where it came from.</summary>
/// <param name="Rows">They add up to the amount, to the last digit; none unless they were asked for.</param>
[GenerateSerializer, Immutable, Alias("ledger.figure")]
public sealed record LedgerFigure([property: Id(0)] decimal Amount, [property: Id(1)] ImmutableArray<FigureRow> Rows)
{
    public static LedgerFigure Zero { get; } = new(0m, []);
}

/// <summary>A row's part of a figure.</summary>
/// <param name="Source">The ledger line's id; a day where a figure of very many lines shows one row for each day.</param>
/// <param name="AccountId">Whose line it is; null for a day's.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="What">In words.</param>
[GenerateSerializer, Immutable, Alias("ledger.figure-row")]
public sealed record FigureRow(
    [property: Id(0)] string Source,
    [property: Id(1)] string? AccountId,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] decimal Amount,
    [property: Id(4)] string What);
