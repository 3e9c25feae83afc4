-- Which silos there are. One row for each cluster carries the version that every change of membership raises by exactly one.
-- Locks are taken in one order, the cluster's row first, so that membership writes of a cluster stand in line and cannot deadlock.

CREATE TABLE orleans.clusters (
    cluster_id text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- A restarted silo is a new row: generation is the stamp of its start. status: 3 active, 6 dead.
CREATE TABLE orleans.silos (
    cluster_id text NOT NULL REFERENCES orleans.clusters ON DELETE CASCADE,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    silo_name text NOT NULL,
    host_name text NOT NULL,
    status integer NOT NULL,
    proxy_port integer NOT NULL,
    suspect_times text,
    start_time timestamptz NOT NULL,
    alive_time timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
) WITH (fillfactor = 50);

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES

('InsertMembershipVersionKey', '
WITH made AS (
    INSERT INTO orleans.clusters (cluster_id) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING cluster_id
)
SELECT EXISTS (SELECT FROM made)
'),

-- One statement, so that version and members come from one snapshot; without members still one row, the version's.
('MembershipReadAllKey', '
SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
    s.status AS Status, s.proxy_port AS ProxyPort, s.start_time AS StartTime, s.alive_time AS IAmAliveTime, s.suspect_times AS SuspectTimes
FROM orleans.clusters c
LEFT JOIN orleans.silos s ON s.cluster_id = c.cluster_id
WHERE c.cluster_id = @DeploymentId
'),

('MembershipReadRowKey', '
SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName,
    s.status AS Status, s.proxy_port AS ProxyPort, s.start_time AS StartTime, s.alive_time AS IAmAliveTime, s.suspect_times AS SuspectTimes
FROM orleans.clusters c
LEFT JOIN orleans.silos s
    ON s.cluster_id = c.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.cluster_id = @DeploymentId
'),

-- A silo that is there already must not raise the version: its absence is a condition of the step, not of the insert.
('InsertMembershipKey', '
WITH step AS (
    UPDATE orleans.clusters c SET version = c.version + 1
    WHERE c.cluster_id = @DeploymentId AND c.version = @Version AND NOT EXISTS (
        SELECT FROM orleans.silos s
        WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
    RETURNING c.cluster_id
), made AS (
    INSERT INTO orleans.silos (
        cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_time)
    SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM step
    RETURNING cluster_id
)
SELECT EXISTS (SELECT FROM made)
'),

('UpdateMembershipKey', '
WITH step AS (
    UPDATE orleans.clusters c SET version = c.version + 1
    WHERE c.cluster_id = @DeploymentId AND c.version = @Version AND EXISTS (
        SELECT FROM orleans.silos s
        WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port AND s.generation = @Generation)
    RETURNING c.cluster_id
), changed AS (
    UPDATE orleans.silos s SET status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
    FROM step
    WHERE s.cluster_id = step.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    RETURNING s.cluster_id
)
SELECT EXISTS (SELECT FROM changed)
'),

('UpdateIAmAlivetimeKey', '
UPDATE orleans.silos SET alive_time = @IAmAliveTime
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
'),

('GatewaysQueryKey', '
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
FROM orleans.silos
WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
'),

('DeleteMembershipTableEntriesKey', '
DELETE FROM orleans.clusters WHERE cluster_id = @DeploymentId
'),

-- Dead silos only: the cut-off may be seconds ago.
('CleanupDefunctSiloEntriesKey', '
DELETE FROM orleans.silos
WHERE cluster_id = @DeploymentId AND status = 6 AND greatest(start_time, alive_time) < @IAmAliveTime
'),

-- The same for one silo that the provider has chosen, if it is still as the provider read it.
('CleanupDefunctSiloEntryKey', '
DELETE FROM orleans.silos
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
    AND start_time = @StartTime AND alive_time = @IAmAliveTime AND coalesce(suspect_times, '''') = coalesce(@SuspectTimes, '''')
');
