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
    /// <summary>More books than these are not kept: whoever tries all methods should not fill the memory with them.</summary>
    private const int MostBooks = 4;

    private readonly KnownTransfers _transfers = new();
    private readonly List<(CostMethod Method, LotScope Lots, KeptBooks Books)> _books = []; // Those asked for last stand last.
    private int _unbookedFrom; // Where the first line stands that the books do not know as it is.
    private bool _isBehind; // Whether anything changed since the books were made.
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
            _isBehind = true;
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
            _isBehind = true;
            _lastView = null;
        }
    }

    /// <summary>Whether the books of a view are kept up, so that reading them costs nothing.</summary>
    public bool Keeps(LedgerView view) => _books.Exists(kept => kept.Method == view.Method && kept.Lots == view.Lots);

    /// <summary>The books of a view: those that are kept, or for an earlier time or knowledge others, made for this question alone.</summary>
    public BooksReading Read(LedgerView view)
    {
        Book();
        if (view.AsOf is null && view.KnownAt is null)
        {
            return new BooksReading(view, currency, KeptUnder(view.Method, view.Lots), Lines.Standing, Lines, Prices.Pegged);
        }

        var asked = view with { Explain = false };
        if (asked != _lastView)
        {
            var lines = LedgerHistory.AsOf(Lines.All, view.AsOf ?? DateTimeOffset.MaxValue, view.KnownAt);
            var books = new KeptBooks(RulesOf(view.Method, view.Lots));
            books.Follow(lines, 0, TransferIndex.Of(TransferMatching.Match(lines)), Prices.At);
            (_lastView, _lastReading) = (asked, new BooksReading(view, currency, books, lines, Lines, Prices.Pegged));
        }

        return _lastReading! with { View = view };
    }

    private CostRules RulesOf(CostMethod method, LotScope lots) => CostRules.For(currency, method) with { Scope = lots };

    private void Book()
    {
        if (!_isBehind)
        {
            return;
        }

        var standing = Lines.Standing;
        Prices.TakeFills(standing, _unbookedFrom);
        var first = _transfers.Match(standing, _unbookedFrom);
        foreach (var kept in _books)
        {
            kept.Books.Follow(standing, first, _transfers.Index, Prices.At);
        }

        (_unbookedFrom, _isBehind) = (standing.Count, false);
    }

    private KeptBooks KeptUnder(CostMethod method, LotScope lots)
    {
        var place = _books.FindIndex(kept => kept.Method == method && kept.Lots == lots);
        var books = place >= 0 ? _books[place].Books : new KeptBooks(RulesOf(method, lots));
        if (place >= 0)
        {
            _books.RemoveAt(place);
        }
        else
        {
            books.Follow(Lines.Standing, 0, _transfers.Index, Prices.At);
        }

        _books.Add((method, lots, books));
        if (_books.Count > MostBooks)
        {
            _books.RemoveAt(0);
        }

        return books;
    }
}
