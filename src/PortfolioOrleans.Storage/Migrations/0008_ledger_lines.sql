-- Lines that people give: a correction names the line of the same account that it replaces and says why; a void one says that it did not happen. Null for what a
-- venue said.
ALTER TABLE transactions ADD COLUMN corrects text COLLATE "C", ADD COLUMN reason text, ADD COLUMN is_void boolean;
ALTER TABLE transactions ADD CONSTRAINT transactions_void CHECK (is_void IS NOT TRUE OR corrects IS NOT NULL);

-- What was recorded since a user's books were last kept.
CREATE INDEX transactions_recorded ON transactions (user_id, recorded_at, account_id, id);
