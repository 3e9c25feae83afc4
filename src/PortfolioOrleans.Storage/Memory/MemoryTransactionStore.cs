using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryTransactionStore(MemoryDatabase database, TimeProvider clock) : ITransactionStore
{
    private readonly Dictionary<string, AccountLedger> _accounts = [];
    private readonly Dictionary<string, TransactionList> _users = [];

    public Task<int> AppendAsync(
        string userId, string accountId, ImmutableArray<Transaction> transactions, HistoryMark? mark, CancellationToken cancellationToken)
    {
        TransactionRules.Check(userId, accountId, transactions, mark);
        return database.RunAsync(
            () =>
            {
                var added = Append(userId, accountId, TransactionRules.Kept(transactions.Select(transaction => new LedgerLine(accountId, transaction))));
                if (mark is not null)
                {
                    _accounts[accountId].Marks[mark.History] = TransactionRules.Kept(mark);
                }

                return added;
            },
            cancellationToken);
    }

    public Task<int> AddAsync(string userId, ImmutableArray<LedgerLine> lines, CancellationToken cancellationToken)
    {
        TransactionRules.Check(userId, lines);
        return database.RunAsync(
            () =>
            {
                var accounts = TransactionRules.Kept(lines).GroupBy(line => line.AccountId, StringComparer.Ordinal).ToList();
                foreach (var account in accounts)
                {
                    ThrowIfNotOf(userId, account.Key);
                }

                return accounts.Sum(account => Append(userId, account.Key, account));
            },
            cancellationToken);
    }

    public Task<ImmutableArray<HistoryMark>> LoadMarksAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync<ImmutableArray<HistoryMark>>(() => [.. LedgerOf(accountId).Marks.Values], cancellationToken);

    public Task<ImmutableArray<Asset>> ListAssetsAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync<ImmutableArray<Asset>>(() => [.. LedgerOf(accountId).Assets], cancellationToken);

    public Task<ImmutableArray<StoredTransaction>> ListAsync(string userId, TransactionFilter filter, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        TransactionRules.Check(filter);
        return database.RunAsync<ImmutableArray<StoredTransaction>>(
            () => _users.TryGetValue(userId, out var list)
                ? [.. list.After(filter.Before).Where(row => Takes(filter, row)).Take(filter.Limit)]
                : [],
            cancellationToken);
    }

    public Task<ImmutableArray<StoredTransaction>> ListRecordedAsync(
        string userId, RecordedPlace after, int limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        TransactionRules.CheckLimit(limit);
        return database.RunAsync<ImmutableArray<StoredTransaction>>(
            () => _users.TryGetValue(userId, out var list) ? [.. list.RecordedAfter(after).Take(limit)] : [],
            cancellationToken);
    }

    public Task<long> CountAsync(string accountId, CancellationToken cancellationToken) =>
        database.RunAsync(() => (long)LedgerOf(accountId).Ids.Count, cancellationToken);

    private int Append(string userId, string accountId, IEnumerable<LedgerLine> lines)
    {
        ThrowIfNotOf(userId, accountId);
        var ledger = _accounts.TryGetValue(accountId, out var known) ? known : _accounts[accountId] = new AccountLedger();
        var list = _users.TryGetValue(userId, out var listed) ? listed : _users[userId] = new TransactionList();
        var recordedAt = StoredTime.Of(clock.GetUtcNow());
        var added = 0;
        foreach (var line in lines.Where(line => ledger.Ids.Add(line.Transaction.Id)))
        {
            list.Add(new StoredTransaction(accountId, line.Transaction, recordedAt, line.Corrects, line.Reason, line.IsVoid));
            ledger.Assets.UnionWith(TransactionRules.AssetsOf(line.Transaction));
            added++;
        }

        return added;
    }

    private void ThrowIfNotOf(string userId, string accountId)
    {
        if (database.Accounts.GetValueOrDefault(accountId).Account?.UserId != userId)
        {
            throw TransactionRules.Missing(userId, accountId);
        }
    }

    private static bool Takes(TransactionFilter filter, StoredTransaction row) =>
        (filter.AccountId is null || row.AccountId == filter.AccountId)
        && (filter.Since is null || row.Transaction.At >= filter.Since)
        && (filter.Until is null || row.Transaction.At < filter.Until)
        && (filter.Symbol is null || row.Transaction.Trade?.Symbol == filter.Symbol)
        && (filter.Kinds is not { IsDefault: false } kinds || kinds.Contains(row.Transaction.Kind));

    private AccountLedger LedgerOf(string accountId) => _accounts.GetValueOrDefault(accountId) ?? new AccountLedger();

    private sealed class AccountLedger
    {
        public HashSet<string> Ids { get; } = [];

        public SortedSet<Asset> Assets { get; } = [];

        public SortedDictionary<string, HistoryMark> Marks { get; } = new(Comparer<string>.Create(StoredText.CompareBytes));
    }
}
