-- Each portfolio's days, for ever, and how snapshots grow coarser with age.

-- flow_*: one place for each flow whose time is known. inflow, outflow: those whose time is not.
CREATE TABLE performance_history (
    portfolio_id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    currency text NOT NULL CHECK (currency <> ''),
    equity numeric NOT NULL,
    inflow numeric NOT NULL CHECK (inflow >= 0),
    outflow numeric NOT NULL CHECK (outflow >= 0),
    flow_times timestamptz[] NOT NULL,
    flow_amounts numeric[] NOT NULL,
    flow_bases numeric[] NOT NULL,
    complete boolean NOT NULL,
    reconstructed boolean NOT NULL,
    as_of timestamptz NOT NULL,
    restated_at timestamptz,
    PRIMARY KEY (portfolio_id, day),
    CONSTRAINT performance_history_flows CHECK (
        cardinality(flow_times) = cardinality(flow_amounts) AND cardinality(flow_times) = cardinality(flow_bases))
) WITH (fillfactor = 80);
SELECT protect('performance_history', 'user_id');
GRANT SELECT ON performance_history TO portfolio_app;
GRANT SELECT, INSERT, UPDATE ON performance_history TO portfolio_system;

-- When the service came to know of a flow; those before are as old as this column.
ALTER TABLE external_flows ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();

-- When what became known later changed a row's figures; null where they are as they were seen.
ALTER TABLE portfolio_snapshots ADD COLUMN restated_at timestamptz;
GRANT UPDATE (net_flow_total, peak_equity, drawdown_depth, restated_at) ON portfolio_snapshots TO portfolio_system;

-- Fine rows make way for coarse ones as they age; each day's own row is kept for ever, here and above.
GRANT DELETE ON portfolio_snapshots TO portfolio_system;
