using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>What both twins refuse, and what both keep of a transaction.</summary>
internal static class TransactionRules
{
    private const int LongestName = 500; // UTF-16 units. An entry of an index holds 2,700 bytes.
    private const int LongestList = 10_000;

    public static void Check(string userId, string accountId, ImmutableArray<Transaction> transactions, HistoryMark? mark)
    {
        StoredText.CheckName(userId);
        StoredText.CheckName(accountId);
        Require(!transactions.IsDefault, "There is no list of transactions.");
        foreach (var transaction in transactions)
        {
            CheckKey(transaction.Id);
            StoredText.Check(transaction.Reference);
            Require(!transaction.Legs.IsDefault, $"The transaction \"{transaction.Id}\" has no list of legs.");
            foreach (var leg in transaction.Legs)
            {
                CheckAsset(transaction, leg.Change.Asset);
            }

            if (transaction.Trade is { } trade)
            {
                StoredText.CheckName(trade.Instrument);
                StoredText.Check(trade.OrderId);
                CheckAsset(transaction, trade.Symbol.Base);
                CheckAsset(transaction, trade.Symbol.Quote);
            }
        }

        if (mark is not null)
        {
            CheckKey(mark.History);
            ArgumentNullException.ThrowIfNull(mark.Cursor);
            StoredText.Check(mark.Cursor);
        }
    }

    public static void Check(string userId, ImmutableArray<LedgerLine> lines)
    {
        StoredText.CheckName(userId);
        Require(!lines.IsDefault, "There is no list of lines.");
        foreach (var line in lines)
        {
            Check(userId, line.AccountId, [line.Transaction], mark: null);
            StoredText.Check(line.Reason);
            if (line.Corrects is { } corrected)
            {
                CheckKey(corrected);
            }

            Require(!line.IsVoid || line.Corrects is not null, $"The line \"{line.Transaction.Id}\" is void and corrects nothing.");
        }
    }

    public static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestList);
    }

    public static void Check(TransactionFilter filter)
    {
        CheckLimit(filter.Limit);
        StoredText.Check(filter.Before?.AccountId);
        StoredText.Check(filter.Before?.Id);
    }

    /// <summary>The first of each account's ids, its time as it can be kept.</summary>
    public static ImmutableArray<LedgerLine> Kept(IEnumerable<LedgerLine> lines) =>
    [
        .. lines.DistinctBy(line => (line.AccountId, line.Transaction.Id))
            .Select(line => line with { Transaction = line.Transaction with { At = StoredTime.Of(line.Transaction.At) } }),
    ];

    public static HistoryMark Kept(HistoryMark mark) => mark with { Oldest = StoredTime.Of(mark.Oldest), At = StoredTime.Of(mark.At) };

    /// <summary>Those of its legs and of the pair that was traded.</summary>
    public static IEnumerable<Asset> AssetsOf(Transaction transaction)
    {
        var legs = transaction.Legs.Select(leg => leg.Change.Asset);
        return transaction.Trade is { Symbol: var symbol } ? [.. legs, symbol.Base, symbol.Quote] : legs;
    }

    public static KeyNotFoundException Missing(string userId, string accountId) => new($"The user \"{userId}\" has no account \"{accountId}\".");

    private static void CheckKey(string text)
    {
        StoredText.CheckName(text);
        Require(text.Length <= LongestName, $"\"{text}\" is longer than {LongestName} characters.");
    }

    private static void CheckAsset(Transaction transaction, Asset asset)
    {
        Require(!asset.IsNone, $"An asset of the transaction \"{transaction.Id}\" is none.");
        StoredText.Check(asset.Code);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
