-- What each account holds, as last read, and the flows that were counted. Amounts are numeric without a scale: exact as the venue sent them.

-- One reading of a wallet. An empty wallet is a fact; it is a row here and none in balances.
CREATE TABLE wallets (
    account_id text COLLATE "C" NOT NULL,
    wallet text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    as_of timestamptz,
    PRIMARY KEY (account_id, wallet),
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
) WITH (fillfactor = 70);

-- Keyed by place, not by asset: a venue may list an asset twice in one wallet.
CREATE TABLE balances (
    account_id text COLLATE "C" NOT NULL,
    wallet text COLLATE "C" NOT NULL,
    place integer NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    asset text NOT NULL CHECK (asset <> ''),
    free numeric NOT NULL,
    locked numeric NOT NULL,
    total numeric NOT NULL,
    PRIMARY KEY (account_id, wallet, place),
    FOREIGN KEY (account_id, wallet) REFERENCES wallets
) WITH (fillfactor = 70);

-- entry_price, mark_price, liquidation_price: in quote. stated_pnl, realized_pnl: in settlement.
CREATE TABLE positions (
    account_id text COLLATE "C" NOT NULL,
    wallet text COLLATE "C" NOT NULL,
    place integer NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    instrument text NOT NULL,
    base text NOT NULL CHECK (base <> ''),
    quote text NOT NULL CHECK (quote <> ''),
    side text NOT NULL,
    contracts numeric NOT NULL,
    contract_kind text NOT NULL,
    contract_size numeric NOT NULL,
    settlement text NOT NULL CHECK (settlement <> ''),
    entry_price numeric,
    mark_price numeric,
    stated_pnl numeric,
    leverage numeric,
    liquidation_price numeric,
    margin_mode text,
    realized_pnl numeric,
    adds_to_equity boolean NOT NULL,
    opened_at timestamptz,
    updated_at timestamptz NOT NULL,
    venue_id text,
    PRIMARY KEY (account_id, wallet, place),
    FOREIGN KEY (account_id, wallet) REFERENCES wallets
) WITH (fillfactor = 70);

-- Append-only. counts is false for a flow that the opening balance holds already.
CREATE TABLE external_flows (
    account_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    asset text NOT NULL CHECK (asset <> ''),
    change numeric NOT NULL,
    at timestamptz NOT NULL,
    counts boolean NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, user_id) REFERENCES accounts (id, user_id)
);
CREATE INDEX ON external_flows (account_id, at);

SELECT protect('wallets', 'user_id'), protect('balances', 'user_id'), protect('positions', 'user_id'), protect('external_flows', 'user_id');
GRANT SELECT ON wallets, balances, positions, external_flows TO portfolio_app;
GRANT SELECT, INSERT, UPDATE ON wallets TO portfolio_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON balances, positions TO portfolio_system;
GRANT SELECT, INSERT ON external_flows TO portfolio_system;
