using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// All lots and debts of a user under one set of rules, after so many ledger lines. Books never change: recording a line gives the next books and what the line
/// did, in O(log n) of the lots held, so that any state can be kept as a checkpoint to start again from when something arrives late.
/// </summary>
public sealed class CostBooks
{
    internal CostBooks(
        CostRules rules,
        CostMethod method,
        ImmutableDictionary<BookKey, LotBook> lots,
        ImmutableDictionary<BookKey, LotBook> debts,
        ImmutableDictionary<BookKey, LotBook> transit,
        ImmutableDictionary<string, decimal> moved)
    {
        Rules = rules;
        Method = method;
        ByPlace = lots;
        Debts = debts;
        Transit = transit;
        Moved = moved;
    }

    public CostRules Rules { get; }

    /// <summary>The method in force at the last line.</summary>
    public CostMethod Method { get; }

    /// <summary>The lots of each asset in each place.</summary>
    public ImmutableDictionary<BookKey, LotBook> ByPlace { get; }

    /// <summary>What is owed, at the value at which it was taken on.</summary>
    public ImmutableDictionary<BookKey, LotBook> Debts { get; }

    /// <summary>Lots on their way between two accounts of the user; their place is the withdrawal's account, slash, id.</summary>
    public ImmutableDictionary<BookKey, LotBook> Transit { get; }

    /// <summary>What one half of a transfer has moved and the other half has not yet confirmed; negative where the arrival was booked first.</summary>
    internal ImmutableDictionary<string, decimal> Moved { get; }

    public static CostBooks Empty(CostRules rules) => new(
        rules,
        rules.MethodAt(DateTimeOffset.MinValue),
        ImmutableDictionary<BookKey, LotBook>.Empty,
        ImmutableDictionary<BookKey, LotBook>.Empty,
        ImmutableDictionary<BookKey, LotBook>.Empty,
        ImmutableDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>Every lot of an asset, wherever it lies: quantity and cost in total.</summary>
    public (decimal Quantity, decimal Cost) HeldOf(Asset asset)
    {
        var books = ByPlace.Where(place => place.Key.Asset == asset).Select(place => place.Value).ToList();
        return (books.Sum(book => book.Quantity), books.Sum(book => book.TotalCost));
    }

    /// <summary>The books after one line more, and what it did to them. Lines come in the ledger's order.</summary>
    /// <param name="entry">A line with a transaction.</param>
    /// <param name="priceAt">Prices in the rules' currency.</param>
    /// <param name="pairs">Withdrawals and deposits that are halves of one transfer.</param>
    /// <exception cref="ArgumentException">The line has no transaction.</exception>
    public (CostBooks Next, ImmutableArray<Booking> Made) Record(LedgerEntry entry, PriceAt priceAt, TransferIndex? pairs = null)
    {
        if (entry.Transaction is not { } transaction)
        {
            throw new ArgumentException($"{entry.Id} has no transaction to record.", nameof(entry));
        }

        return new EntryRecorder(Under(Rules.MethodAt(transaction.At)), entry, transaction, priceAt, pairs ?? TransferIndex.Empty).Record();
    }

    /// <summary>The whole of a ledger, from the beginning.</summary>
    /// <param name="known">As <see cref="LedgerHistory.Known"/> gives it: in order, corrections applied.</param>
    public static Bookkeeping Keep(IReadOnlyCollection<LedgerEntry> known, CostRules rules, PriceAt priceAt)
    {
        var pairs = TransferIndex.Of(TransferMatching.Match(known));
        var books = Empty(rules);
        var made = ImmutableArray.CreateBuilder<Booking>(known.Count * 2);
        foreach (var entry in known)
        {
            (books, var bookings) = books.Record(entry, priceAt, pairs);
            made.AddRange(bookings);
        }

        return new Bookkeeping(books, made.DrainToImmutable());
    }

    internal CostBooks Under(CostMethod method) => method == Method ? this : new CostBooks(
        Rules, method, Switched(ByPlace, method), Switched(Debts, method), Switched(Transit, method), Moved);

    private static ImmutableDictionary<BookKey, LotBook> Switched(ImmutableDictionary<BookKey, LotBook> books, CostMethod method) =>
        books.ToImmutableDictionary(book => book.Key, book => book.Value.Under(method));
}

/// <summary>Books, and everything that led to them.</summary>
public sealed record Bookkeeping(CostBooks Books, ImmutableArray<Booking> Made);

/// <summary>One asset in one place.</summary>
/// <param name="Place">The account, slash, the wallet; the account alone; or nothing, as <see cref="LotScope"/> says.</param>
public readonly record struct BookKey(Asset Asset, string Place)
{
    internal static BookKey For(LotScope scope, Asset asset, string accountId, WalletKind? wallet) => new(asset, scope switch
    {
        LotScope.Pool => "",
        LotScope.Account => accountId,
        _ => wallet is { } kind ? $"{accountId}/{kind}" : $"{accountId}/?",
    });
}

/// <summary>Which lines are halves of one transfer between two accounts of the user.</summary>
public sealed class TransferIndex
{
    private readonly Dictionary<(string Account, string Id), TransferPair> _pairs;

    private TransferIndex(Dictionary<(string, string), TransferPair> pairs) => _pairs = pairs;

    public static TransferIndex Empty { get; } = new([]);

    public static TransferIndex Of(IEnumerable<TransferPair> pairs)
    {
        Dictionary<(string, string), TransferPair> index = [];
        foreach (var pair in pairs)
        {
            index[(pair.Sent.AccountId, pair.Sent.Id)] = pair;
            index[(pair.Arrived.AccountId, pair.Arrived.Id)] = pair;
        }

        return new TransferIndex(index);
    }

    public TransferPair? PairOf(LedgerEntry entry) => _pairs.GetValueOrDefault((entry.AccountId, entry.Id));
}
