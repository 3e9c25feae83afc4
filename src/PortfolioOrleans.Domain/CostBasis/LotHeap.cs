namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// The lots of a book with the next one to leave on top: a leftist heap (Crane 1972; Knuth, volume 3, 5.2.3), in which adding and taking cost O(log n) and
/// leave the heap they started from as it was, so that a book can be kept as it stood at any time for nothing.
/// </summary>
internal sealed class LotHeap
{
    private readonly LotHeap? _left;
    private readonly LotHeap? _right;
    private readonly int _rank; // Length of the right spine.

    private LotHeap(Lot top, LotHeap? left, LotHeap? right)
    {
        Top = top;
        (_left, _right) = (left?._rank ?? 0) >= (right?._rank ?? 0) ? (left, right) : (right, left);
        _rank = (_right?._rank ?? 0) + 1;
    }

    public Lot Top { get; }

    public static LotHeap With(LotHeap? heap, Lot lot, CostMethod method) => Merge(heap, new LotHeap(lot, null, null), method)!;

    public LotHeap? WithoutTop(CostMethod method) => Merge(_left, _right, method);

    /// <summary>The same lot with less in it: its place does not change.</summary>
    public LotHeap WithTop(Lot lessened) => new(lessened, _left, _right);

    /// <summary>Every lot, in no order.</summary>
    public static IEnumerable<Lot> All(LotHeap? heap)
    {
        var open = new Stack<LotHeap>();
        for (var next = heap; next is not null; next = open.TryPop(out var waiting) ? waiting : null)
        {
            yield return next.Top;
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
    private static LotHeap? Merge(LotHeap? one, LotHeap? other, CostMethod method)
    {
        if (one is null || other is null)
        {
            return one ?? other;
        }

        var (first, second) = LeavesBefore(one.Top, other.Top, method) ? (one, other) : (other, one);
        return new LotHeap(first.Top, first._left, Merge(first._right, second, method));
    }

    private static bool LeavesBefore(Lot one, Lot other, CostMethod method) => method switch
    {
        CostMethod.Lifo => !IsOlder(one, other),
        CostMethod.Hifo => one.UnitCost.CompareTo(other.UnitCost) is var order && order != 0 ? order > 0 : IsOlder(one, other),
        _ => IsOlder(one, other),
    };

    private static bool IsOlder(Lot one, Lot other)
    {
        var (left, right) = (one.AcquiredAt.UtcTicks, other.AcquiredAt.UtcTicks);
        return left != right ? left < right : one.Order < other.Order;
    }
}
