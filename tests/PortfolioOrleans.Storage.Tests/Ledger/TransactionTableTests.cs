using System.Collections.Immutable;
using Npgsql;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Ledger;

/// <summary>What PostgreSQL itself holds the ledger to.</summary>
[Collection(TestServer.Name)]
public sealed class TransactionTableTests(TestServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset August = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;
    private PostgresTransactionStore _ledger = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _test = await server.CreateAsync();
        await _test.ExecuteAsync("""
            SET search_path = portfolio;
            INSERT INTO users VALUES ('alice', '', now());
            INSERT INTO accounts VALUES
                ('acc-1', 'alice', 'okx', '', 'key', false, false, now()), ('acc-2', 'alice', 'okx', '', 'another key', false, false, now())
            """);
        _database = new PostgresDatabase(_test.Logins.Service);
        _ledger = new PostgresTransactionStore(_database, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("UPDATE {0} SET user_id = user_id")]
    [InlineData("UPDATE {0} SET account_id = 'acc-2'")]
    [InlineData("DELETE FROM {0}")]
    [InlineData("TRUNCATE {0}")]
    [InlineData("DROP TABLE {0}")]
    [InlineData("ALTER TABLE {0} DISABLE ROW LEVEL SECURITY")]
    public async Task No_role_of_the_service_changes_or_deletes_a_transaction(string statement)
    {
        await AppendAsync(Fee("1", August));
        foreach (var role in new[] { DatabaseRoles.App, DatabaseRoles.System })
        {
            foreach (var table in new[] { "transactions", "transaction_ids", "transaction_assets", "transactions_2026_08", "transactions_rest" })
            {
                var error = await Assert.ThrowsAsync<PostgresException>(() => _test.ExecuteAsync($"""
                    SET search_path = portfolio;
                    SELECT set_config('portfolio.user_id', 'alice', false);
                    SET ROLE {role};
                    {string.Format(statement, table)}
                    """));

                Assert.Equal((PostgresErrorCodes.InsufficientPrivilege, role, table), (error.SqlState, role, table));
            }
        }

        Assert.Single(await _ledger.ListAsync("alice", new(), None));
    }

    [Fact]
    public async Task A_user_appends_through_the_store_alone()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => _test.ExecuteAsync("""
            SET search_path = portfolio;
            SELECT set_config('portfolio.user_id', 'alice', false);
            SET ROLE portfolio_app;
            INSERT INTO transaction_ids VALUES ('acc-1', 'forged', 'alice')
            """));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task A_month_gets_its_partition_with_its_first_row_and_an_absurd_time_none()
    {
        await AppendAsync(
            Fee("1", August.AddTicks(-10)), Fee("2", August), Fee("3", DateTimeOffset.MinValue.AddDays(1)),
            Fee("4", new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)));

        Assert.Equal(
            [("transactions_2026_07", 1L), ("transactions_2026_08", 1L), ("transactions_2026_09", 0L), ("transactions_rest", 2L)], await PartitionsAsync());
        Assert.Equal(["4", "2", "1", "3"], (await _ledger.ListAsync("alice", new(), None)).Select(row => row.Transaction.Id));
    }

    [Fact]
    public async Task A_row_whose_partition_cannot_be_made_lands_in_the_rest_and_moves_later()
    {
        await _test.ExecuteAsync("REVOKE EXECUTE ON FUNCTION portfolio.make_transaction_month FROM portfolio_system");
        await AppendAsync(Fee("1", August), Fee("2", August.AddDays(1)));
        Assert.Equal([("transactions_rest", 2L)], await PartitionsAsync());

        await _test.ExecuteAsync("GRANT EXECUTE ON FUNCTION portfolio.make_transaction_month TO portfolio_system");
        await AppendAsync(Fee("3", August.AddDays(2)), Fee("1", August.AddDays(2)));

        Assert.Equal([("transactions_2026_08", 3L), ("transactions_2026_09", 0L), ("transactions_rest", 0L)], await PartitionsAsync());
        Assert.Equal(["3", "2", "1"], (await _ledger.ListAsync("alice", new(), None)).Select(row => row.Transaction.Id));
    }

    [Fact]
    public async Task Services_that_append_one_page_together_add_it_once()
    {
        await using var second = new PostgresDatabase(_test.Logins.Service);
        await using var others = new PostgresTransactionStore(second, TimeProvider.System);
        Transaction[] page = [.. Enumerable.Range(0, 200).Select(i => Fee($"{i}", August.AddDays(i)))];

        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            (i % 2 == 0 ? _ledger : others).AppendAsync("alice", "acc-1", [.. i % 3 == 0 ? page : page.Reverse()], mark: null, None)));

        Assert.Equal(200, added.Sum());
        Assert.Equal(200, await _ledger.CountAsync("acc-1", None));
        Assert.Equal(200, (await PartitionsAsync()).Sum(partition => partition.Rows));
    }

    [Fact]
    public async Task Transactions_whose_mark_cannot_be_written_are_not_there_either()
    {
        var mark = new HistoryMark("fees", "page 1", IsComplete: false, Done: 1, OfAbout: null, Oldest: null, August);
        await _test.ExecuteAsync("REVOKE INSERT ON portfolio.history_marks FROM portfolio_system");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _ledger.AppendAsync("alice", "acc-1", [Fee("1", August)], mark, None));

        Assert.Equal((0, 0), (await _ledger.CountAsync("acc-1", None), (await _ledger.ListAsync("alice", new(), None)).Length));
        Assert.Empty(await _ledger.ListAssetsAsync("acc-1", None));
        await _test.ExecuteAsync("GRANT INSERT ON portfolio.history_marks TO portfolio_system");
        Assert.Equal(1, await _ledger.AppendAsync("alice", "acc-1", [Fee("1", August)], mark, None));
    }

    [Fact]
    public async Task A_page_is_held_against_its_new_ids_by_hash_and_not_each_against_each()
    {
        var append = TransactionRows.Append([new LedgerAppend("alice", "acc-1", [new LedgerLine("acc-1", Fee("1", August))], Mark: null, August)]);

        var plan = await _database.ReadAsync(Scope.Service, row => row.GetString(0), append with { Text = $"EXPLAIN {append.Text}" }, None);

        Assert.Contains(plan, line => line.Contains("Hash Cond", StringComparison.Ordinal) && line.Contains("= fresh.id", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("leg_changes = ARRAY[1e29]")]
    [InlineData("leg_changes = ARRAY['NaN'::numeric]")]
    [InlineData("kind = 'Miracle'")]
    [InlineData("wallet = 'Sock'")]
    [InlineData("instrument = 'I', base = 'BTC', quote = 'USDT', side = 'Buy', quantity = 1, price = 79228162514264337593543950336")]
    public async Task A_row_that_this_program_cannot_hold_is_an_error_that_names_it(string change)
    {
        await AppendAsync(Fee("good", August), Fee("bad", August));
        await _test.ExecuteAsync($"UPDATE portfolio.transactions SET {change} WHERE id = 'bad'");

        var error = await Assert.ThrowsAsync<RowUnreadableException>(() => _ledger.ListAsync("alice", new(), None));

        Assert.Contains("\"bad\" of account \"acc-1\"", error.Message);
        Assert.Single(await _ledger.ListAsync("alice", new(Before: new(August, "acc-1", "bad")), None));
    }

    [Theory]
    [InlineData("leg_assets = ARRAY['BTC', 'ETH']")]
    [InlineData("leg_assets = ARRAY['']")]
    [InlineData("price = 1")]
    public async Task A_row_that_contradicts_itself_is_refused_in_every_partition(string change)
    {
        await AppendAsync(Fee("1", August), Fee("2", DateTimeOffset.MinValue.AddDays(1)));

        foreach (var id in new[] { "1", "2" })
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => _test.ExecuteAsync($"UPDATE portfolio.transactions SET {change} WHERE id = '{id}'"));
            Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
        }
    }

    [Fact]
    public async Task Each_filter_has_an_index_that_gives_its_rows_in_order()
    {
        await AppendAsync([.. Enumerable.Range(0, 3_000).Select(i => i % 2 == 0 ? Fee($"{i}", August.AddMinutes(i)) : Fill($"{i}", August.AddMinutes(i)))]);
        await _ledger.AppendAsync("alice", "acc-2", [.. Enumerable.Range(0, 150).Select(i => Fee($"{i}", August.AddMinutes(i)))], mark: null, None);
        await _test.ExecuteAsync("ANALYZE portfolio.transactions");
        (TransactionFilter Filter, string Index)[] expected =
        [
            (new(), "user_id_at_account_id_id"),
            (new(Before: new(August.AddDays(1), "acc-1", "7")), "user_id_at_account_id_id"),
            (new(AccountId: "acc-2"), "account_id_at_id"),
            (new(Kinds: [TransactionKind.Buy]), "user_id_kind_at_account_id_id"),
            (new(Symbol: Symbol.Parse("BTC-USDT")), "user_id_base_quote_at"),
        ];

        foreach (var (filter, index) in expected)
        {
            var query = TransactionQuery.Of("alice", filter);
            var plan = string.Join("\n", await _database.RepeatAsync(
                Scope.Of("alice"), row => row.GetString(0),
                [
                    new Sql("SELECT set_config('enable_sort', 'off', true), set_config('enable_seqscan', 'off', true)"), // Small tables tempt the planner.
                    query with { Text = $"EXPLAIN {query.Text}" },
                ],
                None));

            Assert.Contains($"Index Scan using transactions_2026_08_{index}", plan);
            Assert.DoesNotContain("Sort  (cost", plan);
        }
    }

    private static Transaction Fee(string id, DateTimeOffset at) =>
        new(id, TransactionKind.Fee, at, WalletKind.Spot, [new Leg(LegKind.Fee, new Money(-1m, Asset.Btc))]);

    private static Transaction Fill(string id, DateTimeOffset at) => Fee(id, at) with
    {
        Kind = TransactionKind.Buy,
        Trade = new Trade("BTCUSDT", Symbol.Parse("BTC-USDT"), TradeSide.Buy, 1m, 60_000m),
    };

    private Task<int> AppendAsync(params ImmutableArray<Transaction> transactions) =>
        _ledger.AppendAsync("alice", "acc-1", transactions, mark: null, None);

    private async Task<List<(string Name, long Rows)>> PartitionsAsync()
    {
        var names = await _test.QueryAsync<string>(
            "SELECT c.relname::text FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'portfolio.transactions'::regclass ORDER BY 1");
        var partitions = new List<(string, long)>();
        foreach (var name in names)
        {
            partitions.Add((name, (await _test.QueryAsync<long>($"SELECT count(*) FROM portfolio.{name}"))[0]));
        }

        return partitions;
    }
}
