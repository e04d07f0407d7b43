CREATE TABLE usage_segment (
    id TEXT NOT NULL PRIMARY KEY,
    scope TEXT NOT NULL,
    site TEXT NOT NULL,
    day BIGINT NOT NULL,
    kind TEXT NOT NULL,
    requests BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    addresses BIGINT NOT NULL,
    rollup BYTES NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX usage_segment_day ON usage_segment (site, day);
CREATE INDEX usage_segment_scope ON usage_segment (scope, kind);
CREATE TABLE usage_carry (
    scope TEXT NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    newest BIGINT NOT NULL,
    sealed BYTES NOT NULL
);
CREATE TABLE usage_source (
    scope TEXT NOT NULL,
    head BYTES NOT NULL,
    length BIGINT NOT NULL,
    digest BYTES NOT NULL,
    lines BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (scope, head, length)
);
