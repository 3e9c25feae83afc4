using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>What left a book at once, lot by lot.</summary>
public readonly record struct Release
{
    private readonly ImmutableArray<Match> _matches;
    private readonly bool _isPooled;

    private Release(decimal quantity, ImmutableArray<Match> matches, decimal missing, decimal cost, decimal fee, bool isPooled)
    {
        Quantity = quantity;
        _matches = matches;
        Missing = missing;
        Cost = cost;
        Fee = fee;
        _isPooled = isPooled;
    }

    /// <summary>Everything that left, what no lot covered included.</summary>
    public decimal Quantity { get; }

    /// <summary>What no lot covered: its acquisition is not in the ledger, so it cost zero, and a figure that contains it is flagged.</summary>
    public decimal Missing { get; }

    /// <summary>Cost of all matches without fees; exactly what the book's fell by.</summary>
    public decimal Cost { get; }

    /// <summary>Fees of acquiring all matches.</summary>
    public decimal Fee { get; }

    public decimal TotalCost => Cost + Fee;

    public bool IsComplete => Missing == 0m;

    /// <summary>The lots in the order in which they were taken; their costs add up to <see cref="TotalCost"/>.</summary>
    public ImmutableArray<Match> Matches => _matches.IsDefault ? [] : _isPooled && _matches.Length > 1 ? Shared() : _matches;

    /// <summary>Lots that left with their own costs.</summary>
    internal static Release OfLots(decimal quantity, ImmutableArray<Match> matches, decimal missing, decimal cost, decimal fee) =>
        new(quantity, matches, missing, cost, fee, false);

    /// <summary>Lots that left with their share of a pool: who asks for them lot by lot gets the cost divided by quantity, whoever does not saves that.</summary>
    internal static Release OfPool(decimal quantity, ImmutableArray<Match> matches, decimal missing, decimal cost, decimal fee) =>
        new(quantity, matches, missing, cost, fee, true);

    private ImmutableArray<Match> Shared()
    {
        var shared = ImmutableArray.CreateBuilder<Match>(_matches.Length);
        var (quantity, cost, fee) = (Quantity - Missing, Cost, Fee);
        foreach (var match in _matches)
        {
            (var itsCost, cost) = Rounding.Divide(cost, match.Quantity, quantity);
            (var itsFee, fee) = Rounding.Divide(fee, match.Quantity, quantity);
            quantity -= match.Quantity;
            shared.Add(match with { Cost = itsCost, Fee = itsFee });
        }

        return shared.MoveToImmutable();
    }
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
