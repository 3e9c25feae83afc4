using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// The lots of one asset in one place, under one method. A book never changes: each act gives the next one in O(log n) of the lots held, whatever came before,
/// and the book it was asked of stays valid as a checkpoint. Amounts are exact: what a release takes and what stays add up to what was there, to the last
/// digit. Costs are in one currency, the book's; the book does not know which.
/// </summary>
public sealed class LotBook
{
    private readonly LotStock _lots;
    private readonly long _booked;

    private LotBook(CostMethod method, LotStock lots, long booked, decimal quantity, decimal cost, decimal fee, decimal unknown)
    {
        Method = method;
        UnknownQuantity = unknown;
        _lots = lots;
        _booked = booked;
        Quantity = quantity;
        Cost = cost;
        Fee = fee;
    }

    public CostMethod Method { get; }

    /// <summary>Units held; never negative: what is sold beyond it is missing, not owed.</summary>
    public decimal Quantity { get; }

    /// <summary>Cost of all that is held, without fees.</summary>
    public decimal Cost { get; }

    /// <summary>Fees of acquiring all that is held.</summary>
    public decimal Fee { get; }

    public decimal TotalCost => Cost + Fee;

    /// <summary>Units held of lots whose cost nothing says (<see cref="CostOrigin.Missing"/>).</summary>
    public decimal UnknownQuantity { get; }

    /// <summary>For people's eyes; null where nothing is held.</summary>
    public decimal? AverageCost => Quantity == 0m ? null : TotalCost / Quantity;

    /// <summary>What is held, oldest first. Under the average method each lot shows its share of the pool.</summary>
    public ImmutableArray<Lot> Lots
    {
        get
        {
            var lots = _lots.OldestFirst();
            return Method == CostMethod.Average ? Shared(lots) : [.. lots];
        }
    }

    public static LotBook Empty(CostMethod method) => new(method, default, 0, 0m, 0m, 0m, 0m);

    /// <summary>The book with a lot more. Of lots with equal times the one booked earlier counts as older.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lot's quantity is not above zero.</exception>
    /// <exception cref="OverflowException">The totals fit no decimal.</exception>
    public LotBook Acquire(Lot lot)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lot.Quantity);

        return new LotBook(
            Method, _lots.With(lot, _booked, Method), _booked + 1, Quantity + lot.Quantity, Cost + lot.Cost, lot.Fee == 0m ? Fee : Fee + lot.Fee,
            lot.Origin == CostOrigin.Missing ? UnknownQuantity + lot.Quantity : UnknownQuantity);
    }

    /// <summary>The book without <paramref name="quantity"/>, and what left. What the lots do not cover is missing and costs nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quantity"/> is not above zero.</exception>
    public (LotBook Remaining, Release Released) Release(decimal quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);

        return Method == CostMethod.Average ? ReleaseFromPool(quantity) : ReleaseLots(quantity);
    }

    /// <summary>The same lots under another method: what has left already stays as it was booked.</summary>
    public LotBook Under(CostMethod method) => method == Method ? this : Lots.Aggregate(Empty(method), (book, lot) => book.Acquire(lot));

    /// <summary>The same lots as if each had been bought at a price: gains from here on count from it.</summary>
    public LotBook MarkedAt(decimal price) => Lots.Aggregate(Empty(Method), (book, lot) => book.Acquire(lot with { Cost = lot.Quantity * price, Fee = 0m }));

    /// <summary>
    /// So many new units for so many old ones (a redenomination, a split): quantities change, costs and dates do not.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A side of the ratio is not above zero.</exception>
    public LotBook Split(decimal newUnits, decimal oldUnits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newUnits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(oldUnits);
        return Lots.Aggregate(Empty(Method), (book, lot) => book.Acquire(lot with { Quantity = lot.Quantity * newUnits / oldUnits }));
    }

    /// <summary>Units whose cost nothing says and that stand at no cost: <see cref="Explained"/> can say it later. Goes through all lots.</summary>
    public decimal ExplainableQuantity => UnknownQuantity == 0m ? 0m : _lots.OldestFirst().Where(IsExplainable).Sum(lot => lot.Quantity);

    /// <summary>The book after it became known what units of unknown cost were, the youngest first: these lots, of which there are no more than that.</summary>
    public LotBook Explained(ImmutableArray<Lot> lots)
    {
        var left = lots.Sum(lot => lot.Quantity);
        List<Lot> kept = [.. lots];
        foreach (var lot in Enumerable.Reverse(_lots.OldestFirst()))
        {
            var taken = IsExplainable(lot) ? Math.Min(lot.Quantity, left) : 0m;
            left -= taken;
            if (lot.Quantity > taken)
            {
                kept.Add(taken == 0m ? lot : lot with { Quantity = lot.Quantity - taken });
            }
        }

        var (stock, booked) = (default(LotStock), _booked);
        foreach (var lot in kept.OrderBy(lot => lot.AcquiredAt).ThenBy(lot => lot.Id, StringComparer.Ordinal))
        {
            stock = stock.With(lot, booked++, Method);
        }

        return new LotBook(
            Method, stock, booked, Quantity, Cost + lots.Sum(lot => lot.Cost), Fee + lots.Sum(lot => lot.Fee),
            kept.Where(lot => lot.Origin == CostOrigin.Missing).Sum(lot => lot.Quantity));
    }

    /// <summary>In a pool a lot's own cost does not count.</summary>
    private bool IsExplainable(Lot lot) => lot.Origin == CostOrigin.Missing && (Method == CostMethod.Average || lot.TotalCost == 0m);

    private (LotBook, Release) ReleaseLots(decimal quantity)
    {
        if (_lots.Next is { } first && first.Quantity > quantity)
        {
            // Most releases take a part of one lot.
            var (match, less) = Taken(first, quantity);
            var book = new LotBook(
                Method, _lots.WithNext(less), _booked, Quantity - quantity, Cost - match.Cost, match.Fee == 0m ? Fee : Fee - match.Fee,
                match.Origin == CostOrigin.Missing ? UnknownQuantity - quantity : UnknownQuantity);
            return (book, CostBasis.Release.OfLots(quantity, ImmutableArray.Create(match), 0m, match.Cost, match.Fee));
        }

        var (lots, wanted, cost, fee, unknown) = (_lots, quantity, 0m, 0m, UnknownQuantity);
        var matches = ImmutableArray.CreateBuilder<Match>();
        while (wanted > 0m && lots.Next is { } lot)
        {
            Match match;
            if (lot.Quantity <= wanted)
            {
                match = new Match(lot.Id, lot.AcquiredAt, lot.Quantity, lot.Cost, lot.Fee, lot.Origin);
                lots = lots.WithoutNext();
            }
            else
            {
                (match, var less) = Taken(lot, wanted);
                lots = lots.WithNext(less);
            }

            matches.Add(match);
            wanted -= match.Quantity;
            cost += match.Cost;
            fee += match.Fee;
            unknown -= match.Origin == CostOrigin.Missing ? match.Quantity : 0m;
        }

        var released = CostBasis.Release.OfLots(quantity, matches.DrainToImmutable(), wanted, cost, fee);
        return (lots.Next is null ? Emptied() : new LotBook(Method, lots, _booked, Quantity - (quantity - wanted), Cost - cost, Fee - fee, unknown), released);
    }

    private static (Match Match, Lot Less) Taken(Lot lot, decimal quantity)
    {
        var (cost, costLeft) = Rounding.Divide(lot.Cost, quantity, lot.Quantity);
        var (fee, feeLeft) = Rounding.Divide(lot.Fee, quantity, lot.Quantity);
        return (
            new Match(lot.Id, lot.AcquiredAt, quantity, cost, fee, lot.Origin),
            new Lot(lot.Id, lot.AcquiredAt, lot.Quantity - quantity, costLeft, feeLeft, lot.Origin));
    }

    private (LotBook, Release) ReleaseFromPool(decimal quantity)
    {
        var covered = Math.Min(quantity, Quantity);
        if (covered == 0m)
        {
            return (this, CostBasis.Release.OfPool(quantity, [], quantity, 0m, 0m));
        }

        var (costLeaving, costStaying) = Rounding.Divide(Cost, covered, Quantity);
        var (feeLeaving, feeStaying) = Rounding.Divide(Fee, covered, Quantity);
        var (lots, wanted, unknown) = (_lots, covered, UnknownQuantity);
        var matches = ImmutableArray.CreateBuilder<Match>(_lots.Next?.Quantity >= covered ? 1 : 4);
        while (wanted > 0m && lots.Next is { } lot)
        {
            // What a lot itself cost does not count in a pool; it stays for its age.
            var taken = Math.Min(lot.Quantity, wanted);
            matches.Add(new Match(lot.Id, lot.AcquiredAt, taken, costLeaving, feeLeaving, lot.Origin));
            lots = taken == lot.Quantity
                ? lots.WithoutNext()
                : lots.WithNext(new Lot(lot.Id, lot.AcquiredAt, lot.Quantity - taken, 0m, 0m, lot.Origin));
            wanted -= taken;
            unknown -= lot.Origin == CostOrigin.Missing ? taken : 0m;
        }

        var released = CostBasis.Release.OfPool(quantity, matches.DrainToImmutable(), quantity - covered, costLeaving, feeLeaving);
        return (lots.Next is null ? Emptied() : new LotBook(Method, lots, _booked, Quantity - covered, costStaying, feeStaying, unknown), released);
    }

    // Said outright: sums of amounts with more digits than a decimal has could leave dust behind the last lot.
    private LotBook Emptied() => new(Method, default, _booked, 0m, 0m, 0m, 0m);

    private ImmutableArray<Lot> Shared(List<Lot> lots)
    {
        var shared = ImmutableArray.CreateBuilder<Lot>();
        var (quantity, costLeft, feeLeft) = (Quantity, Cost, Fee);
        foreach (var lot in lots)
        {
            (var cost, costLeft) = Rounding.Divide(costLeft, lot.Quantity, quantity);
            (var fee, feeLeft) = Rounding.Divide(feeLeft, lot.Quantity, quantity);
            quantity -= lot.Quantity;
            shared.Add(lot with { Cost = cost, Fee = fee });
        }

        return shared.DrainToImmutable();
    }
}
