-- Who there is, and which accounts they have. Ids are ASCII and sort by bytes, on every server alike.

GRANT USAGE ON SCHEMA portfolio TO portfolio_app, portfolio_system;

-- Puts a table under row-level security: a user's rows for that user, all rows for the service's own statements. Its owner is held to it as well.
CREATE FUNCTION protect(target regclass, owner_column name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY own_rows ON %s TO portfolio_app USING (%I = (SELECT current_setting(''portfolio.user_id'', true)))',
        target, owner_column);
    EXECUTE format('CREATE POLICY all_rows ON %s TO portfolio_system USING (true)', target);
END
$$;
REVOKE EXECUTE ON FUNCTION protect FROM PUBLIC;

-- For a value of some kilobytes that is rewritten again and again: kept in the row, so that an update touches one page and leaves nothing elsewhere to
-- vacuum, and compressed by the quicker method where the server has it.
CREATE FUNCTION keep_in_row(target regclass, value_column name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ALTER %I SET STORAGE main', target, value_column);
    EXECUTE format('ALTER TABLE %s ALTER %I SET COMPRESSION lz4', target, value_column);
EXCEPTION WHEN feature_not_supported THEN
    EXECUTE format('ALTER TABLE %s ALTER %I SET STORAGE main', target, value_column);
END
$$;
REVOKE EXECUTE ON FUNCTION keep_in_row FROM PUBLIC;

CREATE TABLE users (
    id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
SELECT protect('users', 'id');
GRANT SELECT ON users TO portfolio_app, portfolio_system;
GRANT INSERT ON users TO portfolio_system;

CREATE TABLE api_tokens (
    id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    label text NOT NULL,
    scopes text[] NOT NULL,
    hash bytea NOT NULL CONSTRAINT api_tokens_hash UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX ON api_tokens (user_id);
SELECT protect('api_tokens', 'user_id');
GRANT SELECT, INSERT ON api_tokens TO portfolio_app;
GRANT SELECT, UPDATE ON api_tokens TO portfolio_system;

-- A removed account stays, so that its history keeps its name and its id is never given again.
CREATE TABLE accounts (
    id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    venue text COLLATE "C" NOT NULL,
    label text NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    can_trade boolean NOT NULL,
    can_withdraw boolean NOT NULL,
    created_at timestamptz NOT NULL,
    removed_at timestamptz,
    last_sync_at timestamptz,
    sync_status text,
    sync_error text,
    UNIQUE (id, user_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX accounts_live_key ON accounts (venue, fingerprint) WHERE removed_at IS NULL;
CREATE INDEX accounts_live_owner ON accounts (user_id) WHERE removed_at IS NULL;
SELECT protect('accounts', 'user_id');
GRANT SELECT, INSERT ON accounts TO portfolio_app;
GRANT SELECT, UPDATE ON accounts TO portfolio_system;

-- Written under its user, read by nobody but the service.
CREATE TABLE credentials (
    account_id text COLLATE "C" PRIMARY KEY,
    user_id text COLLATE "C" NOT NULL,
    encrypted bytea NOT NULL,
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
);
SELECT protect('credentials', 'user_id');
GRANT INSERT ON credentials TO portfolio_app;
GRANT SELECT, DELETE ON credentials TO portfolio_system;

-- Tells whether a master key is the one that credentials were encrypted with, without decrypting any.
CREATE TABLE key_check (
    key_id text COLLATE "C" PRIMARY KEY,
    proof bytea NOT NULL
);
GRANT SELECT, INSERT ON key_check TO portfolio_system;
