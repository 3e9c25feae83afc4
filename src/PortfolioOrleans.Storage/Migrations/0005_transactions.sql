-- Every transaction of every account, a partition for each month, and how far each history was read. No role of the service may change or delete a
-- transaction. Amounts are numeric without a scale: exact as the venue sent them.

-- Which ids an account has, whatever their time: no index across partitions can hold that without the time. This table also holds the reference to the
-- account; one in the partitioned table would lock accounts each time a partition is made.
CREATE TABLE transaction_ids (
    account_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
);

-- leg_*: one place for each leg. From instrument to price, and what follows up to order_id: only for a trade. price is in quote.
CREATE TABLE transactions (
    account_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    wallet text NOT NULL,
    counterpart text,
    reference text,
    leg_kinds text[] NOT NULL,
    leg_assets text[] NOT NULL,
    leg_changes numeric[] NOT NULL,
    instrument text,
    base text COLLATE "C",
    quote text COLLATE "C",
    side text,
    quantity numeric,
    price numeric,
    position_side text,
    is_maker boolean,
    order_id text,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT transactions_legs CHECK (
        cardinality(leg_kinds) = cardinality(leg_assets) AND cardinality(leg_kinds) = cardinality(leg_changes) AND '' <> ALL (leg_assets)),
    CONSTRAINT transactions_trade CHECK (num_nonnulls(instrument, base, quote, side, quantity, price) IN (0, 6))
) PARTITION BY RANGE (at);
CREATE INDEX transactions_of_user ON transactions (user_id, at DESC, account_id, id);
CREATE INDEX transactions_of_account ON transactions (account_id, at DESC, id);
CREATE INDEX transactions_of_kind ON transactions (user_id, kind, at DESC, account_id, id);
CREATE INDEX transactions_of_symbol ON transactions (user_id, base, quote, at DESC, account_id, id) WHERE base IS NOT NULL;

-- Rows of a month that has no partition land here, so that none is ever lost. No role has a right on a partition itself.
CREATE TABLE transactions_rest PARTITION OF transactions DEFAULT;
ALTER TABLE transactions_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE transactions_rest FORCE ROW LEVEL SECURITY;

-- Every asset that stands in an account's transactions, so that nobody has to read them all for it.
CREATE TABLE transaction_assets (
    account_id text COLLATE "C" NOT NULL,
    asset text COLLATE "C" NOT NULL CHECK (asset <> ''),
    user_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (account_id, asset),
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
);

-- Written with each page of a history.
CREATE TABLE history_marks (
    account_id text COLLATE "C" NOT NULL,
    history text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    cursor text NOT NULL,
    is_complete boolean NOT NULL,
    done integer NOT NULL,
    of_about integer,
    oldest timestamptz,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, history),
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
SELECT keep_in_row('history_marks', 'cursor');

SELECT protect('transaction_ids', 'user_id'), protect('transactions', 'user_id'), protect('transaction_assets', 'user_id'), protect('history_marks', 'user_id');
GRANT SELECT ON transaction_ids, transactions, transaction_assets, history_marks TO portfolio_app;
GRANT SELECT, INSERT ON transaction_ids, transactions, transaction_assets TO portfolio_system;
GRANT SELECT, INSERT, UPDATE ON history_marks TO portfolio_system;

-- Makes the partition of a month, and moves what already lies in the rest. Gives up rather than wait for a lock; the next caller tries again.
-- For the owner alone: the service calls the function of one table.
CREATE FUNCTION make_month(target name, month date) RETURNS void
LANGUAGE plpgsql SET search_path = portfolio, pg_temp SET lock_timeout = '1s' SET timezone = 'UTC' AS $$
DECLARE
    since CONSTANT timestamptz := date_trunc('month', month);
    until CONSTANT timestamptz := since + interval '1 month';
    partition CONSTANT name := target || '_' || to_char(since, 'YYYY_MM');
    rest CONSTANT name := target || '_rest';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('portfolio.make_month ' || target));
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN;
    END IF;

    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition, target);

    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', rest);
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rest);
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved', rest, since, until, partition);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rest);

    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', partition);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', target, partition, since, until);
END
$$;
REVOKE EXECUTE ON FUNCTION make_month FROM PUBLIC;

CREATE FUNCTION make_transaction_month(month date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = portfolio, pg_temp AS $$ SELECT make_month('transactions', month) $$;
REVOKE EXECUTE ON FUNCTION make_transaction_month FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_transaction_month TO portfolio_system;

-- One way of making partitions, not two. Its grants stay.
CREATE OR REPLACE FUNCTION make_snapshot_month(month date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = portfolio, pg_temp AS $$ SELECT make_month('portfolio_snapshots', month) $$;
