CREATE TABLE usage_rejected (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    site TEXT NOT NULL,
    day BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    beyond BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sealed BYTES,
    created_at BIGINT NOT NULL
);
CREATE INDEX usage_rejected_day ON usage_rejected (day);
CREATE INDEX usage_rejected_scope ON usage_rejected (scope, created_at);
