CREATE TABLE usage_segment (
    id TEXT NOT NULL PRIMARY KEY,
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
CREATE TABLE usage_carry (
    site TEXT NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    newest BIGINT NOT NULL,
    sealed BYTES NOT NULL
);
CREATE TABLE usage_source (
    site TEXT NOT NULL,
    head BYTES NOT NULL,
    length BIGINT NOT NULL,
    digest BYTES NOT NULL,
    lines BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (site, head, length)
);
