CREATE TABLE usage_alert (
    name TEXT NOT NULL PRIMARY KEY,
    began_at BIGINT NOT NULL,
    over_at BIGINT
);
