-- Reminders. A reminder's version changes with every registration and is not used again after it was deleted and made anew.

CREATE SEQUENCE orleans.reminder_versions AS integer CYCLE;

CREATE FUNCTION orleans.reminder_key(service_id text, grain_id text, reminder_name text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(ROW(service_id, grain_id, reminder_name)::text, 'UTF8'));

-- grain_hash: where the grain lies on the ring, as a signed number. period: milliseconds.
CREATE TABLE orleans.reminders (
    key bytea PRIMARY KEY GENERATED ALWAYS AS (orleans.reminder_key(service_id, grain_id, reminder_name)) STORED,
    service_id text NOT NULL,
    grain_id text NOT NULL,
    reminder_name text NOT NULL,
    grain_hash integer NOT NULL,
    start_time timestamptz NOT NULL,
    period bigint NOT NULL,
    version integer NOT NULL
);
CREATE INDEX ON orleans.reminders (service_id, grain_hash);

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES

-- The hash of the text narrows the search; long ids would not fit an index.
('ReadReminderRowsKey', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM orleans.reminders
WHERE service_id = @ServiceId AND md5(grain_id) = md5(@GrainId) AND grain_id = @GrainId
'),

('ReadReminderRowKey', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM orleans.reminders
WHERE key = orleans.reminder_key(@ServiceId, @GrainId, @ReminderName)
'),

-- The ring from one hash (exclusive) to another (inclusive).
('ReadRangeRows1Key', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM orleans.reminders
WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
'),

-- The same where it wraps around, or is the whole ring.
('ReadRangeRows2Key', '
SELECT grain_id AS GrainId, reminder_name AS ReminderName, start_time AS StartTime, period AS Period, version AS Version
FROM orleans.reminders
WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
'),

('UpsertReminderRowKey', '
INSERT INTO orleans.reminders AS r (service_id, grain_id, reminder_name, grain_hash, start_time, period, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, nextval(''orleans.reminder_versions''))
ON CONFLICT (key) DO UPDATE SET
    grain_hash = excluded.grain_hash, start_time = excluded.start_time, period = excluded.period, version = excluded.version
RETURNING version AS Version
'),

('DeleteReminderRowKey', '
WITH gone AS (
    DELETE FROM orleans.reminders
    WHERE key = orleans.reminder_key(@ServiceId, @GrainId, @ReminderName) AND version = @Version
    RETURNING key
)
SELECT EXISTS (SELECT FROM gone)
'),

('DeleteReminderRowsKey', '
DELETE FROM orleans.reminders WHERE service_id = @ServiceId
');

CREATE INDEX ON orleans.reminders (md5(grain_id));
