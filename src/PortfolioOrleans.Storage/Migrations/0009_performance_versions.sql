-- What days and rows said before it was known better, so that a question about what was known at a time is answered as it was then.

-- When the service came to know of a day as it stands. Of days from before this column: when they were seen or restated, made ones now.
ALTER TABLE performance_history ADD COLUMN recorded_at timestamptz;
ALTER TABLE performance_history NO FORCE ROW LEVEL SECURITY;
UPDATE performance_history SET recorded_at = coalesce(restated_at, CASE WHEN reconstructed THEN now() ELSE as_of END);
ALTER TABLE performance_history FORCE ROW LEVEL SECURITY;
ALTER TABLE performance_history ALTER COLUMN recorded_at SET NOT NULL;

CREATE TABLE performance_versions (LIKE performance_history, FOREIGN KEY (user_id) REFERENCES users);
CREATE INDEX performance_versions_of_day ON performance_versions (portfolio_id, day, recorded_at);
SELECT protect('performance_versions', 'user_id');
GRANT SELECT ON performance_versions TO portfolio_app;
GRANT SELECT, INSERT, DELETE ON performance_versions TO portfolio_system;

-- What a day was while it lasted is thinned like the snapshots; what it was once it was over stays for ever.
CREATE POLICY of_days_under_way ON performance_versions AS RESTRICTIVE FOR DELETE TO portfolio_system
    USING (recorded_at < (day + 1)::timestamp AT TIME ZONE 'UTC');

-- No row is replaced without being kept. Two at the same moment are one: nobody was ever told the first. Time goes on even where a clock was set back.
CREATE FUNCTION keep_performance_version() RETURNS trigger LANGUAGE plpgsql SET search_path = portfolio, pg_temp AS $$
BEGIN
    NEW.recorded_at := greatest(NEW.recorded_at, OLD.recorded_at);
    IF NEW.recorded_at > OLD.recorded_at THEN
        INSERT INTO performance_versions SELECT OLD.*;
    END IF;
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_performance_version FROM PUBLIC;
CREATE TRIGGER keep_version BEFORE UPDATE ON performance_history FOR EACH ROW EXECUTE FUNCTION keep_performance_version();

-- What a row said until it was restated; goes when its row is thinned.
CREATE TABLE snapshot_versions (
    portfolio_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    superseded_at timestamptz NOT NULL,
    user_id text COLLATE "C" NOT NULL REFERENCES users,
    net_flow_total numeric NOT NULL,
    peak_equity numeric NOT NULL,
    drawdown_depth numeric NOT NULL,
    restated_at timestamptz,
    PRIMARY KEY (portfolio_id, at, superseded_at)
);
SELECT protect('snapshot_versions', 'user_id');
GRANT SELECT ON snapshot_versions TO portfolio_app;
GRANT SELECT, INSERT, DELETE ON snapshot_versions TO portfolio_system;
