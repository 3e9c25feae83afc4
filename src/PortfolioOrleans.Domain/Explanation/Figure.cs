using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Explanation;

/// <summary>An amount of money and the rows it came from. It is nothing but their sum, so an explanation can never differ from what it explains.</summary>
public sealed class Figure
{
    private Figure(ImmutableArray<Contribution> rows)
    {
        Rows = rows;
        foreach (var row in rows)
        {
            Amount += row.Amount;
        }
    }

    public static Figure Zero { get; } = new([]);

    /// <summary>In the currency of the report that holds it.</summary>
    public decimal Amount { get; }

    public ImmutableArray<Contribution> Rows { get; }

    public static Figure Of(IEnumerable<Contribution> rows) => new([.. rows]);

    public static Figure operator +(Figure left, Figure right) => new(left.Rows.AddRange(right.Rows));

    public override string ToString() => FormattableString.Invariant($"{Amount} from {Rows.Length} rows");
}

/// <summary>A row's part of a figure.</summary>
/// <param name="Source">The ledger line's id, or what else it came from.</param>
/// <param name="At">UTC.</param>
/// <param name="Amount">Signed, in the figure's currency.</param>
/// <param name="What">In words.</param>
public readonly record struct Contribution(string Source, DateTimeOffset At, decimal Amount, string What);
