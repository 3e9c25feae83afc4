using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Batching;
using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>Tables transactions (a partition for each month), transaction_ids, transaction_assets and history_marks.</summary>
internal sealed class PostgresTransactionStore : ITransactionStore, IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly TimeProvider _clock;
    private readonly MonthPartitions _months;
    private readonly GroupCommit<LedgerAppend, string, int?> _appends;

    public PostgresTransactionStore(PostgresDatabase database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        _months = new MonthPartitions(database, "make_transaction_month");
        _appends = new GroupCommit<LedgerAppend, string, int?>(append => append.AccountId, append => append.Bytes, appends => AppendAllAsync(appends, GroupCommit.RowByRow));
    }

    public async Task<int> AppendAsync(
        string userId, string accountId, ImmutableArray<Transaction> transactions, HistoryMark? mark, CancellationToken cancellationToken)
    {
        TransactionRules.Check(userId, accountId, transactions, mark);
        var append = new LedgerAppend(
            userId, accountId, TransactionRules.Kept(transactions.Select(transaction => new LedgerLine(accountId, transaction))),
            mark is null ? null : TransactionRules.Kept(mark), StoredTime.Of(_clock.GetUtcNow()));
        try
        {
            return await _appends.WriteAsync(append, cancellationToken) ?? throw TransactionRules.Missing(userId, accountId);
        }
        catch (KeyNotFoundException)
        {
            throw TransactionRules.Missing(userId, accountId);
        }
    }

    public async Task<int> AddAsync(string userId, ImmutableArray<LedgerLine> lines, CancellationToken cancellationToken)
    {
        TransactionRules.Check(userId, lines);
        var recordedAt = StoredTime.Of(_clock.GetUtcNow());
        var appends = TransactionRules.Kept(lines).GroupBy(line => line.AccountId, StringComparer.Ordinal)
            .Select(account => new LedgerAppend(userId, account.Key, [.. account], Mark: null, recordedAt))
            .ToList();
        if (appends.Count == 0)
        {
            return 0;
        }

        var added = await AppendAllAsync(appends, PostgresErrors.ToCallersError);
        return added.Any(count => count is null)
            ? throw TransactionRules.Missing(userId, appends[added.ToList().IndexOf(null)].AccountId)
            : added.Sum(count => count!.Value);
    }

    public async Task<ImmutableArray<HistoryMark>> LoadMarksAsync(string accountId, CancellationToken cancellationToken) =>
    [
        .. await _database.ReadAsync(
            Scope.Service, ReadMark,
            new Sql("SELECT history, cursor, is_complete, done, of_about, oldest, at FROM history_marks WHERE account_id = $1 ORDER BY history", accountId),
            cancellationToken),
    ];

    public async Task<ImmutableArray<Asset>> ListAssetsAsync(string accountId, CancellationToken cancellationToken)
    {
        var assets = await _database.ReadAsync(
            Scope.Service, row => Asset.Parse(row.GetString(0)), new Sql("SELECT asset FROM transaction_assets WHERE account_id = $1", accountId),
            cancellationToken);
        return [.. assets.Order()];
    }

    public async Task<ImmutableArray<StoredTransaction>> ListAsync(string userId, TransactionFilter filter, CancellationToken cancellationToken)
    {
        TransactionRules.Check(filter);
        return [.. await _database.ReadAsync(Scope.Of(userId), TransactionRows.Read, TransactionQuery.Of(userId, filter), cancellationToken)];
    }

    public async Task<ImmutableArray<StoredTransaction>> ListRecordedAsync(
        string userId, RecordedPlace after, int limit, CancellationToken cancellationToken)
    {
        TransactionRules.CheckLimit(limit);
        var statement = new Sql(
            $"""
             SELECT {TransactionRows.Columns}
             FROM transactions
             WHERE user_id = $1 AND (recorded_at, account_id, id) > ($2, $3, $4)
             ORDER BY recorded_at, account_id, id
             LIMIT $5
             """,
            userId, StoredTime.AtOrAfter(after.RecordedAt), after.AccountId, after.Id, limit);
        return [.. await _database.ReadAsync(Scope.Of(userId), TransactionRows.Read, statement, cancellationToken)];
    }

    public async Task<long> CountAsync(string accountId, CancellationToken cancellationToken)
    {
        var counted = await _database.ReadAsync(
            Scope.Service, row => row.GetInt64(0), new Sql("SELECT count(*) FROM transaction_ids WHERE account_id = $1", accountId), cancellationToken);
        return counted.Sum();
    }

    public ValueTask DisposeAsync() => _appends.DisposeAsync();

    /// <returns>How many were new; null where the user has no such account.</returns>
    private async Task<IReadOnlyList<int?>> AppendAllAsync(IReadOnlyList<LedgerAppend> appends, Func<PostgresException, Exception> onRefusal)
    {
        await _months.PrepareAsync(appends.SelectMany(append => append.Lines).Select(line => line.Transaction.At));

        // The accounts are locked by a statement of their own, in one order: the next one then sees all that another service appended before.
        var owned = new Sql(
            """
            SELECT a.id, 0::bigint FROM accounts a
            JOIN unnest($1, $2) AS own (id, user_id) ON a.id = own.id AND a.user_id = own.user_id
            ORDER BY a.id FOR NO KEY UPDATE OF a
            """,
            appends.Select(append => append.AccountId).ToArray(), appends.Select(append => append.UserId).ToArray());
        var answers = await _database.RepeatAsync(
            Scope.Service, row => (Account: row.GetString(0), New: row.GetInt64(1)), [owned, TransactionRows.Append(appends)],
            CancellationToken.None, onRefusal);

        var added = answers.GroupBy(answer => answer.Account).ToDictionary(account => account.Key, account => (int)account.Sum(answer => answer.New));
        return [.. appends.Select(append => added.TryGetValue(append.AccountId, out var count) ? count : (int?)null)];
    }

    private static HistoryMark ReadMark(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetBoolean(2),
        row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetInt32(4),
        row.GetFieldValue<DateTimeOffset?>(5),
        row.GetFieldValue<DateTimeOffset>(6));
}
