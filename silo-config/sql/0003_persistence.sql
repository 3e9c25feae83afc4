-- Grain state. The key is seven values, the strings among them of any length and one of them possibly NULL; a digest of all seven stands for it.

-- Immutable in fact: a database never changes its encoding, and the text of a row of integers and strings depends on nothing else.
CREATE FUNCTION orleans.storage_key(
    id_hash integer, type_hash integer, n0 bigint, n1 bigint, state_name text, id_extension text, service_id text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(ROW(id_hash, type_hash, n0, n1, state_name, id_extension, service_id)::text, 'UTF8'));

-- A cleared state keeps its row and its version, without a payload.
CREATE TABLE orleans.grain_states (
    key bytea PRIMARY KEY GENERATED ALWAYS AS (
        orleans.storage_key(id_hash, type_hash, n0, n1, state_name, id_extension, service_id)) STORED,
    id_hash integer NOT NULL,
    type_hash integer NOT NULL,
    n0 bigint NOT NULL,
    n1 bigint NOT NULL,
    state_name text NOT NULL,
    id_extension text,
    service_id text NOT NULL,
    payload bytea,
    version integer NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- Kept in the row, so that an update touches one page, and compressed by the quicker method where the server has it.
ALTER TABLE orleans.grain_states ALTER payload SET STORAGE main;
DO $$
BEGIN
    ALTER TABLE orleans.grain_states ALTER payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

INSERT INTO orleans.orleansquery (querykey, querytext) VALUES

('ReadFromStorageKey', '
SELECT payload AS PayloadBinary, version AS Version
FROM orleans.grain_states
WHERE key = orleans.storage_key(
    @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId)
'),

-- A conflict answers no row. A new row starts at a number of its own, so that who remembers a deleted row does not take it for the old one.
('WriteToStorageKey', '
WITH changed AS (
    UPDATE orleans.grain_states SET payload = @PayloadBinary, version = version + 1, saved_at = now()
    WHERE version = @GrainStateVersion AND key = orleans.storage_key(
        @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId)
    RETURNING version
), made AS (
    INSERT INTO orleans.grain_states (id_hash, type_hash, n0, n1, state_name, id_extension, service_id, payload, version)
    SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId, @PayloadBinary,
        1 + floor(random() * 100000000)::integer
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT (key) DO NOTHING
    RETURNING version
)
SELECT version AS NewGrainStateVersion FROM changed
UNION ALL
SELECT version FROM made
'),

('ClearStorageKey', '
UPDATE orleans.grain_states SET payload = NULL, version = version + 1, saved_at = now()
WHERE version = @GrainStateVersion AND key = orleans.storage_key(
    @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId)
RETURNING version
'),

('DeleteStorageKey', '
DELETE FROM orleans.grain_states
WHERE version = @GrainStateVersion AND key = orleans.storage_key(
    @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString, @ServiceId)
RETURNING version + 1
');
