CREATE TABLE guard_decision (
    id BYTES NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL,
    block BYTES NOT NULL,
    network TEXT NOT NULL,
    sealed BYTES,
    scenario TEXT NOT NULL,
    sanction TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    events BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT
);
CREATE INDEX guard_decision_day ON guard_decision (day);
CREATE INDEX guard_decision_until ON guard_decision (until_at);
CREATE INDEX guard_decision_block ON guard_decision (block);
