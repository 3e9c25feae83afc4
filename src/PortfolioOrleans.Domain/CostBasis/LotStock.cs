namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// The lots of a book in the order in which they leave. What arrives in the order of its time under FIFO is appended to a row that all later versions share,
/// at O(1); anything else lies in a heap, at O(log n). A stock never changes: each act gives the next one. The default value is an empty stock.
/// </summary>
internal readonly struct LotStock
{
    private readonly Row? _row;
    private readonly int _head;
    private readonly int _tail; // One behind the last lot of this version; others may have appended beyond it.
    private readonly Lot? _begun; // What is left of the lot at the head, where some of it has left.
    private readonly LotHeap? _heap;

    private LotStock(Row? row, int head, int tail, Lot? begun, LotHeap? heap)
    {
        _row = row;
        _head = head;
        _tail = tail;
        _begun = begun;
        _heap = heap;
    }

    /// <summary>The lot that leaves next; null where there is none.</summary>
    public Lot? Next => HeapLeads ? _heap!.Top : _head < _tail ? _begun ?? _row!.Lots[_head] : null;

    // A latecomer as old as the row's head was booked after it.
    private bool HeapLeads => _heap is not null && (_head == _tail || _heap.Top.AcquiredAt < _row!.Lots[_head].AcquiredAt);

    /// <param name="order">The book's count of lots so far.</param>
    public LotStock With(Lot lot, long order, CostMethod method)
    {
        if (method is CostMethod.Lifo or CostMethod.Hifo || (_head < _tail && lot.AcquiredAt < _row!.Lots[_tail - 1].AcquiredAt))
        {
            return new LotStock(_row, _head, _tail, _begun, LotHeap.With(_heap, lot, order, method));
        }

        if (_row is { } row && row.TryAppend(_tail, lot))
        {
            return new LotStock(row, _head, _tail + 1, _begun, _heap);
        }

        var held = _tail - _head;
        var next = new Row(_row, _head, held, lot);
        return new LotStock(next, 0, held + 1, _begun, _heap);
    }

    public LotStock WithoutNext() => HeapLeads
        ? new LotStock(_row, _head, _tail, _begun, _heap!.WithoutTop())
        : new LotStock(_row, _head + 1, _tail, null, _heap);

    /// <summary>The same lot with less in it: its place does not change.</summary>
    public LotStock WithNext(Lot lessened) => HeapLeads
        ? new LotStock(_row, _head, _tail, _begun, _heap!.WithTop(lessened))
        : new LotStock(_row, _head, _tail, lessened, _heap);

    /// <summary>Every lot, oldest first; of equal times the one booked first.</summary>
    public List<Lot> OldestFirst()
    {
        List<Lot> lots = [];
        for (var i = _head; i < _tail; i++)
        {
            lots.Add(i == _head && _begun is not null ? _begun : _row!.Lots[i]);
        }

        lots.AddRange(LotHeap.All(_heap).OrderBy(held => held.Order).Select(held => held.Lot));
        return [.. lots.OrderBy(lot => lot.AcquiredAt)]; // Stable, so that the order of booking stays.
    }

    /// <summary>A row that grows at its end. Whoever stands at the end appends in place; another version standing there, too, takes a copy.</summary>
    private sealed class Row
    {
        private const int Smallest = 8;

        private int _used;

        public Row(Row? from, int head, int count, Lot last)
        {
            Lots = new Lot[Math.Max(Smallest, (count + 1) * 2)];
            if (from is not null)
            {
                Array.Copy(from.Lots, head, Lots, 0, count);
            }

            Lots[count] = last;
            _used = count + 1;
        }

        public Lot[] Lots { get; }

        public bool TryAppend(int tail, Lot lot)
        {
            if (tail >= Lots.Length || Interlocked.CompareExchange(ref _used, tail + 1, tail) != tail)
            {
                return false;
            }

            Lots[tail] = lot;
            return true;
        }
    }
}
