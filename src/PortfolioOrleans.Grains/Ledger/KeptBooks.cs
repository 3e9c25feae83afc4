using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Pnl;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// The books of a ledger under one set of rules, after its lines so far, with all that they made. What comes at the end is booked on; what comes late is booked again
/// from the last checkpoint before it. Belongs to one activation.
/// </summary>
internal sealed class KeptBooks(CostRules rules)
{
    /// <summary>A checkpoint for each so many lines. Books share what they have in common, so one costs little.</summary>
    private const int Stride = 1_000;

    private readonly BookedDays _days = new(rules);
    private readonly List<(int Bookings, int Trips)> _ends = []; // Behind the last of each line.
    private readonly List<(CostBooks Books, FuturesPositions Positions)> _checkpoints = [(CostBooks.Empty(rules), FuturesPositions.Empty)]; // Before line 0, Stride, 2 x Stride ...
    private readonly SortedDictionary<int, string> _unbooked = [];
    private FuturesPositions _positions = FuturesPositions.Empty;

    public CostBooks Books { get; private set; } = CostBooks.Empty(rules);

    /// <summary>What the lines made, and what it comes to.</summary>
    public BookedDays Days => _days;

    public IReadOnlyList<Booking> Made => _days.Made;

    /// <summary>Ids of lines whose amounts fit no sum. They are left out.</summary>
    public IEnumerable<string> Unbooked => _unbooked.Values;

    /// <summary>How many lines were booked, those of another start included; what an append costs shows in it.</summary>
    public long Booked { get; private set; }

    /// <summary>What the line at a place made.</summary>
    public IEnumerable<Booking> MadeBy(int line)
    {
        for (var i = line == 0 ? 0 : _ends[line - 1].Bookings; i < _ends[line].Bookings; i++)
        {
            yield return Made[i];
        }
    }

    /// <summary>Books what is new.</summary>
    /// <param name="firstChanged">Where the lines first differ from the last time.</param>
    public void Follow(IReadOnlyList<LedgerEntry> standing, int firstChanged, TransferIndex transfers, PriceAt priceAt)
    {
        if (firstChanged < _ends.Count)
        {
            GoBack(firstChanged);
        }

        for (var i = _ends.Count; i < standing.Count; i++)
        {
            if (i == _checkpoints.Count * Stride)
            {
                _checkpoints.Add((Books, _positions));
            }

            Book(standing[i], i, transfers, priceAt);
        }
    }

    private void Book(LedgerEntry entry, int line, TransferIndex transfers, PriceAt priceAt)
    {
        try
        {
            var (books, made) = Books.Record(entry, priceAt, transfers);
            var (positions, ended) = _positions.With(entry, made);
            _days.Take(entry.Transaction!.At, made, ended);
            (Books, _positions) = (books, positions);
        }
        catch (OverflowException)
        {
            _unbooked[line] = entry.Id;
        }

        _ends.Add((_days.Made.Count, _days.Trips.Count));
        Booked++;
    }

    private void GoBack(int line)
    {
        var checkpoint = line / Stride;
        var start = checkpoint * Stride;
        _checkpoints.RemoveRange(checkpoint + 1, _checkpoints.Count - checkpoint - 1);
        (Books, _positions) = _checkpoints[checkpoint];
        var (bookings, trips) = start == 0 ? (0, 0) : _ends[start - 1];
        _days.GoBack(bookings, trips);
        _ends.RemoveRange(start, _ends.Count - start);
        foreach (var gone in _unbooked.Keys.Where(place => place >= start).ToList())
        {
            _unbooked.Remove(gone);
        }
    }
}
