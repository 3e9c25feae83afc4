using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Prices;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Numbers;

/// <summary>The columns that hold money, by the catalog: none rounds, and what somebody else put there beyond a decimal is told by name.</summary>
[Collection(TestServer.Name)]
public sealed class NumericColumnTests(TestServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _test = await server.CreateAsync();
        await _test.ExecuteAsync("INSERT INTO portfolio.users VALUES ('alice', '', now())");
        _database = new PostgresDatabase(_test.Logins.Service);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task No_column_of_money_has_a_scale_that_would_round_and_none_is_a_float()
    {
        var columns = await _test.QueryAsync<string>("""
            SELECT format('%s.%s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod))
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'portfolio'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
                AND (format_type(atttypid, atttypmod) LIKE 'numeric%' OR format_type(atttypid, atttypmod) LIKE 'double%' OR format_type(atttypid, atttypmod) IN ('real', 'money'))
            """);

        Assert.All(columns, column => Assert.Matches(@" numeric(\[\])?$", column));
        Assert.Equal(
            ["balances", "daily_prices", "external_flows", "performance_history", "performance_versions", "portfolio_snapshots", "positions", "snapshot_versions", "transactions", "users_portfolio_state"],
            columns.Select(column => column.Split('.')[^2].Split(' ')[0]).Distinct().Order(StringComparer.Ordinal)); // A new one belongs into EveryDecimalTests.
    }

    [Theory]
    [InlineData("performance_history", "equity")]
    [InlineData("performance_history", "flow_amounts")]
    [InlineData("portfolio_snapshots", "peak_equity")]
    [InlineData("users_portfolio_state", "net_flow_total")]
    [InlineData("daily_prices", "usd")]
    [InlineData("balances", "total")]
    [InlineData("positions", "entry_price")]
    [InlineData("external_flows", "change")]
    public async Task A_number_beyond_a_decimal_is_an_error_that_names_its_column(string table, string column)
    {
        var huge = column == "flow_amounts" ? "ARRAY[1e29]" : "1e29";
        await _test.ExecuteAsync($"""
            SET search_path = portfolio;
            INSERT INTO accounts VALUES ('acc', 'alice', 'okx', '', 'key', false, false, now());
            INSERT INTO wallets VALUES ('acc', 'Spot', 'alice', now());
            INSERT INTO balances VALUES ('acc', 'Spot', 0, 'alice', 'BTC', 1, 0, 1);
            INSERT INTO positions VALUES (
                'acc', 'Spot', 0, 'alice', 'I', 'BTC', 'USDT', 'Long', 1, 'Linear', 1, 'USDT', NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, now(), NULL);
            INSERT INTO external_flows VALUES ('acc', 'f', 'alice', 'BTC', 1, now(), true);
            INSERT INTO portfolio_snapshots VALUES ('alice', '2026-08-03', 'alice', 1, 'USD', 1, 0, 0, 0, 0, 0, 1, 0, true, false);
            INSERT INTO performance_history VALUES (
                'alice', '2026-08-03', 'alice', 'USD', 1, 0, 0, ARRAY[now()], ARRAY[1], ARRAY[1], true, false, now(), NULL, now());
            INSERT INTO users_portfolio_state VALUES ('alice', 'alice', 1, 1, now(), 'USD', 1, 1, 0, true, '');
            INSERT INTO daily_prices VALUES ('BTC', '2026-08-03', 1, 'test');
            UPDATE {table} SET {column} = {huge};
            """);

        var error = await Assert.ThrowsAsync<RowUnreadableException>(() => ReadAsync(table));

        Assert.Contains($"its {column} is a number beyond what can be held", error.Message);
        Assert.Contains(table is "daily_prices" ? "asset BTC" : table is "external_flows" ? "id f" : table is "balances" or "positions" ? "wallet Spot" : "portfolio_id alice", error.Message);
    }

    private async Task ReadAsync(string table)
    {
        var day = DateOnly.FromDateTime(Noon.UtcDateTime);
        await using var performance = new PostgresPerformanceStore(_database, TimeProvider.System);
        await using var snapshots = new PostgresSnapshotStore(_database);
        await using var states = new PostgresPortfolioStateStore(_database);
        await using var holdings = new PostgresHoldingStore(_database, TimeProvider.System);
        await (table switch
        {
            "performance_history" => performance.ListAsync("alice", "alice", day, day, None),
            "portfolio_snapshots" => snapshots.ListAsync("alice", "alice", DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.Zero, 1, None),
            "users_portfolio_state" => states.FindAsync("alice", None),
            "daily_prices" => new PostgresPriceStore(_database).FindAsync(Asset.Btc, day, None),
            "external_flows" => holdings.LoadFlowsAsync("acc", DateTimeOffset.MinValue, None),
            _ => (Task)holdings.LoadAsync("acc", None),
        });
    }
}
