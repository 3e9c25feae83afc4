using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>What left a book at once, lot by lot.</summary>
/// <param name="Quantity">Everything that left, what no lot covered included.</param>
/// <param name="Matches">In the order in which they were taken.</param>
/// <param name="Missing">What no lot covered: its acquisition is not in the ledger, so it cost zero, and a figure that contains it is flagged.</param>
public readonly record struct Release(decimal Quantity, ImmutableArray<Match> Matches, decimal Missing)
{
    /// <summary>Cost and fees of all matches, in the book's currency; exactly what the book's total fell by.</summary>
    public decimal TotalCost
    {
        get
        {
            var total = 0m;
            foreach (var match in Matches)
            {
                total += match.Cost + match.Fee;
            }

            return total;
        }
    }

    public bool IsComplete => Missing == 0m;
}

/// <summary>The part of one lot that left.</summary>
/// <param name="LotId">The ledger entry that had brought it in.</param>
/// <param name="AcquiredAt">When, UTC.</param>
/// <param name="Quantity">Units of the asset, above zero.</param>
/// <param name="Cost">Its part of the cost; under the average method its part of the pool.</param>
/// <param name="Fee">Its part of the fees of acquiring.</param>
/// <param name="Origin">How well the cost is known.</param>
public readonly record struct Match(string LotId, DateTimeOffset AcquiredAt, decimal Quantity, decimal Cost, decimal Fee, CostOrigin Origin)
{
    public decimal TotalCost => Cost + Fee;

    /// <summary>The same as a lot again, for the book it moves to.</summary>
    public Lot AsLot() => new(LotId, AcquiredAt, Quantity, Cost, Fee, Origin);
}
