-- A portfolio's totals over time, a partition for each month, and its newest state.

CREATE TABLE portfolio_snapshots (
    portfolio_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    version bigint NOT NULL,
    currency text NOT NULL,
    equity numeric NOT NULL,
    net_flow_total numeric NOT NULL,
    cash_balance numeric NOT NULL,
    unrealized_pnl numeric NOT NULL,
    long_exposure numeric NOT NULL,
    short_exposure numeric NOT NULL,
    peak_equity numeric NOT NULL,
    drawdown_depth numeric NOT NULL,
    complete boolean NOT NULL,
    day_end boolean NOT NULL,
    PRIMARY KEY (portfolio_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX portfolio_snapshots_complete ON portfolio_snapshots (portfolio_id, at) WHERE complete;
SELECT protect('portfolio_snapshots', 'user_id');
GRANT SELECT ON portfolio_snapshots TO portfolio_app;
GRANT SELECT, INSERT ON portfolio_snapshots TO portfolio_system;

-- Rows of a month that has no partition land here, so that none is ever lost. No role has a right on a partition itself.
CREATE TABLE portfolio_snapshots_rest PARTITION OF portfolio_snapshots DEFAULT;
ALTER TABLE portfolio_snapshots_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE portfolio_snapshots_rest FORCE ROW LEVEL SECURITY;

-- Makes the partition of a month, and moves what already lies in the rest. Gives up rather than wait for a lock; the next caller tries again.
CREATE FUNCTION make_snapshot_month(month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = portfolio, pg_temp SET lock_timeout = '1s' SET timezone = 'UTC' AS $$
DECLARE
    since CONSTANT timestamptz := date_trunc('month', month);
    until CONSTANT timestamptz := since + interval '1 month';
    partition CONSTANT name := 'portfolio_snapshots_' || to_char(since, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('portfolio.make_snapshot_month'));
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN;
    END IF;

    EXECUTE format('CREATE TABLE %I (LIKE portfolio_snapshots INCLUDING DEFAULTS)', partition);

    LOCK TABLE portfolio_snapshots_rest IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE portfolio_snapshots_rest NO FORCE ROW LEVEL SECURITY;
    EXECUTE format(
        'WITH moved AS (DELETE FROM portfolio_snapshots_rest WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        since, until, partition);
    ALTER TABLE portfolio_snapshots_rest FORCE ROW LEVEL SECURITY;

    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', partition);
    EXECUTE format('ALTER TABLE portfolio_snapshots ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, since, until);
END
$$;
REVOKE EXECUTE ON FUNCTION make_snapshot_month FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_snapshot_month TO portfolio_system;

-- Written every few seconds for each live portfolio: room in the page keeps an update off the indexes, and vacuum comes early.
CREATE TABLE users_portfolio_state (
    portfolio_id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    version bigint NOT NULL,
    sequence bigint NOT NULL,
    as_of timestamptz NOT NULL,
    currency text NOT NULL,
    equity numeric NOT NULL,
    peak_equity numeric NOT NULL,
    net_flow_total numeric NOT NULL,
    complete boolean NOT NULL,
    checkpoint text NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
SELECT keep_in_row('users_portfolio_state', 'checkpoint');
CREATE INDEX ON users_portfolio_state (user_id);
SELECT protect('users_portfolio_state', 'user_id');
GRANT SELECT ON users_portfolio_state TO portfolio_app;
GRANT SELECT, INSERT, UPDATE ON users_portfolio_state TO portfolio_system;
