namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// The lots of a book with the next one to leave on top: a leftist heap (Crane 1972; Knuth, volume 3, 5.2.3), in which adding and taking cost O(log n) and
/// leave the heap they started from as it was, so that a book can be kept as it stood at any time for nothing.
/// </summary>
internal sealed class LotHeap
{
    private readonly LotHeap? _left;
    private readonly LotHeap? _right;
    private readonly long _key; // What the method orders by, smallest first.
    private readonly long _tie; // Then this.
    private readonly int _rank; // Length of the right spine.

    private LotHeap(Lot top, long key, long tie, LotHeap? left, LotHeap? right)
    {
        Top = top;
        _key = key;
        _tie = tie;
        var (leftRank, rightRank) = (left is null ? 0 : left._rank, right is null ? 0 : right._rank);
        (_left, _right, _rank) = leftRank >= rightRank ? (left, right, rightRank + 1) : (right, left, leftRank + 1);
    }

    public Lot Top { get; }

    /// <param name="order">The book's count of lots so far: what was booked earlier counts as older where times are equal.</param>
    public static LotHeap With(LotHeap? heap, Lot lot, long order, CostMethod method)
    {
        var ticks = lot.AcquiredAt.UtcTicks;
        return Merge(heap, method switch
        {
            CostMethod.Lifo => new LotHeap(lot, -ticks, -order, null, null),
            CostMethod.Hifo => new LotHeap(lot, Descending((double)lot.TotalCost / (double)lot.Quantity), order, null, null),
            _ => new LotHeap(lot, ticks, order, null, null),
        })!;
    }

    public LotHeap? WithoutTop() => Merge(_left, _right);

    /// <summary>The same lot with less in it: its place does not change.</summary>
    public LotHeap WithTop(Lot lessened) => new(lessened, _key, _tie, _left, _right);

    /// <summary>Every lot and the order of its booking, in no order.</summary>
    public static IEnumerable<(Lot Lot, long Order)> All(LotHeap? heap)
    {
        var open = new Stack<LotHeap>();
        for (var next = heap; next is not null; next = open.TryPop(out var waiting) ? waiting : null)
        {
            yield return (next.Top, Math.Abs(next._tie));
            if (next._left is { } left)
            {
                open.Push(left);
            }

            if (next._right is { } right)
            {
                open.Push(right);
            }
        }
    }

    // As deep as a right spine is long, which is the logarithm of the number of lots.
    private static LotHeap? Merge(LotHeap? one, LotHeap? other)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var (first, second) = one._key < other._key || (one._key == other._key && one._tie <= other._tie) ? (one, other) : (other, one);
        return new LotHeap(first.Top, first._key, first._tie, first._left, Merge(first._right, second));
    }

    /// <summary>A whole number that falls as the cost of a unit rises. Costs that agree in sixteen digits are equal.</summary>
    private static long Descending(double unitCost)
    {
        var bits = BitConverter.DoubleToInt64Bits(unitCost);
        return -(bits ^ ((bits >> 63) & long.MaxValue));
    }
}
