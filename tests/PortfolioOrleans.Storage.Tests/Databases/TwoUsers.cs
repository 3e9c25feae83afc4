using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Databases;

/// <summary>A database in which alice and bob each have a row in every table that has users, and two in those that have partitions.</summary>
public sealed class TwoUsers(TestServer server) : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await server.CreateAsync();
        await Database.ExecuteAsync("SET search_path = portfolio; SELECT make_snapshot_month('2026-08-01'), make_transaction_month('2026-08-01')");
        foreach (var user in new[] { "alice", "bob" })
        {
            await Database.ExecuteAsync($"""
                SET search_path = portfolio;
                INSERT INTO users VALUES ('{user}', '{user}', now());
                INSERT INTO api_tokens VALUES ('token-{user}', '{user}', '', ARRAY[]::text[], '{user}'::bytea, now());
                INSERT INTO accounts VALUES ('acc-{user}', '{user}', 'okx', '', 'key-{user}', false, false, now());
                INSERT INTO credentials VALUES ('acc-{user}', '{user}', 'secret');
                INSERT INTO wallets VALUES ('acc-{user}', 'Spot', '{user}', now());
                INSERT INTO balances VALUES ('acc-{user}', 'Spot', 0, '{user}', 'BTC', 1, 0, 1);
                INSERT INTO positions VALUES (
                    'acc-{user}', 'Spot', 0, '{user}', 'I', 'BTC', 'USDT', 'Long', 1, 'Linear', 1, 'USDT',
                    NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, now(), NULL);
                INSERT INTO external_flows VALUES ('acc-{user}', 'f', '{user}', 'BTC', 1, now(), true);
                INSERT INTO transaction_ids VALUES ('acc-{user}', 'august', '{user}'), ('acc-{user}', 'old', '{user}');
                INSERT INTO transactions VALUES
                    ('acc-{user}', 'august', '{user}', 'Fee', '2026-08-03', 'Spot', NULL, NULL, ARRAY['Fee'], ARRAY['BTC'], ARRAY[-1],
                        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, now()),
                    ('acc-{user}', 'old', '{user}', 'Fee', '2001-01-01', 'Spot', NULL, NULL, ARRAY['Fee'], ARRAY['BTC'], ARRAY[-1],
                        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, now());
                INSERT INTO transaction_assets VALUES ('acc-{user}', 'BTC', '{user}');
                INSERT INTO history_marks VALUES ('acc-{user}', 'fees', '{user}', '', true, 1, NULL, NULL, now());
                INSERT INTO portfolio_snapshots VALUES ('{user}', '2026-08-03', '{user}', 1, 'USDT', 1, 0, 0, 0, 0, 0, 1, 0, true, false);
                INSERT INTO portfolio_snapshots VALUES ('{user}', '2001-01-01', '{user}', 1, 'USDT', 1, 0, 0, 0, 0, 0, 1, 0, true, false);
                INSERT INTO performance_history VALUES ('{user}', '2026-08-03', '{user}', 'USDT', 1, 0, 0, ARRAY[]::timestamptz[], ARRAY[]::numeric[], ARRAY[]::numeric[], true, false, now(), NULL, now());
                INSERT INTO performance_versions SELECT * FROM performance_history WHERE user_id = '{user}';
                INSERT INTO snapshot_versions VALUES ('{user}', '2026-08-03', now(), '{user}', 0, 1, 0, NULL);
                INSERT INTO users_portfolio_state VALUES ('{user}', '{user}', 1, 1, now(), 'USDT', 1, 1, 0, true, '');
                """);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
