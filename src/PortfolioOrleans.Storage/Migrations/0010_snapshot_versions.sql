-- What a row said until it was restated is kept as the days' versions are: by the database, so that no writer can forget it.

-- Twice at the same moment is once: nobody was ever told the first.
CREATE FUNCTION keep_snapshot_version() RETURNS trigger LANGUAGE plpgsql SET search_path = portfolio, pg_temp AS $$
BEGIN
    INSERT INTO snapshot_versions (portfolio_id, at, superseded_at, user_id, net_flow_total, peak_equity, drawdown_depth, restated_at)
    VALUES (OLD.portfolio_id, OLD.at, NEW.restated_at, OLD.user_id, OLD.net_flow_total, OLD.peak_equity, OLD.drawdown_depth, OLD.restated_at)
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_snapshot_version FROM PUBLIC;
CREATE TRIGGER keep_version BEFORE UPDATE ON portfolio_snapshots
    FOR EACH ROW WHEN (OLD.restated_at IS DISTINCT FROM NEW.restated_at) EXECUTE FUNCTION keep_snapshot_version();
