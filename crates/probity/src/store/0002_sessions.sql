ALTER TABLE session ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN how TEXT NOT NULL DEFAULT '';
UPDATE session SET used_at = created_at, ends_at = expires_at;
