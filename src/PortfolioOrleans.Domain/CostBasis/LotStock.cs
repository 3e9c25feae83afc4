namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// The lots of a book in the order in which they leave. What arrives in the order of its time under FIFO is appended to a row that all later versions share,
/// at O(1) as a rule (the row doubles when it is full); anything else lies in a heap, at O(log n). A stock never changes: each act gives the next one. The default
/// value is an empty stock.
/// </summary>
internal readonly struct LotStock
{
    private readonly Row? _row;
    private readonly int _head;
    private readonly int _tail; // One behind the last lot of this version; others may have appended beyond it.
    private readonly bool _isApart; // Another version went on in the row from here, so this one goes on in the heap.
    private readonly Lot? _begun; // What is left of the lot at the head, where some of it has left.
    private readonly LotHeap? _heap;

    private LotStock(Row? row, int head, int tail, Lot? begun, LotHeap? heap, bool isApart)
    {
        _isApart = isApart;
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
        // The heap's lots were booked before any that the row takes later, so a row that is empty stays so while the heap holds some.
        var inOrder = _head < _tail ? lot.AcquiredAt >= _row!.Lots[_tail - 1].AcquiredAt : _heap is null;
        if (method is CostMethod.Lifo or CostMethod.Hifo || _isApart || !inOrder)
        {
            return new LotStock(_row, _head, _tail, _begun, LotHeap.With(_heap, lot, order, method), _isApart);
        }

        if (_row is { } row && _tail < row.Lots.Length)
        {
            return row.TryAppend(_tail, lot)
                ? new LotStock(row, _head, _tail + 1, _begun, _heap, false)
                : new LotStock(row, _head, _tail, _begun, LotHeap.With(_heap, lot, order, method), true);
        }

        var held = _tail - _head;
        var next = new Row(_row, _head, held, lot);
        return new LotStock(next, 0, held + 1, _begun, _heap, false);
    }

    public LotStock WithoutNext() => HeapLeads
        ? new LotStock(_row, _head, _tail, _begun, _heap!.WithoutTop(), _isApart)
        : new LotStock(_row, _head + 1, _tail, null, _heap, _isApart);

    /// <summary>The same lot with less in it: its place does not change.</summary>
    public LotStock WithNext(Lot lessened) => HeapLeads
        ? new LotStock(_row, _head, _tail, _begun, _heap!.WithTop(lessened), _isApart)
        : new LotStock(_row, _head, _tail, lessened, _heap, _isApart);

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

    /// <summary>A row that grows at its end. Whoever stands at its end appends in place; another version that stands there, too, cannot.</summary>
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
            if (Interlocked.CompareExchange(ref _used, tail + 1, tail) != tail)
            {
                return false;
            }

            Lots[tail] = lot;
            return true;
        }
    }
}
