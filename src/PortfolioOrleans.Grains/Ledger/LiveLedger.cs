using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// A ledger in memory: its lines, the prices of its past, and its books by each method that was asked for. What comes at the end is booked on, whatever came before; what
/// comes late, corrects, or gives an earlier line a price is booked again from there. Belongs to one activation.
/// </summary>
internal sealed class LiveLedger(Asset currency)
{
    private readonly KnownTransfers _transfers = new();
    private readonly Dictionary<CostMethod, KeptBooks> _books = [];
    private int _unbookedFrom; // Where the first line stands that the books do not know as it is.
    private BooksReading? _lastReading; // Of an earlier time or knowledge: a list is asked for page by page.
    private LedgerView? _lastView;

    public KnownLines Lines { get; } = new();

    public PastPrices Prices { get; } = new(currency);

    public void Take(IEnumerable<LedgerEntry> recorded)
    {
        var before = Lines.Standing.Count;
        var first = Lines.Take(recorded);
        if (first < before || Lines.Standing.Count != before)
        {
            _unbookedFrom = Math.Min(_unbookedFrom, first);
            _lastView = null;
        }
    }

    public void TakePrices(IEnumerable<DailyPrice> prices)
    {
        DateTimeOffset? changed = null;
        foreach (var price in prices)
        {
            var since = Prices.TakeDay(price.Asset, price.Day, price.Usd);
            changed = changed is null || since < changed ? since ?? changed : changed;
        }

        if (changed is { } earliest)
        {
            _unbookedFrom = Math.Min(_unbookedFrom, Places.FirstAt(Lines.Standing, earliest));
            _lastView = null;
        }
    }

    /// <summary>The books of a view: those that are kept, or for an earlier time or knowledge others, made for this question alone.</summary>
    public BooksReading Read(LedgerView view)
    {
        Book();
        if (view.AsOf is null && view.KnownAt is null)
        {
            return new BooksReading(view.Method, currency, KeptUnder(view.Method), Lines.Standing, Prices.Pegged);
        }

        var asked = view with { Explain = false };
        if (asked != _lastView)
        {
            var lines = LedgerHistory.AsOf(Lines.All, view.AsOf ?? DateTimeOffset.MaxValue, view.KnownAt);
            var books = new KeptBooks(CostRules.For(currency, view.Method));
            books.Follow(lines, 0, TransferIndex.Of(TransferMatching.Match(lines)), Prices.At);
            (_lastView, _lastReading) = (asked, new BooksReading(view.Method, currency, books, lines, Prices.Pegged));
        }

        return _lastReading!;
    }

    private void Book()
    {
        var standing = Lines.Standing;
        Prices.TakeFills(standing, _unbookedFrom);
        var first = _transfers.Match(standing, _unbookedFrom);
        foreach (var books in _books.Values)
        {
            books.Follow(standing, first, _transfers.Index, Prices.At);
        }

        _unbookedFrom = standing.Count;
    }

    private KeptBooks KeptUnder(CostMethod method)
    {
        if (!_books.TryGetValue(method, out var books))
        {
            _books[method] = books = new KeptBooks(CostRules.For(currency, method));
            books.Follow(Lines.Standing, 0, _transfers.Index, Prices.At);
        }

        return books;
    }
}
