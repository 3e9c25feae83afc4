-- For the engine that brings no provider of its own. Grain ids may be longer than an index entry can be, so rows are keyed by a digest, made by the
-- caller. Versions come from a sequence: one that was seen is never seen again, not even after a row was deleted and made anew.

CREATE SEQUENCE grain_state_versions CACHE 64;

CREATE TABLE grain_state (
    key bytea PRIMARY KEY,
    state_name text NOT NULL,
    grain_id text NOT NULL,
    payload bytea NOT NULL,
    version bigint NOT NULL,
    saved_at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
SELECT keep_in_row('grain_state', 'payload');
GRANT USAGE ON SEQUENCE grain_state_versions TO portfolio_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON grain_state TO portfolio_system;

CREATE SEQUENCE reminder_versions;

CREATE TABLE reminders (
    key bytea PRIMARY KEY,
    grain_key bytea NOT NULL,
    grain_id text NOT NULL,
    name text NOT NULL,
    grain_hash bigint NOT NULL,
    start_at timestamptz NOT NULL,
    period interval NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX ON reminders (grain_key);
CREATE INDEX ON reminders (grain_hash);
GRANT USAGE ON SEQUENCE reminder_versions TO portfolio_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON reminders TO portfolio_system;
